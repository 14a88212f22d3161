internal import ActorCritic
internal import AdvancedPolicyGradients
internal import DeepQLearning
internal import Foundation
internal import ReinforcementLearning

/// PPO, A2C, DQN and TRPO on the small discrete environments with the tuned settings: those of RL Baselines3 Zoo, but for
/// DQN's on CartPole and MountainCar.
enum ZooClassic {
  /// An environment, what the zoo says of each algorithm, and what is asked for.
  struct Task: Sendable {
    let environment: String
    let stated: Double
    /// The least interquartile mean of each algorithm.
    let bounds: [String: Double]
  }

  static let algorithms = ["PPO", "A2C", "DQN", "TRPO"]
  static let points = 20
  static let tasks = [
    Task(
      environment: "CartPole-v1", stated: 500,
      bounds: ["PPO": 475, "A2C": 475, "DQN": 475, "TRPO": 475]),
    Task(
      environment: "Acrobot-v1", stated: -73.5,
      bounds: ["PPO": -90, "A2C": -90, "DQN": -90, "TRPO": -90]),
    Task(
      environment: "MountainCar-v0", stated: -101,
      bounds: ["PPO": -125, "A2C": -125, "DQN": -125, "TRPO": -125]),
  ]

  static let figure = CourseFigure(
    id: "zoo-classic", chapter: 8, tier: .b, title: "PPO, A2C, DQN and TRPO on classic control",
    setting:
      "the zoo's steps and settings, but for DQN's on CartPole and MountainCar (PPO .1M/1M/1M, A2C .5M/.5M/1M, DQN 50k/100k/120k, TRPO .1M each); deterministic returns, 3 seeds, mean and deviation",
    stated:
      "zoo, PPO/A2C/DQN/TRPO: CartPole 500/500/500/500, Acrobot −73/−83/−77/−83, MountainCar −110/−111/−101/−107; interquartile mean over seeds of 100 deterministic episodes ≥ 475, −90, −125"
  ) { context in
    let seeds = context.seeds ?? 3
    let pairs = tasks.flatMap { task in algorithms.map { ($0, task.environment) } }
    let trainings = try context.trainings(
      of: pairs, seeds: seeds, label: { "\($0.0) \($0.1)" }
    ) { try train($0.0, $0.1, seed: $1) }
    var (files, parts, misses): ([String], [String], [String]) = ([], [], [])
    for (k, task) in tasks.enumerated() {
      let groups = Array(trainings[k * algorithms.count..<(k + 1) * algorithms.count])
      files += try picture(task, groups, context)
      let means = groups.map { Statistics.interquartileMean($0.map(\.final)) }
      parts.append(
        "\(task.environment) " + means.map { "\(Int($0.rounded()))" }.joined(separator: "/"))
      for (algorithm, mean) in zip(algorithms, means) {
        if let bound = task.bounds[algorithm], mean < bound {
          misses.append("\(algorithm) on \(task.environment)")
        }
      }
    }
    let text = parts.joined(separator: ", ")
    return FigureOutcome(
      obtained: misses.isEmpty ? text : "\(text); below: \(misses.joined(separator: ", "))",
      verdict: misses.isEmpty ? .pass : .miss, seeds: seeds, files: files)
  }

  static func train(
    _ algorithm: String, _ environment: String, seed: UInt64
  ) throws -> TunedTraining {
    switch algorithm {
    case "PPO": try TunedTraining(PPO.self, environment, seed: seed, points: points)
    case "A2C": try TunedTraining(A2C.self, environment, seed: seed, points: points)
    case "DQN": try TunedTraining(DQN.self, environment, seed: seed, points: points)
    default: try TunedTraining(TRPO.self, environment, seed: seed, points: points)
    }
  }

  /// Budgets differ, so that the curves are drawn over the share of them that is spent.
  private static func picture(
    _ task: Task, _ groups: [[TunedTraining]], _ context: FigureContext
  ) throws -> [String] {
    let x = (1...points).map { 100 * Double($0) / Double(points) }
    return try Figure(
      title: "Tuned settings on \(task.environment)",
      x: Figure.Axis("part of the environment steps, %"),
      y: Figure.Axis("return of the deterministic policy"),
      series: zip(algorithms, groups).map { Figure.Series($0, x: x, runs: $1.map(\.curve)) },
      references: [Figure.Reference("zoo, best", at: task.stated)]
    ).render("zoo-classic-\(task.environment.lowercased())", into: context.folder)
  }
}
