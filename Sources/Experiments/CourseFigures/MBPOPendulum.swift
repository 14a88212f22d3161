internal import ControlAsInference
internal import Environments
internal import Foundation
internal import ModelBasedPolicyLearning
internal import ModelBasedRL
internal import ReinforcementLearning

/// The ways of learning a policy with a model beside soft actor-critic on Pendulum: how many steps of the environment are enough.
enum MBPOPendulum {
  /// What is trained.
  enum Method: String, CaseIterable, Sendable {
    case sac = "SAC"
    case eager = "SAC, 10 updates a step"
    case backpropagation = "version 2.0, H 40"
    case expansion = "MVE, H 3"
    case short = "MBPO, k 1"
    case long = "MBPO, k 5"
  }

  static let points = 25
  static let period = 200
  static let goal = -250.0

  static let figure = CourseFigure(
    id: "mbpo-pendulum", chapter: 11, tier: .b,
    title: "Policies learned with a model, and SAC, on Pendulum-v1",
    setting:
      "2×64, Adam 1e-3, batch 128, 400 random steps; networks of 2×64 swish, a fit of 200 gradient steps every 100 steps (version 2.0: every 200, then 100 gradient steps of the policy on 100 rollouts); MBPO: 2,000 rollouts a fit, half of each minibatch real; MVE, MBPO: 10 updates a step; 5 seeds, mean and deviation",
    stated:
      "fewer steps than SAC. Passes if the evaluations of each of the three reach −250 for the first time, in the mean over seeds, in fewer steps than SAC's, those of MBPO in half of them and before SAC with as many updates"
  ) { context in
    let seeds = context.seeds ?? 5
    let groups = try context.trainings(of: Method.allCases, seeds: seeds, label: \.rawValue) {
      try returns($0, seed: $1)
    }
    let x = (1...points).map { Double($0 * period) }
    let files = try Figure(
      title: "Policies learned with a model, and SAC, on Pendulum-v1",
      x: Figure.Axis("environment steps"),
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
    let (sac, eager, mbpo) = (steps[0], steps[1], min(steps[4], steps[5]))
    let passes = max(steps[2], steps[3], mbpo) < sac && mbpo <= sac / 2 && mbpo < eager
    return FigureOutcome(
      obtained: "steps to −250: " + text.joined(separator: "; "),
      verdict: passes ? .pass : .miss, seeds: seeds, files: files)
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
    case .backpropagation:
      var configuration = ModelBackpropagation.Configuration()
      configuration.model.hiddenWidths = [64, 64]
      configuration.horizon = 40
      configuration.warmUpSteps = 2 * period
      // The first iteration takes the random steps, too.
      return try evaluations(
        of: ModelBackpropagation(
          environment: environment, configuration: configuration, seed: seed), before: 2)
    case .expansion:
      sac.gradientSteps = 10
      var configuration = MVE.Configuration()
      configuration.sac = sac
      configuration.model.hiddenWidths = [64, 64]
      configuration.fitPeriod = 100
      return try evaluations(
        of: MVE(environment: environment, configuration: configuration, seed: seed))
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

  /// Evaluations before the first iteration, the first `before` points, and after each iteration.
  private static func evaluations(of learner: some Learner, before: Int = 0) throws -> [Double] {
    var learner = learner
    return try (0..<points).map { point in
      if point >= before { _ = try learner.iterate() }
      return try Evaluation(
        of: learner.policy, in: learner.environment, episodes: 10, seed: 1000 + learner.seed
      ).mean
    }
  }
}
