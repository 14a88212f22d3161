internal import Foundation

/// Batch actor-critic of the course's third homework on HalfCheetah, with ten target updates of ten gradient steps.
enum HW3ActorCriticHalfCheetah {
  static let training = LongTraining(
    name: "(10, 10)", folder: "10-10", algorithm: "batch-actor-critic",
    environment: "HalfCheetah150-v4",
    options: [
      "iterations": "150", "batchSize": "30000", "learningRate": "0.02",
      "criticLearningRate": "0.02", "discount": "0.9", "hiddenWidths": "[32, 32]",
      // As in the course, whose time limit is a terminal state.
      "bootstrapsTruncations": "false", "evaluation.every": "never",
      "checkpoints.every": "10 iterations",
    ], isTuned: false)

  static let figure = LongTrainingFigure(
    id: "hw3-ac-half-cheetah", chapter: 5,
    title: "Batch actor-critic on HalfCheetah, episodes of 150 steps",
    setting: "n 150, b 30,000, γ .9, 2×32 tanh, Adam 2e-2, (10, 10)",
    stated: "150; seen 136–150. Passes if the mean over the seeds of the best iteration is ≥ 130",
    references: [150], trainings: [training], curve: .returnsByIteration
  ) { curves in
    let (best, last) = (curves[0].meanOfBest, curves[0].meanOfLast(10))
    return (
      "best \(Int(best.rounded())), last 10 iterations \(Int(last.rounded()))", best >= 130
    )
  }.figure
}
