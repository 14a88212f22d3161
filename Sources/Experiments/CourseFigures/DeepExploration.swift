internal import DeepQLearning
internal import Environments
internal import Exploration
internal import Foundation
internal import ReinforcementLearning

/// How many episodes it takes to find what lies many steps in one direction: bootstrapped DQN, with and without prior functions,
/// beside ε-greedy, in the deep sea and on Osband's chain.
enum DeepExploration {
  /// What is trained.
  enum Method: String, CaseIterable, Sendable {
    case prior = "bootstrapped, with priors"
    case bootstrapped = "bootstrapped"
    case greedy = "ε-greedy"
  }

  /// A training of a figure.
  struct Setting: Sendable {
    let method: Method
    let size: Int
    var label: String { "\(method.rawValue), \(size)" }
  }

  /// Where one explores.
  struct Task: Sendable {
    let sizes: [Int]
    let environment: @Sendable (_ size: Int) -> EnvironmentSpecification
    /// The steps of an episode.
    let steps: @Sendable (_ size: Int) -> Int
    /// The mean return of the last 100 episodes from which it counts as solved.
    let solved: Double
  }

  private static let episodes = 1000
  /// The episodes between two looks at the mean return.
  private static let interval = 10

  private static let sea = Task(
    sizes: [6, 8, 10, 14],
    environment: { size in
      EnvironmentSpecification(
        name: "DeepSea", summary: "A sea.", environment: FiniteEnvironment(DeepSea(size: size)))
    },
    steps: { size in size }, solved: 0.8)

  private static let line = Task(
    sizes: [10, 20, 35, 50],
    environment: { size in
      let chain = ExplorationChain(length: size)
      return EnvironmentSpecification(
        name: "Chain", summary: "A chain.",
        environment: FiniteEnvironment(chain, observation: .features), stepLimit: chain.stepLimit)
    },
    steps: { size in ExplorationChain(length: size).stepLimit }, solved: 8)

  private static let learner =
    "10 heads of 2×50 ReLU, masks 1/2, β 3 with priors; batch 64, Adam 1e-3, γ .99, target every 4 steps; ε-greedy: double DQN with the same network, ε 1 → .1 over 1000 steps"

  static let deepSea = CourseFigure(
    id: "deep-sea", chapter: 17, tier: .b, title: "Deep exploration: the deep sea",
    setting:
      "N 6, 8, 10, 14, 1000 episodes; \(learner); solved when the last 100 episodes return 0.8 in the mean; 3 seeds, mean",
    stated:
      "optimum 0.99; solved before 2ᴺ + 100 episodes. Passes if with priors all seeds solve N 10 and 14 before 1000 episodes, and ε-greedy does not solve 14"
  ) { context in
    let (groups, files, seeds) = try draw("deep-sea", "The deep sea", "N", sea, context)
    let isSolved = groups[0].suffix(2).allSatisfy { $0.allSatisfy { $0 < episodes } }
    return FigureOutcome(
      obtained: text(groups, sea),
      verdict: isSolved && groups[2].last!.allSatisfy { $0 == episodes } ? .pass : .miss,
      seeds: seeds, files: files)
  }

  static let chain = CourseFigure(
    id: "chain", chapter: 17, tier: .b, title: "Deep exploration: Osband's chain",
    setting:
      "N 10, 20, 35, 50, episodes of N + 9 steps, 1000 of them; \(learner); solved when the last 100 episodes return 8 of 11 in the mean; 3 seeds, mean",
    stated:
      "bootstrapped DQN solves 50 and more, ε-greedy about 20. Passes if bootstrapped DQN with or without priors solves 50 with all seeds, and ε-greedy does not"
  ) { context in
    let (groups, files, seeds) = try draw("chain", "Osband's chain", "N", line, context)
    let isSolved = groups.prefix(2).contains { $0.last!.allSatisfy { $0 < episodes } }
    return FigureOutcome(
      obtained: text(groups, line),
      verdict: isSolved && groups[2].last!.contains { $0 == episodes } ? .pass : .miss,
      seeds: seeds, files: files)
  }

  /// Trains and draws.
  /// - Returns: The episodes until solved, by method, size and seed.
  private static func draw(
    _ id: String, _ title: String, _ size: String, _ task: Task, _ context: FigureContext
  ) throws -> ([[[Int]]], [String], Int) {
    let seeds = context.seeds ?? 3
    let settings = Method.allCases.flatMap { method in
      task.sizes.map { Setting(method: method, size: $0) }
    }
    let results = try context.trainings(of: settings, seeds: seeds, label: \.label) {
      try episodesUntilSolved($0, task, seed: $1)
    }
    let groups = Method.allCases.indices.map { m in
      Array(results[m * task.sizes.count..<(m + 1) * task.sizes.count])
    }
    let x = task.sizes.map(Double.init)
    let files = try Figure(
      title: title,
      panels: [
        .init(
          x: .init(size), y: .init("episodes until solved", range: 0...Double(episodes + 50)),
          marks: zip(Method.allCases, groups).map { method, counts in
            .series(
              .init(
                method.rawValue, x: x,
                mean: counts.map { Statistics.mean($0.map(Double.init)) }))
          }, references: [.init("not solved", at: Double(episodes))])
      ]
    ).render(id, into: context.folder)
    return (groups, files, seeds)
  }

  private static func text(_ groups: [[[Int]]], _ task: Task) -> String {
    let counts = zip(Method.allCases, groups).map { method, counts in
      let numbers = counts.map { seeds -> String in
        let solved = seeds.filter { $0 < episodes }
        return solved.isEmpty
          ? "–"
          : "\(Int(Statistics.mean(solved.map(Double.init)).rounded())) (\(solved.count) of \(seeds.count))"
      }
      return "\(method.rawValue) \(numbers.joined(separator: ", "))"
    }
    return "episodes until solved, of the seeds that did, with N "
      + task.sizes.map(String.init).joined(separator: ", ") + ": "
      + counts.joined(separator: "; ")
  }

  /// The number of episodes after which the last 100 return enough; ``episodes`` if they never do.
  private static func episodesUntilSolved(
    _ setting: Setting, _ task: Task, seed: UInt64
  ) throws -> Int {
    let environment = task.environment(setting.size)
    let steps = interval * task.steps(setting.size)
    var same = BootstrappedDQN.Configuration()
    same.batchSize = 64
    same.iterationSteps = steps
    same.priorScale = setting.method == .prior ? 3 : 0
    guard setting.method == .greedy else {
      return try solve(
        BootstrappedDQN(environment: environment, configuration: same, seed: seed), task)
    }
    var configuration = DoubleDQN.Configuration()
    configuration.replayCapacity = same.replayCapacity
    configuration.batchSize = same.batchSize
    configuration.learningRate = .constant(same.learningRate)
    configuration.discount = same.discount
    configuration.warmUpSteps = same.warmUpSteps
    configuration.trainPeriod = same.trainPeriod
    configuration.targetUpdatePeriod = same.targetUpdatePeriod
    configuration.hiddenWidths = same.hiddenWidths
    configuration.huberThreshold = nil
    configuration.gradientLimit = nil
    configuration.explorationRate = .linear(from: 1, to: 0.1, over: 1000)
    configuration.iterationSteps = steps
    return try solve(
      DoubleDQN(environment: environment, configuration: configuration, seed: seed), task)
  }

  private static func solve(_ learner: consuming some Learner, _ task: Task) throws -> Int {
    var learner = learner
    for count in stride(from: interval, through: episodes, by: interval) {
      let mean = try learner.iterate().returnMean
      // Of the last 100 episodes: not before there are as many.
      if count >= 100 && mean >= task.solved { return count }
    }
    return episodes
  }
}
