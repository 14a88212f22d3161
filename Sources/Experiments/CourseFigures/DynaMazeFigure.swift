internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ModelBasedPolicyLearning
internal import ReinforcementLearning

/// DYNA on Sutton and Barto's maze, with 0, 5 and 50 planning steps.
enum DynaMazeFigure {
  static let episodes = 50
  static let planning = [0, 5, 50]
  /// After how many episodes an ε-greedy walk is as short as it becomes, by the book.
  static let settled = [25, 5, 3]

  static let figure = CourseFigure(
    id: "dyna-maze", chapter: 11, tier: .b,
    title: "DYNA: updates by a model in place of steps",
    setting:
      "Dyna maze, α .1, ε .1, γ .95, Q 0 to begin with; 0, 5 and 50 updates by the model a step; 50 episodes, mean of 30 runs",
    stated:
      "Sutton and Barto: as short as it becomes after about 25, 5 and 3 episodes (taken as a mean within a quarter of the last ten episodes', and as within 30 % of these numbers)"
  ) { context in
    let runs = context.seeds ?? 30
    let done = Counter()
    let all = try concurrentMap(planning.count * runs, jobs: context.jobs) { i in
      let steps = try steps(planning: planning[i / runs], seed: UInt64(i % runs + 1))
      context.progress(Double(done.increment()) / Double(planning.count * runs), "run \(i + 1)")
      return steps
    }
    let curves = planning.indices.map { p in
      (0..<episodes).map { e in
        Statistics.mean((0..<runs).map { all[p * runs + $0][e] })
      }
    }
    // The first episode is the same for all, and would hide the others.
    let x = (2...episodes).map(Double.init)
    let series = zip(planning, curves).map { planning, curve in
      Figure.Mark.series(
        .init("\(planning) planning steps", x: x, mean: Array(curve.dropFirst())))
    }
    let files = try Figure(
      title: "DYNA on the maze",
      panels: [
        .init(
          x: .init("episode"), y: .init("steps to the goal", isLogarithmic: true, range: 10...1000),
          marks: series, references: [.init("shortest way", at: 14)])
      ]
    ).render("dyna-maze", into: context.folder)
    let last = Statistics.mean(curves.flatMap { $0.suffix(10) })
    let reached = curves.map { ($0.firstIndex { $0 <= 1.25 * last } ?? episodes) + 1 }
    func text(_ values: [Double]) -> String {
      values.map { String(format: "%.0f", $0) }.joined(separator: ", ")
    }
    return FigureOutcome(
      obtained:
        "after \(text(reached.map(Double.init))) episodes with 0, 5 and 50 planning steps; mean steps in episode 1 \(text(curves.map { $0[0] })), in episode 2 \(text(curves.map { $0[1] })), in the last ten \(text([last]))",
      verdict: zip(reached, settled).allSatisfy { abs(Double($0 - $1)) <= 0.3 * Double($1) }
        ? .pass : .miss, seeds: runs, files: files)
  }

  /// The steps of each episode of a run.
  private static func steps(planning: Int, seed: UInt64) throws -> [Double] {
    var configuration = Dyna.Configuration()
    configuration.planningSteps = planning
    configuration.discount = 0.95
    var learner = try Dyna(
      environment: EnvironmentCatalogue.named("DynaMaze-v0"), configuration: configuration,
      seed: seed)
    return try (0..<episodes).map { _ in
      var steps = 1.0
      while try learner.pass() == .running { steps += 1 }
      return steps
    }
  }
}
