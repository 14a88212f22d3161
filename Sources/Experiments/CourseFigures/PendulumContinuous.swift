internal import ControlAsInference
internal import DeepQLearning
internal import Environments
internal import Foundation
internal import ReinforcementLearning

/// DDPG, TD3 and SAC on Pendulum-v1 with the settings of RL Baselines3 Zoo.
enum PendulumContinuous {
  static let algorithms = ["DDPG", "TD3", "SAC"]
  static let iterations = 20
  static let bound = -165.0

  static let figure = CourseFigure(
    id: "pendulum-continuous", chapter: 7, tier: .b, title: "Continuous control on Pendulum-v1",
    setting:
      "zoo: DDPG and TD3 γ .98, 2×(400, 300), 10,000 random steps, N(0, .1); SAC 2×256; Adam 1e-3, batch 256, 20k steps; 3 seeds, mean and deviation",
    stated:
      "−152 / −152 / −157 (zoo, one run each); interquartile mean over seeds of 100 deterministic episodes ≥ −165"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(of: algorithms, seeds: seeds) { try train($0, seed: $1) }
    let x = (1...iterations).map { Double($0 * 1000) }
    let files = try Figure(
      title: "Continuous control on Pendulum-v1", x: Figure.Axis("environment steps"),
      y: Figure.Axis("return of the deterministic policy"),
      series: zip(algorithms, groups).map {
        Figure.Series($0, x: x, runs: $1.map(\.curve))
      }, references: [Figure.Reference("stated", at: -152)]
    ).render("pendulum-continuous", into: context.folder)
    let final = groups.map { Statistics.interquartileMean($0.map(\.final)) }
    let text = final.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    return FigureOutcome(
      obtained: "DDPG / TD3 / SAC: \(text)",
      verdict: final.allSatisfy { $0 >= bound } ? .pass : .miss, seeds: seeds, files: files)
  }

  /// A run's returns: after every 1,000 steps the mean of 5 episodes, and at the end that of 100.
  struct Run: Sendable {
    var curve: [Double]
    var final: Double
  }

  static func train(_ algorithm: String, seed: UInt64) throws -> Run {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    switch algorithm {
    case "DDPG":
      var configuration = DDPG.Configuration()
      setZoo(&configuration)
      return try run(DDPG(environment: environment, configuration: configuration, seed: seed))
    case "TD3":
      var configuration = TD3.Configuration()
      setZoo(&configuration)
      return try run(TD3(environment: environment, configuration: configuration, seed: seed))
    default:
      var configuration = SAC.Configuration()
      configuration.learningRate = .constant(1e-3)
      return try run(SAC(environment: environment, configuration: configuration, seed: seed))
    }
  }

  private static func setZoo<Variant: DeterministicVariant>(
    _ configuration: inout DeterministicActorCritic<Variant>.Configuration
  ) {
    configuration.discount = 0.98
    configuration.replayCapacity = 200_000
    configuration.warmUpSteps = 10_000
  }

  private static func run(_ learner: some Learner) throws -> Run {
    var learner = learner
    func mean(_ episodes: Int) throws -> Double {
      try Evaluation(
        of: learner.policy, in: learner.environment, episodes: episodes, seed: 1000 + learner.seed
      ).mean
    }
    var curve: [Double] = []
    for _ in 0..<iterations {
      _ = try learner.iterate()
      curve.append(try mean(5))
    }
    return Run(curve: curve, final: try mean(100))
  }
}
