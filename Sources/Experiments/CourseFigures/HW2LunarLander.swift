internal import Foundation

/// REINFORCE of the course's second homework on LunarLanderContinuous, with reward-to-go and a learned baseline.
enum HW2LunarLander {
  static let training = LongTraining(
    name: "reward-to-go, baseline", folder: "lander", algorithm: "reinforce",
    environment: "LunarLanderContinuous-v3",
    options: [
      "iterations": "100", "batchSize": "40000", "learningRate": "0.005",
      "baselineLearningRate": "0.005", "discount": "0.99", "hiddenWidths": "[64, 64]",
      "returnForm": "rewardToGo", "baseline": "learned", "normalizesAdvantages": "true",
      "evaluation.every": "never", "checkpoints.every": "10 iterations",
    ], isTuned: false)

  static let figure = LongTrainingFigure(
    id: "hw2-lunar-lander", chapter: 4, title: "REINFORCE on LunarLanderContinuous",
    setting: "n 100, b 40,000, γ .99, 2×64 tanh, Adam 5e-3, reward-to-go, learned baseline",
    stated:
      "≈ 180 on the course's lander of 2018, ≥ 100 on Gymnasium's; seen 97–160. Passes if the mean over the seeds of the best iteration is ≥ 100",
    references: [180], trainings: [training], curve: .returnsByIteration
  ) { curves in
    let (best, last) = (curves[0].meanOfBest, curves[0].meanOfLast(10))
    return (
      "best \(Int(best.rounded())), last 10 iterations \(Int(last.rounded()))", best >= 100
    )
  }.figure
}
