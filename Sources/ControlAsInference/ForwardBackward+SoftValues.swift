public import Environments
internal import Foundation
public import LinearAlgebra
internal import ReinforcementLearning

/// Soft value iteration on a known process: the policy that maximises Σ_t γᵗ (r + τ H(π(·|s_t))), the maximum-entropy
/// policy.
///
/// Q(s, a) ← r(s, a) + γ E[V(s′)], V(s) ← τ log Σ_a exp(Q(s, a)/τ), π(a|s) = exp((Q(s, a) − V(s))/τ). "Softmax" is this
/// V (slip in Algorithm 24's text). The expectation over s′ stands outside of the logarithm, in contrast to the messages
/// of ``ForwardBackward``: the process is not free to be lucky.
///
/// B. Ziebart, "Modeling purposeful adaptive behavior with the principle of maximum causal entropy", 2010.
public struct SoftValueIteration: Sendable {
  /// The process.
  public let process: TabularMDP
  /// τ.
  public let temperature: Double
  /// V(s), [S]; 0 in terminal states.
  public private(set) var values: Vector<Double>
  /// The number of passes.
  public private(set) var iteration = 0

  /// The loop before its first pass, with V = 0.
  /// - Precondition: `temperature` is positive.
  public init(_ process: TabularMDP, temperature: Double = 1) {
    precondition(temperature > 0, "A temperature of \(temperature) is not positive.")
    self.process = process
    self.temperature = temperature
    values = Vector(count: process.stateCount)
  }

  /// Q(s, a) = r(s, a) + γ E[V(s′)], [S × A].
  public var actionValues: Matrix<Double> { process.actionValues(following: values) }

  /// π(a|s) = exp(Q(s, a)/τ) / Σ exp(Q(s, ·)/τ), [S × A]; uniform in terminal states.
  public var policy: Matrix<Double> {
    let all = actionValues
    var policy = Matrix<Double>(rows: process.stateCount, columns: process.actionCount)
    for s in 0..<process.stateCount {
      let row = scaledRow(all, s)
      let sum = logSumExp(row.span)
      for a in row.indices { policy[s, a] = exp(row[a] - sum) }
    }
    return policy
  }

  /// One pass over all states.
  /// - Returns: By how much a value changed at most.
  @discardableResult
  public mutating func iterate() -> Double {
    let q = actionValues
    var change = 0.0
    for s in 0..<process.stateCount where !process.terminal[s] {
      let row = scaledRow(q, s)
      let value = temperature * logSumExp(row.span)
      change = max(change, abs(value - values[s]))
      values[s] = value
    }
    iteration += 1
    return change
  }

  /// Passes until no value changes by more than `tolerance`, or `maximumIterations` of them.
  /// - Returns: Whether the values have settled.
  @discardableResult
  public mutating func solve(
    tolerance: Double = 1e-12, maximumIterations: Int = 100_000
  ) -> Bool {
    while iteration < maximumIterations { if iterate() <= tolerance { return true } }
    return false
  }

  private func scaledRow(_ q: Matrix<Double>, _ state: Int) -> [Double] {
    (0..<process.actionCount).map { q[state, $0] / temperature }
  }
}
