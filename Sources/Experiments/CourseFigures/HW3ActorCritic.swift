internal import ActorCritic
internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning

/// The learning curves of the course's third homework: batch actor-critic on CartPole-v0 with four pairs of target updates
/// and gradient steps, and on InvertedPendulum with (10, 10).
enum HW3ActorCritic {
  /// (target updates, gradient steps after each).
  static let pairs = [(1, 1), (100, 1), (1, 100), (10, 10)]
  static let iterations = 100

  static let cartPole = CourseFigure(
    id: "hw3-ac-cartpole", chapter: 5, tier: .b, title: "Batch actor-critic on CartPole-v0",
    setting:
      "n 100, b 1000, γ 1, 2×64 tanh, Adam 5e-3, (target updates, gradient steps); 3 seeds, mean and deviation",
    stated: "best → 200; seen 9 / 200 / 191 / 200. Passes if the best of the last three is ≥ 190"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(of: pairs, seeds: seeds) { pair, seed in
      var configuration = BatchActorCritic.Configuration()
      configuration.discount = 1
      configuration.targetUpdates = pair.0
      configuration.gradientStepsPerTargetUpdate = pair.1
      // As in the course, whose time limit is a terminal state.
      configuration.bootstrapsTruncations = false
      configuration.workers = 1
      return try returns("CartPole-v0", configuration, seed: seed)
    }
    let series = zip(pairs, groups).map {
      Figure.Series("(\($0.0), \($0.1))", x: (1...iterations).map(Double.init), runs: $1)
    }
    let files = try Figure(
      title: "Batch actor-critic on CartPole-v0", x: Figure.Axis("iteration"),
      y: Figure.Axis("mean return", range: 0...210), series: series,
      references: [Figure.Reference("stated", at: 200)]
    ).render("hw3-ac-cartpole", into: context.folder)
    let ends = groups.map { Statistics.mean($0.map { Statistics.mean(Array($0.suffix(10))) }) }
    let text = ends.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    return FigureOutcome(
      obtained: "last 10 iterations: \(text)",
      verdict: (ends.dropFirst().max() ?? 0) >= 190 ? .pass : .miss, seeds: seeds, files: files)
  }

  static let invertedPendulum = CourseFigure(
    id: "hw3-ac-inverted-pendulum", chapter: 5, tier: .b,
    title: "Batch actor-critic on InvertedPendulum",
    setting: "n 100, b 5000, γ 0.95, 2×64 tanh, Adam 1e-2, (10, 10); 3 seeds, mean and deviation",
    stated: "1000. Passes if the mean over the seeds of the best iteration is ≥ 990"
  ) { context in
    let seeds = context.seeds ?? 3
    let curves = try context.trainings(of: ["(10, 10)"], seeds: seeds) { _, seed in
      var configuration = BatchActorCritic.Configuration()
      configuration.batchSize = 5000
      configuration.discount = 0.95
      configuration.learningRate = 0.01
      configuration.criticLearningRate = 0.01
      configuration.workers = 1
      return try returns("InvertedPendulum-v4", configuration, seed: seed)
    }[0]
    let files = try Figure(
      title: "Batch actor-critic on InvertedPendulum", x: Figure.Axis("iteration"),
      y: Figure.Axis("mean return", range: 0...1050),
      series: [
        Figure.Series("(10, 10)", x: (1...iterations).map(Double.init), runs: curves)
      ],
      references: [Figure.Reference("stated", at: 1000)]
    ).render("hw3-ac-inverted-pendulum", into: context.folder)
    let best = Statistics.mean(curves.map { $0.max() ?? 0 })
    let last = Statistics.mean(curves.map { Statistics.mean(Array($0.suffix(10))) })
    return FigureOutcome(
      obtained: "best \(Int(best.rounded())), last 10 iterations \(Int(last.rounded()))",
      verdict: best >= 990 ? .pass : .miss, seeds: seeds, files: files)
  }

  /// The mean return of each iteration.
  static func returns(
    _ environment: String, _ configuration: BatchActorCritic.Configuration, seed: UInt64
  ) throws -> [Double] {
    var learner = try BatchActorCritic(
      environment: EnvironmentCatalogue.named(environment), configuration: configuration,
      seed: seed)
    return try (0..<iterations).map { _ in try learner.iterate().returnMean }
  }
}
