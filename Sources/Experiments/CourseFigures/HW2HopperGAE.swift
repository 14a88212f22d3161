internal import Foundation

/// The course's second homework on a hopper with noisy actions: generalised advantages from λ 0 to 1.
///
/// The critic is fitted to Monte-Carlo returns once an iteration, as the homework's baseline is.
enum HW2HopperGAE {
  static let iterations = 300
  static let lambdas = [0, 0.95, 0.99, 1.0]

  static let trainings = lambdas.map { λ in
    LongTraining(
      name: "λ \(λ)", folder: "lambda-\(λ)", algorithm: "batch-actor-critic",
      environment: "NoisyHopper-v4",
      options: [
        "iterations": "\(iterations)", "batchSize": "2000", "learningRate": "0.001",
        "criticLearningRate": "0.001", "discount": "0.99", "hiddenWidths": "[32, 32]",
        "target": "monteCarlo", "targetUpdates": "1", "gradientStepsPerTargetUpdate": "50",
        "advantage": "generalized", "lambda": "\(λ)", "normalizesAdvantages": "true",
        "evaluation.every": "never", "checkpoints.every": "50 iterations",
      ], isTuned: false)
  }

  static let figure = CourseFigure(
    id: "hw2-hopper-gae", chapter: 5, tier: .c, title: "Generalised advantages on Hopper",
    setting:
      "noise of deviation .5 on the actions, n 300, b 2000, γ .99, 2×32 tanh, Adam 1e-3, critic fitted to returns by 50 steps an iteration; 3 seeds, mean and deviation",
    stated:
      "best ≈ 400; seen 14–60 with λ 0, 383–511 with the best. Passes if the best iteration of an interior λ or 1 has a mean over the seeds ≥ 380, and λ 0 stays below 100"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.records(of: trainings, seeds: seeds, figure: "hw2-hopper-gae")
    let files = try Figure(
      title: "Hopper with noisy actions, by λ", x: Figure.Axis("iteration"),
      y: Figure.Axis("mean return"),
      series: zip(trainings, groups).map {
        Figure.Series($0.name, x: (1...iterations).map(Double.init), runs: $1.map(\.returns))
      }, references: [Figure.Reference("stated", at: 400)]
    ).render("hw2-hopper-gae", into: context.folder)
    let best = groups.map { Statistics.mean($0.map { $0.returns.max() ?? -.infinity }) }
    let last = groups.map { records in
      Statistics.mean(records.map { Statistics.mean(Array($0.returns.suffix(10))) })
    }
    func text(_ values: [Double]) -> String {
      values.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    }
    return FigureOutcome(
      obtained: "λ 0 / .95 / .99 / 1: best iteration \(text(best)), last 10 \(text(last))",
      verdict: best[0] < 100 && (best.dropFirst().max() ?? 0) >= 380 ? .pass : .miss,
      seeds: seeds, files: files)
  }
}
