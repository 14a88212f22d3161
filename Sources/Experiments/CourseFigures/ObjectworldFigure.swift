internal import Environments
internal import Foundation
internal import InverseRL
internal import LinearAlgebra
internal import ReinforcementLearning
internal import ValueFunctions

/// Linear and deep maximum-entropy inverse reinforcement learning on Objectworld, by the number of demonstrations.
enum ObjectworldFigure {
  private static let seeds = 8
  private static let counts = [4, 8, 16, 32, 64, 128]

  static let figure = CourseFigure(
    id: "objectworld", chapter: 14, tier: .b,
    title: "Linear and deep MaxEnt IRL on Objectworld",
    setting:
      "10×10, 15 objects, 2 colours, wind .3, γ .9; 4 to 128 trajectories of 8 steps of the best policy; thresholded distances as features; dynamics fixed; Adam, 300 steps: linear .02, network 2×32 ReLU .003, λ .001; 8 worlds",
    stated: "expected value difference: deep below linear, both fall with more demonstrations"
  ) { context in
    let seeds = context.seeds ?? seeds
    let done = Counter()
    let all = try concurrentMap(seeds * counts.count, jobs: context.jobs) { i in
      let pair = try differences(demonstrations: counts[i / seeds], seed: UInt64(i % seeds + 1))
      context.progress(Double(done.increment()) / Double(seeds * counts.count), "run \(i + 1)")
      return pair
    }
    func runs(_ part: (Pair) -> Double) -> [[Double]] {
      (0..<seeds).map { seed in counts.indices.map { part(all[$0 * seeds + seed]) } }
    }
    let (linear, deep) = (runs(\.linear), runs(\.deep))
    let x = counts.map(Double.init)
    let files = try Figure(
      title: "Expected value difference on Objectworld",
      panels: [
        .init(
          x: .init("trajectories", isLogarithmic: true), y: .init("expected value difference"),
          marks: [
            .series(.init("linear", x: x, runs: linear)), .series(.init("deep", x: x, runs: deep)),
          ])
      ]
    ).render("objectworld", into: context.folder)
    func means(_ runs: [[Double]]) -> [Double] {
      counts.indices.map { i in Statistics.mean(runs.map { $0[i] }) }
    }
    let (a, b) = (means(linear), means(deep))
    func text(_ values: [Double]) -> String {
      values.map { String(format: "%.2f", $0) }.joined(separator: ", ")
    }
    return FigureOutcome(
      obtained:
        "with \(counts.map(String.init).joined(separator: ", ")) trajectories: linear \(text(a)); deep \(text(b))",
      verdict: b.last! < a.last! && a.last! < a[0] && b.last! < b[0] ? .pass : .miss, seeds: seeds,
      files: files)
  }

  /// E[V*(s₁) − V^π(s₁)] under the true reward, π being the best policy for the learned one.
  private struct Pair: Sendable {
    var linear: Double
    var deep: Double
  }

  private static func differences(demonstrations: Int, seed: UInt64) throws -> Pair {
    let world = Objectworld(featureKind: .thresholds, seed: seed)
    let process = try TabularMDP(world.transitionTable())
    var best = PolicyIteration(process)
    try best.solve()
    var stream = RandomStream(seed: 1000 + seed)
    let shown = TabularTrajectory.sample(
      demonstrations, length: 8, under: best.policy, in: process, using: &stream)
    let rows = (0..<process.stateCount).map { world.features(of: $0)! }
    let features = Matrix(rows)
    let linear = try value(
      process, shown, LinearReward(features: features), learningRate: 0.02)
    let deep = try value(
      process, shown, NetworkReward(features: features, using: &stream), learningRate: 0.003)
    let optimum = process.initialDistribution.dot(best.values)
    return Pair(linear: optimum - linear, deep: optimum - deep)
  }

  /// What the best policy for the reward that is learned is worth in truth.
  private static func value<Reward: TabularReward>(
    _ process: TabularMDP, _ shown: [TabularTrajectory], _ reward: Reward, learningRate: Double
  ) throws -> Double {
    var configuration = MaxEntIRL<Reward>.Configuration()
    configuration.dynamics = .fixed
    configuration.usesAdam = true
    configuration.learningRate = learningRate
    configuration.regularization = 0.001
    var learner = try MaxEntIRL(
      process, shown: shown, reward: reward, configuration: configuration)
    for _ in 0..<300 { try learner.iterate() }
    let values = learner.reward.values()
    let imagined = try TabularMDP(
      transitions: process.transitions,
      rewards: Matrix(rows: process.stateCount, columns: process.actionCount) { s, _ in values[s] },
      initialDistribution: process.initialDistribution, discount: process.discount)
    var plan = PolicyIteration(imagined)
    try plan.solve()
    return process.initialDistribution.dot(try process.stateValues(of: plan.policy))
  }
}
