internal import ControlAsInference
internal import Environments
internal import Foundation
internal import LinearAlgebra

/// Exact inference by messages: its policy, and where it leads.
enum InferenceConsistency {
  static let horizon = 24
  static let temperature = 0.5
  static let rollouts = 100_000
  static let world = Gridworld(
    map: ["S......", ".##.##.", ".#...#.", ".......", ".#...#.", ".##.##.", "......G"],
    rewards: ["G": 3], stepReward: -1.5, discount: 1)

  static let figure = CourseFigure(
    id: "inference-consistency", chapter: 13, tier: .a,
    title: "Control as inference: messages, the maximum-entropy policy and rollouts",
    setting: "7×7 gridworld, 24 steps, τ .5, 10⁵ rollouts of the inferred policy",
    stated: "π(a|s) = β(s,a)/β(s) is the MaxEnt policy; rollout frequencies = α·β (all |z| < 4.5)"
  ) { context in
    let process = try TabularMDP(world.transitionTable())
    let messages = try ForwardBackward(process, horizon: horizon, temperature: temperature)
    // The maximum-entropy policy of each step, from the last to the first.
    var soft = SoftValueIteration(process, temperature: temperature)
    var difference = 0.0
    for t in (0..<horizon).reversed() {
      let (a, b) = (soft.policy, messages.policy(at: t))
      for s in 0..<process.stateCount where !process.terminal[s] {
        for action in 0..<process.actionCount {
          difference = max(difference, abs(a[s, action] - b[s, action]))
        }
      }
      soft.iterate()
    }
    let counts = rollOut(process, messages)
    var largest = 0.0
    var (expected, seen) = ([Double](), [Double]())
    for t in 0...horizon {
      let marginals = messages.stateMarginals(at: t)
      for s in 0..<process.stateCount {
        let share = counts[t, s] / Double(rollouts)
        // A normal approximation needs some expected visits.
        let deviation = (marginals[s] * (1 - marginals[s]) / Double(rollouts)).squareRoot()
        if marginals[s] * Double(rollouts) > 25, deviation > 0 {
          largest = max(largest, abs(share - marginals[s]) / deviation)
        }
        if marginals[s] > 0 {
          expected.append(marginals[s])
          seen.append(share)
        }
      }
    }
    let files = try Figure(
      title: "Control as inference on a gridworld",
      panels: [
        map(process, messages), visits(process, "Visits by α·β", messages),
        visits(process, "Visits in rollouts", counts),
        .init(
          title: "Each state at each step", x: .init("α·β"), y: .init("share of rollouts"),
          marks: [
            .series(.init("equal", x: [0, 1], mean: [0, 1], style: .dashed)),
            .series(.init("state and step", x: expected, mean: seen, style: .points)),
          ]),
      ], columns: 2
    ).render("inference-consistency", into: context.folder)
    return FigureOutcome(
      obtained: String(
        format: "policies differ by %.1e at most; largest |z| of rollouts %.2f", difference,
        largest),
      verdict: difference < 1e-10 && largest < 4.5 ? .pass : .miss, seeds: 1, files: files)
  }

  /// How many of the rollouts are in each state at each step.
  private static func rollOut(
    _ process: TabularMDP, _ messages: ForwardBackward
  ) -> Matrix<Double> {
    let policies = (0..<horizon).map { messages.policy(at: $0) }
    let transitions = (0..<horizon).map { messages.posteriorTransitions(at: $0) }
    let start = messages.stateMarginals(at: 0)
    var counts = Matrix<Double>(rows: horizon + 1, columns: process.stateCount)
    var stream = RandomStream(seed: 1)
    for _ in 0..<rollouts {
      var state = stream.categorical(start.span)
      counts[0, state] += 1
      for t in 0..<horizon {
        let (policy, following) = (policies[t], transitions[t])
        let action = stream.categorical(policy.row(state))
        state = stream.categorical(following.row(state * process.actionCount + action))
        counts[t + 1, state] += 1
      }
    }
    return counts
  }

  /// log β₀ as colours and the policy of the first step as arrows, as long as they are
  /// probable.
  private static func map(_ process: TabularMDP, _ messages: ForwardBackward) -> Figure.Panel {
    let (grid, policy) = (world.grid, messages.policy(at: 0))
    var cells = Matrix<Double>(repeating: .nan, rows: grid.rows, columns: grid.columns)
    var (x, y, dx, dy): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    let offsets = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]
    for s in 0..<grid.stateCount {
      let cell = grid.cell(of: s)
      cells[cell.row, cell.column] = temperature * messages.logMessages[0, s]
      if process.terminal[s] { continue }
      let most = (0..<4).map { policy[s, $0] }.max()!
      for a in 0..<4 where policy[s, a] > 0.1 {
        x.append(Double(cell.column) + 0.5)
        y.append(Double(cell.row) + 0.5)
        dx.append(0.45 * offsets[a].0 * policy[s, a] / most)
        dy.append(0.45 * offsets[a].1 * policy[s, a] / most)
      }
    }
    return Figure.Panel(
      title: "Backward message and policy at step 0", x: .init("column"),
      y: .init("row", isReversed: true),
      marks: [
        .heatMap(.init(cells, scale: .init("τ log β"))),
        .arrows(.init(x: x, y: y, dx: dx, dy: dy)),
      ], hasEqualScales: true)
  }

  private static func visits(
    _ process: TabularMDP, _ title: String, _ messages: ForwardBackward
  ) -> Figure.Panel {
    var sums = Matrix<Double>(rows: 1, columns: process.stateCount)
    for t in 0...horizon {
      let marginals = messages.stateMarginals(at: t)
      for s in 0..<process.stateCount { sums[0, s] += marginals[s] }
    }
    return visits(title, sums)
  }

  private static func visits(
    _ process: TabularMDP, _ title: String, _ counts: Matrix<Double>
  ) -> Figure.Panel {
    visits(
      title,
      Matrix(rows: 1, columns: process.stateCount) { _, s in
        (0...horizon).reduce(0) { $0 + counts[$1, s] } / Double(rollouts)
      })
  }

  private static func visits(_ title: String, _ sums: Matrix<Double>) -> Figure.Panel {
    let grid = world.grid
    var cells = Matrix<Double>(repeating: .nan, rows: grid.rows, columns: grid.columns)
    for s in 0..<grid.stateCount {
      let cell = grid.cell(of: s)
      cells[cell.row, cell.column] = sums[0, s]
    }
    return Figure.Panel(
      title: title, x: .init("column"), y: .init("row", isReversed: true),
      marks: [.heatMap(.init(cells, scale: .init("steps in the cell")))], hasEqualScales: true)
  }
}
