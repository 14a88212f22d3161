internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import PolicyGradients
internal import ReinforcementLearning

/// The learning curves of the course's second homework: REINFORCE on CartPole-v0 without and with
/// reward-to-go and normalised advantages, in small and in large batches.
enum HW2CartPole {
  /// One curve of the figure.
  struct Setting: Sendable {
    let name: String
    let batchSize: Int
    let isRewardToGo: Bool
    let normalizesAdvantages: Bool
  }

  static let settings = [1000, 5000].flatMap { batchSize in
    let size = batchSize == 1000 ? "small" : "large"
    return [
      Setting(
        name: "\(size), full return", batchSize: batchSize, isRewardToGo: false,
        normalizesAdvantages: false),
      Setting(
        name: "\(size), reward-to-go", batchSize: batchSize, isRewardToGo: true,
        normalizesAdvantages: false),
      Setting(
        name: "\(size), reward-to-go, normalised", batchSize: batchSize, isRewardToGo: true,
        normalizesAdvantages: true),
    ]
  }

  static let iterations = 100

  static let figure = CourseFigure(
    id: "hw2-cartpole", chapter: 4, tier: .b, title: "REINFORCE on CartPole-v0",
    setting:
      "n 100, b 1000 (small) and 5000 (large), γ 1, 2×64 tanh, Adam 5e-3; 8 seeds, mean and deviation",
    stated: "best of each batch size → 200; large, reward-to-go, normalised ≥ 190, small best ≥ 150"
  ) { context in
    let seeds = context.seeds ?? 8
    let groups = try context.trainings(of: settings, seeds: seeds, label: \.name) {
      try returns($0, seed: $1)
    }
    return try outcome(groups, seeds: seeds, context)
  }

  /// The mean return of each iteration.
  static func returns(_ setting: Setting, seed: UInt64) throws -> [Double] {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = setting.batchSize
    configuration.returnForm = setting.isRewardToGo ? .rewardToGo : .full
    configuration.normalizesAdvantages = setting.normalizesAdvantages
    configuration.workers = 1
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration,
      seed: seed)
    return try (0..<iterations).map { _ in try learner.iterate().returnMean }
  }

  private static func outcome(
    _ groups: [[[Double]]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = (1...iterations).map(Double.init)
    var files: [String] = []
    let last = groups.map { Statistics.mean($0.map { Statistics.mean(Array($0.suffix(10))) }) }
    for (part, size) in ["small", "large"].enumerated() {
      let series = (0..<3).map { k in
        Figure.Series(settings[part * 3 + k].name, x: x, runs: groups[part * 3 + k])
      }
      files += try Figure(
        title: "REINFORCE on CartPole-v0, \(size) batches",
        x: Figure.Axis("iteration"), y: Figure.Axis("mean return", range: 0...210),
        series: series, references: [Figure.Reference("stated", at: 200)]
      ).render("hw2-cartpole-\(size)", into: context.folder)
    }
    let (small, large) = (Array(last[0..<3]), Array(last[3..<6]))
    // The course's order: full return last in either size, and large batches above small ones.
    let isOrdered =
      small[0] < max(small[1], small[2]) && large[0] < max(large[1], large[2])
      && zip(small, large).allSatisfy { $0 < $1 }
    let passes = large[2] >= 190 && (small.max() ?? 0) >= 150 && isOrdered
    func text(_ values: [Double]) -> String {
      values.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    }
    return FigureOutcome(
      obtained:
        "last 10 iterations: small \(text(small)), large \(text(large)); order \(isOrdered ? "as" : "not as") in the course",
      verdict: passes ? .pass : .miss, seeds: seeds, files: files)
  }
}
