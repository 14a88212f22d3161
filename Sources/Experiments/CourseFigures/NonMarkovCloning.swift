internal import Environments
internal import Foundation
internal import ImitationLearning
internal import ReinforcementLearning

/// An expert that acts by what it remembers, and clones of it with and without a memory.
enum NonMarkovCloning {
  static let memories = CloneConfiguration.Memory.allCases
  static let iterations = 100

  static let figure = CourseFigure(
    id: "nonmarkov-bc", chapter: 2, tier: .b, title: "Clones of an expert with a memory",
    setting:
      "Patrol-v0, 20 demonstrations; without a memory 2×64 tanh on batches of 100, with one of 16 units 16 sequences of 20 steps; Adam 2e-3, 100 iterations of 100 gradient steps; actions drawn; 3 seeds, mean and deviation",
    stated: "with a memory ≥ 95 % of the expert's return, without one ≤ 50 %"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(of: memories, seeds: seeds) { try returns($0, seed: $1) }
    return try outcome(groups, seeds: seeds, context)
  }

  /// The clone's return after each iteration, and the expert's.
  static func returns(
    _ memory: CloneConfiguration.Memory, seed: UInt64
  ) throws -> (curve: [Double], expert: Double) {
    var configuration = BehaviourCloning.Configuration()
    configuration.trajectories = 20
    configuration.evaluationEpisodes = 50
    configuration.clone.memory = memory
    configuration.clone.gradientSteps = 100
    configuration.clone.learningRate = 2e-3
    configuration.clone.isStochastic = true
    if memory != .none {
      configuration.clone.units = 16
      configuration.clone.hiddenWidths = []
      configuration.clone.batchSize = 16
    }
    var learner = try BehaviourCloning(
      environment: EnvironmentCatalogue.named("Patrol-v0"), configuration: configuration,
      seed: seed)
    return (
      try (0..<iterations).map { _ in try learner.iterate().returnMean }, learner.expertReturn
    )
  }

  private static func outcome(
    _ groups: [[(curve: [Double], expert: Double)]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = (1...iterations).map { Double(100 * $0) }
    let expert = Statistics.mean(groups.joined().map(\.expert))
    let names = ["without a memory", "GRU", "LSTM"]
    let series = zip(names, groups).map { Figure.Series($0, x: x, runs: $1.map(\.curve)) }
    let files = try Figure(
      title: "Patrol-v0: posts visited by clones of an expert with a memory",
      x: Figure.Axis("gradient steps"), y: Figure.Axis("mean return", range: 0...12),
      series: series, references: [Figure.Reference("expert", at: expert)]
    ).render("nonmarkov-bc", into: context.folder)
    let ends = groups.map { Statistics.mean($0.map { $0.curve[iterations - 1] }) / expert }
    let text = zip(names, ends).map { "\($0) \(Int((100 * $1).rounded())) %" }
    return FigureOutcome(
      obtained: "of the expert's return: " + text.joined(separator: ", "),
      verdict: ends[0] <= 0.5 && ends[1] >= 0.95 && ends[2] >= 0.95 ? .pass : .miss,
      seeds: seeds, files: files)
  }
}
