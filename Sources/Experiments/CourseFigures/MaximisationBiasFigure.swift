internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning
internal import ValueFunctions

/// Q-learning and double Q-learning on the two states in which the maximum deceives.
enum MaximisationBiasFigure {
  static let episodes = 300
  static let runs = 10_000

  static let figure = CourseFigure(
    id: "maximisation-bias", chapter: 7, tier: .a,
    title: "Q-learning first prefers the worse action; double Q-learning does not",
    setting:
      "Sutton and Barto's two states, 10 actions in B with rewards from N(−.1, 1), α .1, ε .1, γ 1; 10⁴ runs of 300 episodes",
    stated: "Q-learning first prefers left; double Q-learning goes to the floor of 5 %"
  ) { context in
    let done = Counter()
    let parts = 20
    let estimators: [QLearning.Estimator] = [.single, .double]
    let counts = try concurrentMap(2 * parts, jobs: context.jobs) { i in
      let counts = try lefts(
        estimators[i / parts], runs: runs / parts, seed: UInt64(i % parts + 1))
      context.progress(Double(done.increment()) / Double(2 * parts), "part \(i + 1)")
      return counts
    }
    let shares = (0..<2).map { e in
      (0..<episodes).map { episode in
        counts[e * parts..<(e + 1) * parts].reduce(0) { $0 + $1[episode] } / Double(runs)
      }
    }
    let x = (1...episodes).map(Double.init)
    let files = try Figure(
      title: "How often left is taken in A",
      panels: [
        .init(
          x: .init("episode"), y: .init("left in A", unit: "%", range: 0...100),
          marks: [
            .series(.init("Q-learning", x: x, mean: shares[0].map { 100 * $0 })),
            .series(.init("double Q-learning", x: x, mean: shares[1].map { 100 * $0 })),
          ], references: [.init("floor, ε/2", at: 5)])
      ]
    ).render("maximisation-bias", into: context.folder)
    let (peak, end) = (shares[0].max()!, shares.map { $0.suffix(10).reduce(0, +) / 10 })
    let doublePeak = shares[1].dropFirst(10).max()!
    return FigureOutcome(
      obtained: String(
        format:
          "Q-learning rises to %.0f %% and ends at %.1f %%; double stays below %.0f %% after 10 episodes and ends at %.1f %%",
        100 * peak, 100 * end[0], 100 * doublePeak, 100 * end[1]),
      verdict: peak > 0.65 && doublePeak < 0.5 && end[1] < 0.08 && end[1] < end[0]
        ? .pass : .miss, seeds: 1, files: files)
  }

  /// In how many of `runs` runs left is taken, for each episode.
  static func lefts(
    _ estimator: QLearning.Estimator, runs: Int, seed: UInt64
  ) throws -> [Double] {
    let environment = try EnvironmentCatalogue.named("MaximizationBias-v0")
    var configuration = QLearning.Configuration()
    configuration.estimator = estimator
    configuration.discount = 1
    var counts = [Double](repeating: 0, count: episodes)
    var seeds = RandomStream(seed: seed)
    for _ in 0..<runs {
      var learner = try QLearning(
        environment: environment, configuration: configuration, seed: seeds.next())
      for episode in 0..<episodes {
        var steps = 0
        // Left leads to B, from where one more step ends the episode.
        while try learner.pass().transition.status == .running { steps += 1 }
        if steps > 0 { counts[episode] += 1 }
      }
    }
    return counts
  }
}
