internal import ControlAsInference
public import Environments
public import LinearAlgebra

/// What somebody would do for T steps whose actions are the likelier the more reward they lead to: steps 1 to 3 of the notes'
/// MaxEnt IRL.
public struct SoftPlan: Sendable {
  /// What becomes of chance.
  public enum Dynamics: String, Sendable, Codable, CaseIterable {
    /// p(s′|s, a, O) ∝ p(s′|s, a) β(s′): trajectories have the likelihood p(τ) exp r(τ), as in the notes; whoever is
    /// optimal was lucky, too.
    case inferred
    /// p(s′|s, a): chance cannot be chosen. The maximum-*causal*-entropy model.
    case fixed
  }

  /// π_t(a|s), t = 1 … T, each [S × A].
  public let policies: [Matrix<Double>]
  /// log β₁(s), or the soft value of T steps from s on, [S].
  public let startValues: Vector<Double>
  private let process: TabularMDP
  /// p(s′|s, a) as it is at each step, [S·A × S].
  private let transitions: [Matrix<Double>]

  /// Plans T steps.
  ///
  /// - Parameters:
  ///   - process: Its rewards are r_ψ.
  ///   - horizon: T.
  ///   - dynamics: What becomes of chance.
  /// - Throws: `InferenceError` if the process has a discount below 1.
  public init(_ process: TabularMDP, horizon: Int, dynamics: Dynamics) throws {
    self.process = process
    switch dynamics {
    case .inferred:
      let messages = try ForwardBackward(process, horizon: horizon)
      policies = (0..<horizon).map(messages.policy)
      transitions = (0..<horizon).map(messages.posteriorTransitions)
      startValues = Vector((0..<process.stateCount).map { messages.logMessages[0, $0] })
    case .fixed:
      guard process.discount == 1 else { throw InferenceError.discount(process.discount) }
      // A pass of soft value iteration from V = 0 is a step back from the end.
      var iteration = SoftValueIteration(process)
      var policies: [Matrix<Double>] = []
      for _ in 0..<horizon {
        policies.append(iteration.policy)
        iteration.iterate()
      }
      self.policies = policies.reversed()
      transitions = Array(repeating: process.transitions, count: horizon)
      startValues = iteration.values
    }
  }

  /// Σ_t μ_t(s), the expected visits to each state in T steps, [S], in which terminal states count 0.
  /// - Parameter starts: p(s₁), [S].
  public func visits(from starts: Vector<Double>) -> Vector<Double> {
    let (states, actions) = (process.stateCount, process.actionCount)
    var (now, visits) = (starts, Vector<Double>(count: states))
    var weights = Vector<Double>(count: states * actions)
    for (policy, transitions) in zip(policies, transitions) {
      for s in 0..<states {
        if !process.terminal[s] { visits[s] += now[s] }
        for a in 0..<actions { weights[s * actions + a] = now[s] * policy[s, a] }
      }
      multiply(transitions, transposed: true, by: weights, into: &now)
    }
    return visits
  }
}
