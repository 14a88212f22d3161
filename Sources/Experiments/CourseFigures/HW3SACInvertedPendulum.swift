internal import ControlAsInference
internal import Environments
internal import Foundation
internal import ReinforcementLearning

/// The soft actor-critic of the course's third homework on InvertedPendulum.
enum HW3SACInvertedPendulum {
  static let iterations = 30

  static let figure = CourseFigure(
    id: "hw3-sac-inverted-pendulum", chapter: 13, tier: .b, title: "SAC on InvertedPendulum",
    setting:
      "2×256 ReLU, Adam 3e-4, γ .99, temperature .1, batch 256, 1,000 random steps; 3 seeds, mean and deviation",
    stated: "1000 by about 20,000 steps; here by 30,000"
  ) { context in
    let seeds = context.seeds ?? 3
    let curves = try context.trainings(of: ["SAC"], seeds: seeds) { try returns(seed: $1) }[0]
    let files = try Figure(
      title: "SAC on InvertedPendulum", x: Figure.Axis("environment steps"),
      y: Figure.Axis("return of the deterministic policy", range: 0...1050),
      series: [
        Figure.Series("SAC", x: (1...iterations).map { Double($0 * 1000) }, runs: curves)
      ], references: [Figure.Reference("stated", at: 1000)]
    ).render("hw3-sac-inverted-pendulum", into: context.folder)
    // The number of thousands of steps after which ten episodes in a row reach 1000 for the first time.
    let reached = curves.map { curve in curve.firstIndex { $0 >= 999.5 }.map { $0 + 1 } }
    let text = reached.map { $0.map { "\($0)k" } ?? "never" }.joined(separator: ", ")
    return FigureOutcome(
      obtained: "1000 first after \(text) steps",
      verdict: reached.allSatisfy { $0 != nil } ? .pass : .miss, seeds: seeds, files: files)
  }

  /// After every 1,000 steps the mean return of 10 episodes.
  static func returns(seed: UInt64) throws -> [Double] {
    var configuration = SAC.Configuration()
    configuration.learnsTemperature = false
    configuration.temperature = 0.1
    configuration.warmUpSteps = 1000
    let environment = try EnvironmentCatalogue.named("InvertedPendulum-v4")
    var learner = try SAC(environment: environment, configuration: configuration, seed: seed)
    return try (0..<iterations).map { _ in
      _ = try learner.iterate()
      return try Evaluation(of: learner.policy, in: environment, episodes: 10, seed: 9).mean
    }
  }
}
