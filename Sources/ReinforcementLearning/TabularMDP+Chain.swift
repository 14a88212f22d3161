public import Environments
public import LinearAlgebra

/// The Markov chain that a policy makes of a finite decision process.
///
/// A policy is a matrix [S × A] whose row s is π(· | s). Its rows must sum to 1 within 1e-6, so that the
/// softmax of a network in single precision passes; the rows of terminal states are not read.
extension TabularMDP {
  /// How far the sum of a policy's row may be from 1.
  private static var policyTolerance: Double { 1e-6 }

  /// P_π(s′ | s) = Σ_a π(a | s) p(s′ | s, a), [S × S]. Terminal states lead to themselves.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError.policy` if a row is no distribution.
  /// - Precondition: `policy` is [S × A].
  public func stateTransitions(under policy: Matrix<Double>) throws -> Matrix<Double> {
    try validate(policy)
    var chain = Matrix<Double>(rows: stateCount, columns: stateCount)
    for s in 0..<stateCount {
      if terminal[s] {
        chain[s, s] = 1
        continue
      }
      var row = chain.mutableRow(s)
      for a in 0..<actionCount {
        let (weight, next) = (policy[s, a], transitions.row(s * actionCount + a))
        for i in next.indices { row[i] += weight * next[i] }
      }
    }
    return chain
  }

  /// The state-action transition operator p((s′, a′) | (s, a)) = p(s′ | s, a) π(a′ | s′), [S·A × S·A],
  /// with the pair (s, a) in row s · A + a.
  ///
  /// Terminal states lead to themselves, where every action counts as equally likely.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError.policy` if a row is no distribution.
  /// - Precondition: `policy` is [S × A].
  public func stateActionTransitions(under policy: Matrix<Double>) throws -> Matrix<Double> {
    try validate(policy)
    let (pairs, actions) = (stateCount * actionCount, actionCount)
    return Matrix(rows: pairs, columns: pairs) { from, to in
      let (next, action) = to.quotientAndRemainder(dividingBy: actions)
      let weight = terminal[next] ? 1 / Double(actions) : policy[next, action]
      return transitions[from, next] * weight
    }
  }

  /// r_π(s) = Σ_a π(a | s) r(s, a), [S]; 0 in terminal states.
  /// - Parameter policy: π(a | s), [S × A].
  /// - Throws: `PolicyEvaluationError.policy` if a row is no distribution.
  /// - Precondition: `policy` is [S × A].
  public func expectedRewards(under policy: Matrix<Double>) throws -> Vector<Double> {
    try validate(policy)
    return average(rewards, under: policy)
  }

  /// Σ_a π(a | s) q(s, a) for each state that is not terminal, 0 for the others.
  func average(_ q: Matrix<Double>, under policy: Matrix<Double>) -> Vector<Double> {
    Vector(
      (0..<stateCount).map { s in
        terminal[s] ? 0 : (0..<actionCount).reduce(0) { $0 + policy[s, $1] * q[s, $1] }
      })
  }

  /// The chain between states that are not terminal: P_π with the rows and columns of the others cleared.
  ///
  /// What leaves the episode is lost, so that a value after a termination is 0.
  /// - Throws: `PolicyEvaluationError.endless` if the discount is 1 and an episode may never end.
  func continuingTransitions(under policy: Matrix<Double>) throws -> Matrix<Double> {
    var chain = try stateTransitions(under: policy)
    if discount == 1 {
      let ends = Self.statesLeading(to: (0..<stateCount).filter { terminal[$0] }, in: chain)
      if let state = ends.firstIndex(of: false) {
        throw PolicyEvaluationError.endless(state: state)
      }
    }
    for s in 0..<stateCount {
      for next in 0..<stateCount where terminal[s] || terminal[next] { chain[s, next] = 0 }
    }
    return chain
  }

  /// Whether each state reaches one of `targets` in any number of steps, 0 included, of positive probability.
  static func statesLeading(to targets: [Int], in chain: Matrix<Double>) -> [Bool] {
    var leads = [Bool](repeating: false, count: chain.rows)
    var open = targets
    for target in targets { leads[target] = true }
    while let next = open.popLast() {
      for s in 0..<chain.rows where !leads[s] && chain[s, next] > 0 {
        leads[s] = true
        open.append(s)
      }
    }
    return leads
  }

  private func validate(_ policy: Matrix<Double>) throws {
    precondition(
      policy.rows == stateCount && policy.columns == actionCount,
      "A policy of \(policy.rows)×\(policy.columns) does not fit \(stateCount) states and "
        + "\(actionCount) actions.")
    for s in 0..<stateCount where !terminal[s] {
      var sum = 0.0
      for a in 0..<actionCount { sum += policy[s, a] >= 0 ? policy[s, a] : .nan }
      guard abs(sum - 1) <= Self.policyTolerance else {
        throw PolicyEvaluationError.policy(state: s, sum: sum)
      }
    }
  }
}
