internal import Foundation

/// The course's second homework on a hopper with noisy actions: generalised advantages from λ 0 to 1.
///
/// The critic takes one gradient step an iteration towards Monte-Carlo returns at mean 0 and deviation 1, as the
/// homework's baseline does. So it lags far behind, and who trusts it alone (λ = 0) learns the least.
enum HW2HopperGAE {
  static let trainings = [0, 0.95, 0.99, 1.0].map { λ in
    LongTraining(
      name: "λ \(λ)", folder: "lambda-\(λ)", algorithm: "batch-actor-critic",
      environment: "NoisyHopper-v4",
      options: [
        "iterations": "300", "batchSize": "2000", "learningRate": "0.001",
        "criticLearningRate": "0.001", "discount": "0.99", "hiddenWidths": "[32, 32]",
        "target": "monteCarlo", "normalizesTargets": "true",
        "targetUpdates": "1", "gradientStepsPerTargetUpdate": "1",
        "advantage": "generalized", "lambda": "\(λ)", "normalizesAdvantages": "true",
        "evaluation.every": "never", "checkpoints.every": "50 iterations",
      ], isTuned: false)
  }

  static let figure = LongTrainingFigure(
    id: "hw2-hopper-gae", chapter: 5, title: "Generalised advantages on Hopper with noisy actions",
    setting:
      "noise of deviation .5 on the actions, n 300, b 2000, γ .99, 2×32 tanh, Adam 1e-3, the critic takes one step an iteration towards normalised returns",
    stated:
      "best ≈ 400; seen 14–60 with λ 0, 383–511 with the best. Passes if the best iteration of an interior λ or 1 has a mean over the seeds ≥ 380, and λ 0 stays below 100",
    references: [400], trainings: trainings, curve: .returnsByIteration
  ) { curves in
    let best = curves.map(\.meanOfBest)
    func text(_ values: [Double]) -> String {
      values.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    }
    return (
      "λ 0 / .95 / .99 / 1: best iteration \(text(best)), last 10 "
        + text(curves.map { $0.meanOfLast(10) }),
      best[0] < 100 && best.dropFirst().max()! >= 380
    )
  }.figure
}
