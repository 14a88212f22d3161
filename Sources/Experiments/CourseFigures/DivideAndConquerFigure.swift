internal import Environments
internal import ModelBasedPolicyLearning
internal import PolicyGradients
internal import ReinforcementLearning

/// Divide and conquer beside REINFORCE on the obstacles, whose episodes begin in many places: one global policy for all of them.
enum DivideAndConquerFigure {
  /// What is trained.
  enum Method: String, CaseIterable, Sendable {
    case imitated = "divide and conquer, λ 0.03"
    case free = "divide and conquer, λ 0"
    case reinforce = "REINFORCE"
  }

  /// A training's evaluations, and what mimicry cost in the end.
  private struct Curve: Sendable {
    var returns: [Double] = []
    var loss = Double.nan
  }

  static let points = 10
  static let period = 100_000

  static let figure = CourseFigure(
    id: "divide-and-conquer", chapter: 11, tier: .b,
    title: "Divide and conquer on Obstacles-v0",
    setting:
      "8 initial states, 5 gradient steps on 16 episodes each, 500 gradient steps of mimicry an iteration; REINFORCE: batches of 12,800 steps, the mean of each time step as baseline; Adam 5e-3, 2×64 tanh, σ 0.5; a million steps, 100 episodes an evaluation; 4 seeds, mean and deviation",
    stated:
      "local policies that are easy to learn make a global one. Passes if, over the last 300,000 steps, it is above REINFORCE, and if λ > 0 makes it easier to mimic"
  ) { context in
    let seeds = context.seeds ?? 4
    let groups = try context.trainings(of: Method.allCases, seeds: seeds, label: \.rawValue) {
      try train($0, seed: $1)
    }
    let files = try Figure(
      title: "Divide and conquer on Obstacles-v0", x: Figure.Axis("environment steps"),
      y: Figure.Axis("return of the deterministic policy"),
      series: zip(Method.allCases, groups).map { method, curves in
        Figure.Series(
          method.rawValue, x: (1...points).map { Double($0 * period) },
          runs: curves.map(\.returns))
      }
    ).render("divide-and-conquer", into: context.folder)
    let last = groups.map { curves in
      Statistics.mean(curves.map { Statistics.mean(Array($0.returns.suffix(3))) })
    }
    let losses = groups.map { Statistics.mean($0.map(\.loss)) }
    func text(_ x: Double) -> String { "\((x * 100).rounded() / 100)" }
    let summary = zip(Method.allCases, last).map { "\($0.rawValue) \(Int($1.rounded()))" }
    return FigureOutcome(
      obtained: summary.joined(separator: "; ")
        + "; mimicry \(text(losses[0])) nats with λ, \(text(losses[1])) without",
      verdict: last[0] > last[2] && losses[0] < losses[1] ? .pass : .miss, seeds: seeds,
      files: files)
  }

  private static func train(_ method: Method, seed: UInt64) throws -> Curve {
    let environment = try EnvironmentCatalogue.named("Obstacles-v0")
    guard method != .reinforce else {
      var configuration = REINFORCE.Configuration()
      configuration.batchSize = 12_800
      configuration.baseline = .perTimeStep
      configuration.initialDeviation = 0.5
      return try evaluate(
        REINFORCE(environment: environment, configuration: configuration, seed: seed))
    }
    var configuration = DivideAndConquer.Configuration()
    configuration.initialDeviation = 0.5
    configuration.mimicSteps = 500
    configuration.imitationWeight = .constant(method == .free ? 0 : 0.03)
    return try evaluate(
      DivideAndConquer(environment: environment, configuration: configuration, seed: seed))
  }

  /// The mean return of 100 episodes as soon as each period is over.
  private static func evaluate(_ learner: some Learner) throws -> Curve {
    var (learner, curve) = (learner, Curve())
    for point in 1...points {
      while learner.environmentSteps < point * period {
        let metrics = try learner.iterate()
        if let metrics = metrics as? DivideAndConquer.Metrics { curve.loss = metrics.mimicryLoss }
      }
      curve.returns.append(
        try Evaluation(
          of: learner.policy, in: learner.environment, episodes: 100, seed: 1000 + learner.seed
        ).mean)
    }
    return curve
  }
}
