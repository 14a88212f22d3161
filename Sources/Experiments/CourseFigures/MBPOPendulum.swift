internal import ControlAsInference
internal import Environments
internal import Foundation
internal import ModelBasedPolicyLearning
internal import ModelBasedRL
internal import ReinforcementLearning

/// Model-based policy optimisation beside soft actor-critic on Pendulum: how many steps of the environment are enough.
enum MBPOPendulum {
  /// What is trained.
  enum Method: String, CaseIterable, Sendable {
    case sac = "SAC"
    case eager = "SAC, 10 updates a step"
    case short = "MBPO, k 1"
    case long = "MBPO, k 5"
  }

  static let points = 25
  static let period = 200
  static let goal = -250.0

  static let figure = CourseFigure(
    id: "mbpo-pendulum", chapter: 11, tier: .b, title: "MBPO and SAC on Pendulum-v1",
    setting:
      "2×64 ReLU, Adam 1e-3, batch 128, 400 random steps; MBPO: 5 probabilistic networks of 2×64, a fit of 200 gradient steps and 2,000 rollouts every 100 steps, 10 updates a step, half of each minibatch real; 5 seeds, mean and deviation",
    stated:
      "fewer steps than SAC. Passes if MBPO's evaluations reach −250 for the first time, in the mean over seeds, in half the steps of SAC, and before SAC with as many updates"
  ) { context in
    let seeds = context.seeds ?? 5
    let groups = try context.trainings(of: Method.allCases, seeds: seeds, label: \.rawValue) {
      try returns($0, seed: $1)
    }
    let x = (1...points).map { Double($0 * period) }
    let files = try Figure(
      title: "MBPO and SAC on Pendulum-v1", x: Figure.Axis("environment steps"),
      y: Figure.Axis("return of the deterministic policy"),
      series: zip(Method.allCases, groups).map { Figure.Series($0.rawValue, x: x, runs: $1) },
      references: [Figure.Reference("reached", at: goal)]
    ).render("mbpo-pendulum", into: context.folder)
    // Where it is not reached, it counts as reached at the end.
    let steps = groups.map { curves in
      Statistics.mean(
        curves.map { curve in x[curve.firstIndex { $0 >= goal } ?? points - 1] })
    }
    let text = zip(Method.allCases, steps).map { "\($0.rawValue) \(Int($1.rounded()))" }
    let least = min(steps[2], steps[3])
    return FigureOutcome(
      obtained: "steps to −250: " + text.joined(separator: "; "),
      verdict: least <= steps[0] / 2 && least < steps[1] ? .pass : .miss, seeds: seeds,
      files: files)
  }

  /// The mean return of 10 episodes after every 200 steps.
  static func returns(_ method: Method, seed: UInt64) throws -> [Double] {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    var sac = SAC.Configuration()
    sac.hiddenWidths = [64, 64]
    sac.learningRate = .constant(1e-3)
    sac.batchSize = 128
    sac.warmUpSteps = 400
    sac.iterationSteps = period
    switch method {
    case .sac:
      return try evaluations(of: SAC(environment: environment, configuration: sac, seed: seed))
    case .eager:
      sac.gradientSteps = 10
      return try evaluations(of: SAC(environment: environment, configuration: sac, seed: seed))
    case .short, .long:
      sac.gradientSteps = 10
      var configuration = MBPO.Configuration()
      configuration.sac = sac
      configuration.model.hiddenWidths = [64, 64]
      configuration.fitPeriod = 100
      configuration.rollouts = 2000
      configuration.rolloutLength = .constant(method == .long ? 5 : 1)
      configuration.imaginedCapacity = 20_000
      configuration.realFraction = 0.5
      return try evaluations(
        of: MBPO(environment: environment, configuration: configuration, seed: seed))
    }
  }

  private static func evaluations(of learner: some Learner) throws -> [Double] {
    var learner = learner
    return try (0..<points).map { _ in
      _ = try learner.iterate()
      return try Evaluation(
        of: learner.policy, in: learner.environment, episodes: 10, seed: 1000 + learner.seed
      ).mean
    }
  }
}
