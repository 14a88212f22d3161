internal import Foundation

/// DQN and double DQN of the course's third homework on the course's LunarLander.
enum HW3DQNLunarLander {
  static let trainings = [("DQN", "false"), ("double DQN", "true")].map { name, isDouble in
    LongTraining(
      name: name, folder: isDouble == "true" ? "double" : "dqn", algorithm: "dqn",
      environment: "LunarLander-course",
      options: [
        "steps": "500000", "isDouble": isDouble, "learningRate": "0.001", "batchSize": "32",
        "replayCapacity": "50000", "warmUpSteps": "1000", "trainPeriod": "1",
        "gradientSteps": "1", "targetUpdatePeriod": "3000", "discount": "1",
        "explorationRate": "{linear: {from: 1, to: 0.02, over: 50000}}",
        "hiddenWidths": "[64, 64]", "gradientLimit": "10", "iterationSteps": "5000",
        "evaluation.every": "never", "checkpoints.every": "50000",
      ], isTuned: false)
  }

  static let figure = LongTrainingFigure(
    id: "hw3-dqn-lunar-lander", chapter: 7,
    title: "DQN and double DQN on the course's LunarLander",
    setting:
      "500k steps, 2×64 ReLU, Adam 1e-3, batch 32, buffer 50k, γ 1, target every 3000, ε 1 → .02 over 10 %, gradients clipped at 10",
    stated:
      "≈ 150; seen 74–166 (DQN), 104–181 (double). Passes if the better of the two has a mean over the seeds ≥ 104 in its best 100 episodes, and neither is below 74",
    references: [150], trainings: trainings, curve: .returnsByStep
  ) { curves in
    let best = curves.map(\.meanOfBest)
    let text = zip(trainings, curves).map {
      "\($0.name) \(Int($1.meanOfBest.rounded())), in the end \(Int($1.meanOfLast(1).rounded()))"
    }
    return (
      "best 100 episodes: " + text.joined(separator: "; "), best.max()! >= 104 && best.min()! >= 74
    )
  }.figure
}
