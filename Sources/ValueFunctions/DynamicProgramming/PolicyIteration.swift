public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Policy iteration on a known process (notes 6.1.1 and 6.1.2, Algorithms 5 and 6).
///
/// Evaluation is exact, V^π by one linear solve, or iterative, V ← r + γ P_π V until nothing changes any more. The argmax
/// over A^π is the one over Q^π, since V^π(s) is the same for all actions. An action is only given up for one that is
/// better by more than rounding, so that the loop ends: after finitely many passes no action changes.
///
/// R. Howard, "Dynamic programming and Markov processes", 1960.
public struct PolicyIteration: Sendable {
  /// How V^π is found.
  public enum Evaluation: Sendable, Equatable {
    /// By one linear solve of (I − γ P_π) V = r_π.
    case exact
    /// By sweeps over the states, from the values of the policy before, until none changes by more than `tolerance`, or
    /// `sweeps` of them. Few sweeps are "modified" policy iteration.
    case iterative(tolerance: Double = 1e-13, sweeps: Int = 1_000_000)
  }

  /// The process.
  public let process: TabularMDP
  /// How V^π is found.
  public let evaluation: Evaluation
  /// π(a|s), [S × A].
  public private(set) var policy: Matrix<Double>
  /// V^π(s) of the policy that was last evaluated, [S].
  public private(set) var values: Vector<Double>
  /// The number of passes of the loop.
  public private(set) var iteration = 0
  /// The number of sweeps of all iterative evaluations.
  public private(set) var sweeps = 0
  /// Whether the last pass changed no action, so that the policy is optimal and `values` are its values.
  public private(set) var isStable = false

  /// The loop before its first pass.
  /// - Parameters:
  ///   - process: The process.
  ///   - evaluation: How V^π is found.
  ///   - policy: Where to begin, [S × A]; uniform if left out. With discount 1 it must end every episode.
  /// - Precondition: `policy` is [S × A].
  public init(
    _ process: TabularMDP, evaluation: Evaluation = .exact, from policy: Matrix<Double>? = nil
  ) {
    let (states, actions) = (process.stateCount, process.actionCount)
    let uniform = Matrix(repeating: 1 / Double(actions), rows: states, columns: actions)
    self.policy = policy ?? uniform
    precondition(
      self.policy.rows == states && self.policy.columns == actions,
      "A policy of \(self.policy.rows)×\(self.policy.columns) does not fit \(states) states and "
        + "\(actions) actions.")
    self.process = process
    self.evaluation = evaluation
    values = Vector(count: states)
  }

  /// One pass of the notes' Loop.
  /// - Throws: `PolicyEvaluationError` if the policy is no distribution or, with discount 1 and exact evaluation, never
  ///   ends an episode; `LinearAlgebraError` if the system cannot be solved.
  public mutating func iterate() throws {
    // 1. Evaluate V^π, and with it Q^π, which orders the actions as A^π does.
    switch evaluation {
    case .exact: values = try process.stateValues(of: policy)
    case .iterative(let tolerance, let sweeps): try evaluate(tolerance, sweeps)
    }
    let q = process.actionValues(following: values)
    // 2. π ← π′, which takes argmax_a A^π(s, a).
    isStable = true
    for s in 0..<process.stateCount where !process.terminal[s] {
      let best = (0..<process.actionCount).max { q[s, $0] < q[s, $1] }!
      let margin = margin(q[s, best])
      let isKept = (0..<process.actionCount).allSatisfy {
        policy[s, $0] == 0 || q[s, best] - q[s, $0] <= margin
      }
      if isKept { continue }
      isStable = false
      for a in 0..<process.actionCount { policy[s, a] = a == best ? 1 : 0 }
    }
    iteration += 1
  }

  /// Passes until no action changes.
  /// - Parameter maximumIterations: Where to give up; ``isStable`` then stays false.
  /// - Throws: As ``iterate()``.
  public mutating func solve(maximumIterations: Int = 1000) throws {
    while !isStable && iteration < maximumIterations { try iterate() }
  }

  /// V ← r_π + γ P_π V (notes 6.1.2, Algorithm 6, step 1).
  private mutating func evaluate(_ tolerance: Double, _ limit: Int) throws {
    var chain = try process.stateTransitions(under: policy)
    for s in 0..<process.stateCount {
      for next in 0..<process.stateCount where process.terminal[next] { chain[s, next] = 0 }
    }
    let rewards = try process.expectedRewards(under: policy)
    for _ in 0..<limit {
      var next = rewards
      multiply(chain, by: values, into: &next, alpha: process.discount, beta: 1)
      var change = 0.0
      for s in 0..<next.count { change = max(change, abs(next[s] - values[s])) }
      values = next
      sweeps += 1
      if change <= tolerance { break }
    }
  }

  /// By how much an action must be better: rounding, and what an iterative evaluation may be wrong.
  private func margin(_ value: Double) -> Double {
    let rounding = 1e-12 * max(1, abs(value))
    guard case .iterative(let tolerance, _) = evaluation, process.discount < 1 else {
      return rounding
    }
    return max(rounding, 2 * tolerance * process.discount / (1 - process.discount))
  }
}
