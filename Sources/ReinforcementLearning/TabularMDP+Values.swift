public import Environments
public import LinearAlgebra

/// Chapter 3's definitions, exact on a finite Markov decision process.
///
/// Differences from the notes: rewards are discounted by the process's γ (1 gives the notes' plain sums);
/// the notes' sum to T is the version with a horizon, and without one T = ∞; after a terminal state
/// everything is 0.
extension TabularMDP {
  /// V^π(s) = E_π [Σ_{t≥0} γᵗ r(s_t, a_t) | s₀ = s], [S], by one linear solve of (I − γ P_π) V = r_π.
  ///
  /// Definition 4, equation 5, in the notes.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError` if the policy is no distribution or, with discount 1, never ends an
  ///   episode; `LinearAlgebraError` if the system cannot be solved.
  /// - Precondition: `policy` is [S × A].
  public func stateValues(of policy: Matrix<Double>) throws -> Vector<Double> {
    let chain = try continuingTransitions(under: policy)
    let system = Matrix(rows: stateCount, columns: stateCount) { i, j in
      (i == j ? 1 : 0) - discount * chain[i, j]
    }
    return try solve(system, expectedRewards(under: policy))
  }

  /// Q^π(s, a) = r(s, a) + γ E_{s′} [V^π(s′)], [S × A]; 0 in terminal states.
  ///
  /// Definition 3, equation 4, in the notes.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: As `stateValues(of:)`.
  /// - Precondition: `policy` is [S × A].
  public func actionValues(of policy: Matrix<Double>) throws -> Matrix<Double> {
    actionValues(following: try stateValues(of: policy))
  }

  /// A^π(s, a) = Q^π(s, a) − V^π(s), [S × A].
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: As `stateValues(of:)`.
  /// - Precondition: `policy` is [S × A].
  public func advantages(of policy: Matrix<Double>) throws -> Matrix<Double> {
    let values = try stateValues(of: policy)
    let actionValues = actionValues(following: values)
    return Matrix(rows: stateCount, columns: actionCount) { actionValues[$0, $1] - values[$0] }
  }

  /// The reinforcement-learning objective J(π) = E_{s₁ ~ p(s₁)} [V^π(s₁)].
  ///
  /// Definition 2, equation 3, in the notes.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: As `stateValues(of:)`.
  /// - Precondition: `policy` is [S × A].
  public func objective(of policy: Matrix<Double>) throws -> Double {
    initialDistribution.dot(try stateValues(of: policy))
  }

  /// One backup, Q(s, a) = r(s, a) + γ Σ_{s′} p(s′ | s, a) V(s′), [S × A]; 0 in terminal states.
  ///
  /// The values of terminal states are taken as 0, whatever `values` says.
  /// - Parameter values: V(s′), [S].
  /// - Precondition: `values.count` is S.
  public func actionValues(following values: Vector<Double>) -> Matrix<Double> {
    precondition(
      values.count == stateCount, "\(values.count) values do not fit \(stateCount) states.")
    var continuing = values
    for s in 0..<stateCount where terminal[s] { continuing[s] = 0 }
    let expected = transitions * continuing
    return Matrix(rows: stateCount, columns: actionCount) { s, a in
      rewards[s, a] + discount * expected[s * actionCount + a]
    }
  }

  /// The values of `policy` when the episode is cut after `horizon` steps, [horizon + 1 × S], by backward
  /// recursion.
  ///
  /// Row t is V^π_t(s) = E_π [Σ_{t′=t}^{T−1} γ^{t′−t} r(s_t′, a_t′) | s_t = s], T = `horizon`; row T is 0.
  /// Discount 1 is always allowed.
  /// - Parameters:
  ///   - policy: π(a | s), [S × A], the same at each step.
  ///   - horizon: T, the number of steps.
  /// - Throws: `PolicyEvaluationError.policy` if a row of the policy is no distribution.
  /// - Precondition: `policy` is [S × A] and `horizon >= 0`.
  public func stateValues(of policy: Matrix<Double>, horizon: Int) throws -> Matrix<Double> {
    precondition(horizon >= 0, "A horizon of \(horizon) steps is negative.")
    let (chain, rewards) = (
      try stateTransitions(under: policy), try expectedRewards(under: policy)
    )
    var values = Matrix<Double>(rows: horizon + 1, columns: stateCount)
    var next = Vector<Double>(count: stateCount)
    for t in (0..<horizon).reversed() {
      // Terminal states lead to themselves with reward 0, so their values stay 0.
      next = rewards + discount * (chain * next)
      for s in 0..<stateCount { values[t, s] = next[s] }
    }
    return values
  }

  /// The action values Q^π_t(s, a) for t = 0..<`horizon` when the episode is cut after `horizon` steps, each
  /// [S × A].
  /// - Parameters:
  ///   - policy: π(a | s), [S × A], the same at each step.
  ///   - horizon: T, the number of steps.
  /// - Throws: `PolicyEvaluationError.policy` if a row of the policy is no distribution.
  /// - Precondition: `policy` is [S × A] and `horizon >= 0`.
  public func actionValues(of policy: Matrix<Double>, horizon: Int) throws -> [Matrix<Double>] {
    let values = try stateValues(of: policy, horizon: horizon)
    return (0..<horizon).map { t in
      actionValues(following: Vector((0..<stateCount).map { values[t + 1, $0] }))
    }
  }

  /// The objective E_{s₁ ~ p(s₁)} [V^π_0(s₁)] of an episode that is cut after `horizon` steps.
  /// - Parameters:
  ///   - policy: π(a | s), [S × A], the same at each step.
  ///   - horizon: T, the number of steps.
  /// - Throws: `PolicyEvaluationError.policy` if a row of the policy is no distribution.
  /// - Precondition: `policy` is [S × A] and `horizon >= 0`.
  public func objective(of policy: Matrix<Double>, horizon: Int) throws -> Double {
    let values = try stateValues(of: policy, horizon: horizon)
    return (0..<stateCount).reduce(0) { $0 + initialDistribution[$1] * values[0, $1] }
  }
}
