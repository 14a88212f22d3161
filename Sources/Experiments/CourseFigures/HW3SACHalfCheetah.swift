internal import Foundation

/// The soft actor-critic of the course's third homework on HalfCheetah.
enum HW3SACHalfCheetah {
  static let training = LongTraining(
    name: "SAC", folder: "sac", algorithm: "sac", environment: "HalfCheetah150-v4",
    options: [
      "steps": "200000", "learningRate": "0.0003", "batchSize": "256", "discount": "0.99",
      "learnsTemperature": "false", "temperature": "0.1", "warmUpSteps": "1500",
      "hiddenWidths": "[256, 256]", "evaluation.every": "10000", "evaluation.episodes": "10",
      "checkpoints.every": "20000",
    ], isTuned: false)

  static let figure = LongTrainingFigure(
    id: "hw3-sac-half-cheetah", chapter: 13, title: "SAC on HalfCheetah, episodes of 150 steps",
    setting:
      "200k steps, 2×256 ReLU, Adam 3e-4, γ .99, temperature .1, batch 256, 1,500 random steps",
    stated:
      "300 in 200k; seen 367–430. Passes if the mean over the seeds of the best evaluation is ≥ 300",
    references: [300], trainings: [training], curve: .evaluations
  ) { curves in
    let (best, last) = (curves[0].meanOfBest, curves[0].meanOfLast(1))
    return (
      "best \(Int(best.rounded())), in the end \(Int(last.rounded()))", best >= 300
    )
  }.figure
}
