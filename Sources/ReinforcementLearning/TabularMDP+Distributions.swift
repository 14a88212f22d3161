public import Environments
public import LinearAlgebra

/// Where a policy spends its time on a finite Markov decision process, each by one linear solve.
extension TabularMDP {
  /// The expected number of visits to each state in an episode, a visit at step t counting γᵗ, [S].
  ///
  /// ρ(s) = Σ_{t≥0} γᵗ p(s_t = s), the solution of ρ = p₁ + γ P_πᵀ ρ. Terminal states count 0. With it
  /// the objective is J = Σ_s ρ(s) r_π(s).
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError` if the policy is no distribution or, with discount 1, never ends an
  ///   episode; `LinearAlgebraError` if the system cannot be solved.
  /// - Precondition: `policy` is [S × A].
  public func discountedStateVisits(under policy: Matrix<Double>) throws -> Vector<Double> {
    let chain = try continuingTransitions(under: policy)
    let system = Matrix(rows: stateCount, columns: stateCount) { i, j in
      (i == j ? 1 : 0) - discount * chain[j, i]
    }
    return try solve(system, initialDistribution)
  }

  /// The discounted state distribution d(s) ∝ Σ_{t≥0} γᵗ p(s_t = s), [S], summing to 1.
  ///
  /// Where no episode terminates this is (1 − γ) Σ_t γᵗ p(s_t = s). Terminal states have 0.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: As `discountedStateVisits(under:)`.
  /// - Precondition: `policy` is [S × A].
  public func discountedStateDistribution(under policy: Matrix<Double>) throws -> Vector<Double> {
    let visits = try discountedStateVisits(under: policy)
    return (1 / visits.sum()) * visits
  }

  /// The stationary state distribution μ = P̃ᵀ μ, Σ_s μ(s) = 1, [S]: the share of steps spent in each state
  /// when the policy runs for ever.
  ///
  /// Where an episode terminates the next one begins, so P̃(s′ | s) = P_π(s′ | s) + p₁(s′) Σ_T P_π(T | s)
  /// over terminal states T, which themselves have 0. Solved with one of the redundant equations replaced
  /// by the sum. For a periodic chain it is the average over time. Does not depend on the discount.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError` if the policy is no distribution or the chain has several recurrent
  ///   classes; `LinearAlgebraError` if the system cannot be solved.
  /// - Precondition: `policy` is [S × A].
  public func stationaryStateDistribution(under policy: Matrix<Double>) throws -> Vector<Double> {
    let chain = try restartingTransitions(under: policy)
    try requireOneRecurrentClass(chain)
    let normalised = terminal.firstIndex(of: false) ?? 0
    let system = Matrix<Double>(rows: stateCount, columns: stateCount) { i, j in
      i == normalised ? 1 : (i == j ? 1 : 0) - chain[j, i]
    }
    var right = Vector<Double>(count: stateCount)
    right[normalised] = 1
    return try solve(system, right)
  }

  /// The average reward per step when the policy runs for ever, E_{(s,a) ~ p_θ(s,a)} [r(s, a)].
  ///
  /// The objective of definition 2, equation 2, in the notes: p_θ(s, a) = μ(s) π(a | s) with the stationary
  /// distribution μ.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: As `stationaryStateDistribution(under:)`.
  /// - Precondition: `policy` is [S × A].
  public func averageReward(under policy: Matrix<Double>) throws -> Double {
    try stationaryStateDistribution(under: policy).dot(expectedRewards(under: policy))
  }

  /// P̃, [S × S], in which the initial distribution follows on each termination; 0 for terminal states.
  private func restartingTransitions(under policy: Matrix<Double>) throws -> Matrix<Double> {
    var chain = try stateTransitions(under: policy)
    for s in 0..<stateCount {
      var ending = 0.0
      for next in 0..<stateCount where terminal[s] || terminal[next] {
        if !terminal[s] { ending += chain[s, next] }
        chain[s, next] = 0
      }
      if ending > 0 {
        for next in 0..<stateCount { chain[s, next] += ending * initialDistribution[next] }
      }
    }
    return chain
  }

  /// A chain has one recurrent class if and only if some state is reached from every other; and if there is
  /// one, then the last state at which the backward search had to begin anew is one as well.
  private func requireOneRecurrentClass(_ chain: Matrix<Double>) throws {
    var seen = terminal
    var candidate = 0
    for s in 0..<stateCount where !seen[s] {
      candidate = s
      for (i, leads) in Self.statesLeading(to: [s], in: chain).enumerated() where leads {
        seen[i] = true
      }
    }
    let leads = Self.statesLeading(to: [candidate], in: chain)
    guard (0..<stateCount).allSatisfy({ leads[$0] || terminal[$0] }) else {
      throw PolicyEvaluationError.severalRecurrentClasses
    }
  }
}
