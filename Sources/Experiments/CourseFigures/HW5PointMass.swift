internal import ActorCritic
internal import Environments
internal import Exploration
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning

/// The course's fifth homework of fall 2019: batch actor-critic on PointMass without a bonus, and with those of counts, of a
/// density by kernels, and of exemplar discriminators.
enum HW5PointMass {
  typealias Bonus = BonusActorCritic.Bonus

  static let bonuses = [Bonus.none, .histogram, .kernelDensity, .exemplar]
  private static let names = ["none", "histogram", "RBF", "EX2"]
  private static let weights = [0, 0.01, 0.01, 0.05]
  /// The peaks that the course states.
  private static let stated = [78.0, 100, 75, 75]
  private static let iterations = 100
  /// The cells of the maps along each side.
  private static let cells = 20

  static let figure = CourseFigure(
    id: "hw5-pointmass", chapter: 17, tier: .b, title: "Bonuses for novelty on PointMass",
    setting:
      "n 100, b 1000, γ 1, actor-critic 2×8 tanh, Adam 5e-3, (10, 10); c 0, .01, .01, .05; 1/√N in 20×20 cells; kernels with σ .2; exemplars 2×8, λ .1, 1000 steps of 1e-3 an iteration; 8 seeds, mean and deviation",
    stated:
      "peaks of none / histogram / RBF / EX2 78 / 100 / 75 / 75, at iteration 60 70 / 90 / 70 / 70; 20 seeds elsewhere 95 / 99.6 / 78 / 88. Passes if no peak of the mean curve is more than a tenth below the stated, and the histogram's is the highest"
  ) { context in
    let seeds = context.seeds ?? 8
    let groups = try context.trainings(
      of: Array(bonuses.indices), seeds: seeds, label: { names[$0] }
    ) { try run($0, seed: $1) }
    let x = (1...iterations).map(Double.init)
    let curves = Figure.Panel(
      x: .init("iteration"), y: .init("mean return"),
      marks: names.indices.map {
        .series(.init(names[$0], x: x, runs: groups[$0].map(\.returns)))
      })
    let maps = names.indices.map { map(names[$0], groups[$0].map(\.visits)) }
    let files = try Figure(
      title: "Bonuses for novelty on PointMass", panels: [curves] + maps, columns: 3
    ).render("hw5-pointmass", into: context.folder)

    let means = groups.map { runs in
      (0..<iterations).map { i in Statistics.mean(runs.map { $0.returns[i] }) }
    }
    let peaks = means.map { $0.max() ?? -.infinity }
    func text(_ values: [Double]) -> String {
      values.map { String(format: "%.0f", $0) }.joined(separator: " / ")
    }
    let found = groups.map { runs in Double(runs.filter { $0.returns.contains { $0 > 50 } }.count) }
    return FigureOutcome(
      obtained:
        "peaks \(text(peaks)); at iteration 60 \(text(means.map { $0[59] })); last 10 iterations \(text(means.map { Statistics.mean(Array($0.suffix(10))) })); seeds that ever return more than 50 on average \(text(found))",
      verdict: zip(peaks, stated).allSatisfy { $0 >= 0.9 * $1 } && peaks[1] == peaks.max()
        ? .pass : .miss, seeds: seeds, files: files)
  }

  /// A training: the mean return of each iteration, and the visits to each cell, row by row from below.
  struct Result: Sendable {
    var returns: [Double] = []
    var visits = [Double](repeating: 0, count: cells * cells)
  }

  /// The course's settings with the kind of bonus at `index`.
  static func configuration(_ index: Int) -> BonusActorCritic.Configuration {
    var configuration = BonusActorCritic.Configuration()
    configuration.actorCritic.batchSize = 1000
    configuration.actorCritic.discount = 1
    configuration.actorCritic.hiddenWidths = [8, 8]
    // As in the course, whose time limit is a terminal state.
    configuration.actorCritic.bootstrapsTruncations = false
    configuration.actorCritic.workers = 1
    configuration.bonus = bonuses[index]
    if bonuses[index] != .none { configuration.bonusWeight = weights[index] }
    return configuration
  }

  private static func run(_ index: Int, seed: UInt64) throws -> Result {
    var learner = try BonusActorCritic(
      environment: EnvironmentCatalogue.named("PointMass-v0"), configuration: configuration(index),
      seed: seed)
    var result = Result()
    for _ in 0..<iterations {
      result.returns.append(try learner.iterate().returnMean)
      let states = learner.trajectories.observations
      for t in 0..<states.count {
        let cell = (0..<2).map { min(cells - 1, Int(Double(states[t, $0]) * Double(cells))) }
        result.visits[cell[1] * cells + cell[0]] += 1
      }
    }
    return result
  }

  /// The visits of all runs on a logarithmic scale; cells that nobody visited stay grey.
  private static func map(_ name: String, _ visits: [[Double]]) -> Figure.Panel {
    let values = Matrix<Double>(rows: cells, columns: cells) { i, j in
      let count = visits.reduce(0) { $0 + $1[i * cells + j] }
      return count > 0 ? log10(count) : .nan
    }
    return Figure.Panel(
      title: name, x: .init("x"), y: .init("y"),
      marks: [.heatMap(.init(values, scale: .init("log₁₀ visits", range: 0...6)))],
      hasEqualScales: true)
  }
}
