internal import Environments
internal import Foundation
internal import InverseRL
internal import LinearAlgebra
internal import ReinforcementLearning
internal import ValueFunctions

/// Maximum-entropy inverse reinforcement learning on a windy grid: the true reward and the one that is recovered.
enum MaxEntGridworldFigure {
  private static let seeds = 8

  static let figure = CourseFigure(
    id: "maxent-gridworld", chapter: 14, tier: .b,
    title: "MaxEnt IRL on a windy grid: true and recovered reward",
    setting:
      "5×5, wind .3, reward 1 in a corner; 20 trajectories of 15 steps of the best policy with γ .9; a parameter for each cell with a prior of N(0, 1), which is λ .025; 400 steps of η .1; 8 seeds",
    stated: "the recovered reward peaks at the goal (its median over the seeds)"
  ) { context in
    let seeds = context.seeds ?? seeds
    let done = Counter()
    let results = try concurrentMap(2 * seeds, jobs: context.jobs) { i in
      let result = try recovered(dynamics[i / seeds].kind, seed: UInt64(i % seeds + 1))
      context.progress(Double(done.increment()) / Double(2 * seeds), "run \(i + 1)")
      return result
    }
    let world = Gridworld.windy
    let process = try TabularMDP(world.transitionTable())
    let truth = Vector((0..<process.stateCount).map { process.rewards[$0, 0] })
    let goal = (0..<truth.count).max { truth[$0] < truth[$1] }!
    func peak(_ values: Vector<Double>) -> Int {
      (0..<values.count).max { values[$0] < values[$1] }!
    }
    let peaks = dynamics.indices.map { d in
      (0..<seeds).count { peak(results[d * seeds + $0].values) == goal }
    }
    let medians = dynamics.indices.map { d in
      Vector(
        (0..<truth.count).map { s in
          Statistics.median((0..<seeds).map { results[d * seeds + $0].values[s] })
        })
    }
    func map(_ title: String, _ values: Vector<Double>) -> Figure.Panel {
      Figure.Panel(title, of: Array(values), named: "r", on: world.grid)
    }
    let steps = (0...passes).map(Double.init)
    let panels =
      [map("true reward", truth)]
      + dynamics.indices.map { map(dynamics[$0].name, medians[$0]) } + [
        Figure.Panel(
          title: "Likelihood", x: .init("steps"), y: .init("log-likelihood above the start"),
          marks: dynamics.indices.map { d in
            let runs = (0..<seeds).map { seed in
              let climb = results[d * seeds + seed].objectives
              return climb.map { $0 - climb[0] }
            }
            return .series(.init(dynamics[d].name, x: steps, runs: runs))
          })
      ]
    let files = try Figure(title: "MaxEnt IRL on a windy grid", panels: panels, columns: 2)
      .render("maxent-gridworld", into: context.folder)
    return FigureOutcome(
      obtained:
        "the median peaks at the goal with fixed dynamics: \(peak(medians[0]) == goal), with inferred ones: \(peak(medians[1]) == goal); of single seeds \(peaks[0]) and \(peaks[1]) of \(seeds)",
      verdict: medians.allSatisfy { peak($0) == goal } ? .pass : .miss, seeds: seeds, files: files)
  }

  private static let dynamics: [(name: String, kind: SoftPlan.Dynamics)] = [
    ("recovered, dynamics fixed", .fixed), ("recovered, dynamics inferred", .inferred),
  ]
  private static let passes = 400

  /// The reward that is learned from what the best policy does, and how its likelihood rose.
  private static func recovered(
    _ dynamics: SoftPlan.Dynamics, seed: UInt64
  ) throws -> (values: Vector<Double>, objectives: [Double]) {
    let process = try TabularMDP(Gridworld.windy.transitionTable())
    var best = PolicyIteration(process)
    try best.solve()
    var stream = RandomStream(seed: seed)
    let shown = TabularTrajectory.sample(
      20, length: 15, under: best.policy, in: process, using: &stream)
    var configuration = MaxEntIRL<LinearReward>.Configuration()
    configuration.dynamics = dynamics
    // A normal prior of deviation 1: 1/(2 N).
    configuration.regularization = 0.025
    var learner = try MaxEntIRL(
      process, shown: shown, reward: LinearReward(states: process.stateCount),
      configuration: configuration)
    var objectives = [try learner.objective()]
    for _ in 0..<passes {
      try learner.iterate()
      objectives.append(try learner.objective())
    }
    return (learner.reward.values(), objectives)
  }
}
