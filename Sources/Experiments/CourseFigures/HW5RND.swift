internal import DeepQLearning
internal import Environments
internal import Exploration
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning

/// The course's fifth homework from fall 2020 on: exploration by random network distillation beside ε-greedy, in two mazes.
enum HW5RND {
  /// A training of the figure.
  struct Setting: Sendable {
    let environment: String
    let layout: MazeLayout
    let explores: Bool
  }

  private static let settings = [
    Setting(environment: "PointmassEasy-v0", layout: .easy, explores: true),
    Setting(environment: "PointmassEasy-v0", layout: .easy, explores: false),
    Setting(environment: "PointmassMedium-v0", layout: .medium, explores: true),
    Setting(environment: "PointmassMedium-v0", layout: .medium, explores: false),
  ]
  private static let names = ["RND", "ε-greedy"]
  private static let steps = 50_000
  private static let interval = 1000
  private static let explorationSteps = 10_000
  /// The parts into which a cell of a maze is cut for the maps, along each side.
  private static let parts = 4

  static let figure = CourseFigure(
    id: "hw5-rnd", chapter: 17, tier: .b, title: "Random network distillation in mazes",
    setting:
      "50k steps; double DQN 2×64, γ .95, batch 256, Adam 1e-3, target every 300, ε .2, 2000 random steps; RND 2×400→5, the Q-function of the bonuses acts for 10k steps; greedy returns of 20 episodes, 8 seeds, mean and deviation; maps of the first 10k steps",
    stated:
      "−25 by 4,000 on Easy (seen −13.5). Passes if the mean greedy return of RND on Easy has been −25 or more by then, and on both mazes RND visits more of the map in 10,000 steps than ε-greedy"
  ) { context in
    let seeds = context.seeds ?? 8
    let groups = try context.trainings(
      of: settings, seeds: seeds, label: { "\($0.environment), \(names[$0.explores ? 0 : 1])" }
    ) { setting, seed in
      setting.explores ? try rnd(setting, seed: seed) : try greedy(setting, seed: seed)
    }
    let x = (1...steps / interval).map { Double($0 * interval) }
    let curves = [0, 2].map { first in
      Figure.Panel(
        title: settings[first].environment, x: .init("environment steps"),
        y: .init("greedy return"),
        marks: names.indices.map {
          .series(.init(names[$0], x: x, runs: groups[first + $0].map(\.returns)))
        }, references: first == 0 ? [.init("stated", at: -25)] : [])
    }
    let maps = settings.indices.map { map(settings[$0], groups[$0].map(\.visits)) }
    let files = try Figure(
      title: "Random network distillation in mazes",
      panels: [curves[0], maps[0], maps[1], curves[1], maps[2], maps[3]], columns: 3
    ).render("hw5-rnd", into: context.folder)

    let early = groups.map { runs in
      (0..<explorationSteps / interval).map { i in Statistics.mean(runs.map { $0.returns[i] }) }
    }
    let covered = zip(settings, groups).map { setting, runs in
      Statistics.mean(runs.map { coverage(setting, $0.visits) })
    }
    let isEarly = early[0].prefix(4).contains { $0 >= -25 }
    let first = early[0].firstIndex { $0 >= -25 }.map { "\(($0 + 1) * interval)" } ?? "never"
    func text(_ values: [Double], _ format: String) -> String {
      values.map { String(format: format, $0) }.joined(separator: " / ")
    }
    let ends = groups.map { runs in
      Statistics.mean(runs.map { Statistics.mean(Array($0.returns.suffix(10))) })
    }
    return FigureOutcome(
      obtained:
        "RND on Easy −25 at \(first) steps, best in the first 10k \(text([early[0].max()!], "%.1f")); part of the free map visited in 10k steps, RND / ε-greedy, Easy and Medium \(text(covered, "%.2f")); last 10k steps \(text(ends, "%.1f"))",
      verdict: isEarly && covered[0] > covered[1] && covered[2] > covered[3]
        ? .pass : .miss, seeds: seeds, files: files)
  }

  /// A training: the greedy policy's returns, and the visits of the first steps to each part of a cell.
  struct Result: Sendable {
    var returns: [Double] = []
    var visits: Matrix<Double>
  }

  private static func rnd(_ setting: Setting, seed: UInt64) throws -> Result {
    var configuration = RND.Configuration()
    configuration.explorationSteps = explorationSteps
    configuration.iterationSteps = interval
    var learner = try RND(
      environment: EnvironmentCatalogue.named(setting.environment), configuration: configuration,
      seed: seed)
    return try train(&learner, setting, seed: seed) { $0.collector.replay }
  }

  private static func greedy(_ setting: Setting, seed: UInt64) throws -> Result {
    let same = RND.Configuration()
    var configuration = DoubleDQN.Configuration()
    configuration.batchSize = same.batchSize
    configuration.learningRate = .constant(same.learningRate)
    configuration.discount = same.discount
    configuration.warmUpSteps = same.warmUpSteps
    configuration.trainPeriod = same.trainPeriod
    configuration.targetUpdatePeriod = same.targetUpdatePeriod
    configuration.explorationRate = same.explorationRate
    configuration.iterationSteps = interval
    var learner = try DoubleDQN(
      environment: EnvironmentCatalogue.named(setting.environment), configuration: configuration,
      seed: seed)
    return try train(&learner, setting, seed: seed) { $0.collector.replay }
  }

  private static func train<L: Learner>(
    _ learner: inout L, _ setting: Setting, seed: UInt64, _ replay: (L) -> ReplayBuffer
  ) throws -> Result {
    var result = Result(
      visits: Matrix(
        rows: setting.layout.columns * parts, columns: setting.layout.rows * parts))
    for point in 1...steps / interval {
      _ = try learner.iterate()
      result.returns.append(
        try Evaluation(
          of: learner.policy, in: learner.environment, episodes: 20,
          seed: seed &+ UInt64(1000 * point)
        ).mean)
      if point * interval == explorationSteps { count(replay(learner), &result.visits) }
    }
    return result
  }

  /// Counts the states of all transitions held; the first coordinate grows to the right, the second upwards.
  private static func count(_ replay: ReplayBuffer, _ visits: inout Matrix<Double>) {
    var places: [Int] = []
    replay.writePlaces(into: &places)
    var batch = TransitionBatch(replay.layout, size: places.count)
    replay.take(places[...], into: &batch)
    for i in 0..<batch.count {
      let column = Int(Double(batch.observations[i, 0]) * Double(visits.columns))
      let row = Int(Double(batch.observations[i, 1]) * Double(visits.rows))
      visits[min(row, visits.rows - 1), min(column, visits.columns - 1)] += 1
    }
  }

  private static func isFree(_ layout: MazeLayout, _ row: Int, _ column: Int) -> Bool {
    !layout.isWall(column / parts, row / parts)
  }

  /// The part of the free map that was visited.
  private static func coverage(_ setting: Setting, _ visits: Matrix<Double>) -> Double {
    var (free, seen) = (0, 0)
    for row in 0..<visits.rows {
      for column in 0..<visits.columns where isFree(setting.layout, row, column) {
        free += 1
        if visits[row, column] > 0 { seen += 1 }
      }
    }
    return Double(seen) / Double(free)
  }

  /// The visits of all runs on a logarithmic scale; walls, and what nobody visited, stay grey.
  private static func map(_ setting: Setting, _ runs: [Matrix<Double>]) -> Figure.Panel {
    let values = Matrix<Double>(rows: runs[0].rows, columns: runs[0].columns) { i, j in
      let count = runs.reduce(0) { $0 + $1[i, j] }
      return count > 0 ? log10(count) : .nan
    }
    return Figure.Panel(
      title: names[setting.explores ? 0 : 1], x: .init("x"), y: .init("y"),
      marks: [
        .heatMap(
          .init(
            values, x: 0...setting.layout.height, y: 0...setting.layout.width,
            scale: .init("log₁₀ visits", range: 0...4.5)))
      ], hasEqualScales: true)
  }
}
