internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import PolicyGradients
internal import ReinforcementLearning

/// The course's second homework on InvertedPendulum: the smallest batches and the largest learning rates with which
/// REINFORCE still reaches the largest return.
enum HW2InvertedPendulum {
  /// The batch size and the step size of a curve; the first two are those of public logs.
  static let settings = [(100, 0.008), (200, 0.01), (1000, 0.01), (1000, 0.02)]
  static let iterations = 100

  static let figure = CourseFigure(
    id: "hw2-inverted-pendulum", chapter: 4, tier: .b, title: "REINFORCE on InvertedPendulum",
    setting:
      "n 100, γ .9, reward-to-go, normalised advantages, 2×64 tanh, Adam; batches of 100, 200 and 1,000 steps; 3 seeds, mean and deviation",
    stated:
      "1000 in fewer than 100 iterations; seen with b 100, α .008 and b 200, α .01. Passes if for one setting the mean over the seeds of the best iteration is ≥ 990"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(
      of: settings, seeds: seeds, label: { "batches of \($0.0)" }
    ) { setting, seed in
      try returns(batchSize: setting.0, learningRate: setting.1, seed: seed)
    }
    let files = try Figure(
      title: "REINFORCE on InvertedPendulum", x: Figure.Axis("iteration"),
      y: Figure.Axis("mean return", range: 0...1050),
      series: zip(settings, groups).map {
        Figure.Series("b \($0.0), α \($0.1)", x: (1...iterations).map(Double.init), runs: $1)
      }, references: [Figure.Reference("stated", at: 1000)]
    ).render("hw2-inverted-pendulum", into: context.folder)
    let best = groups.map { Statistics.mean($0.map { $0.max() ?? 0 }) }
    let last = groups.map { Statistics.mean($0.map { Statistics.mean(Array($0.suffix(10))) }) }
    func text(_ values: [Double]) -> String {
      values.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    }
    return FigureOutcome(
      obtained: "best iteration \(text(best)), last 10 iterations \(text(last))",
      verdict: (best.max() ?? 0) >= 990 ? .pass : .miss, seeds: seeds, files: files)
  }

  /// The mean return of each iteration.
  static func returns(batchSize: Int, learningRate: Double, seed: UInt64) throws -> [Double] {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = batchSize
    configuration.learningRate = learningRate
    configuration.discount = 0.9
    configuration.returnForm = .rewardToGo
    configuration.normalizesAdvantages = true
    configuration.workers = 1
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named("InvertedPendulum-v4"),
      configuration: configuration, seed: seed)
    return try (0..<iterations).map { _ in try learner.iterate().returnMean }
  }
}
