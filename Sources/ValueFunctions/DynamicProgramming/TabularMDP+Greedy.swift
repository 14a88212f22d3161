public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// The Bellman optimality equation V(s) = max_a (r(s, a) + γ Σ_{s′} p(s′|s, a) V(s′)), and policies that are greedy by it.
extension TabularMDP {
  /// max_a (r(s, a) + γ Σ_{s′} p(s′|s, a) V(s′)) of one state; 0 if it is terminal.
  /// - Parameters:
  ///   - state: s.
  ///   - values: V(s′), [S]; 0 in terminal states.
  /// - Precondition: `state` is one of the states, and `values.count` is S.
  public func optimalBackup(of state: Int, following values: Vector<Double>) -> Double {
    precondition(
      values.count == stateCount, "\(values.count) values do not fit \(stateCount) states.")
    if terminal[state] { return 0 }
    let next = values.span
    var best = -Double.infinity
    for action in 0..<actionCount {
      let row = transitions.row(state * actionCount + action)
      var expected = 0.0
      for i in row.indices { expected += row[i] * next[i] }
      best = max(best, rewards[state, action] + discount * expected)
    }
    return best
  }

  /// The Bellman residual max_s |max_a (r(s, a) + γ Σ_{s′} p(s′|s, a) V(s′)) − V(s)|, which is 0 for V* alone.
  ///
  /// With γ < 1, no value is further than the residual / (1 − γ) from the optimal one.
  /// - Precondition: `values.count` is S.
  public func optimalityResidual(of values: Vector<Double>) -> Double {
    (0..<stateCount).reduce(0) {
      max($0, abs(optimalBackup(of: $1, following: values) - values[$1]))
    }
  }

  /// The policy that takes the best action of each state, in equal parts where several are best, [S × A].
  ///
  /// Terminal states have the uniform distribution.
  /// - Parameters:
  ///   - values: V(s), [S].
  ///   - tolerance: How far from the best, as a part of its size or of 1, an action counts as equally good.
  /// - Precondition: `values.count` is S.
  public func greedyPolicy(
    following values: Vector<Double>, tolerance: Double = 1e-9
  ) -> Matrix<Double> {
    let q = actionValues(following: values)
    var policy = Matrix<Double>(rows: stateCount, columns: actionCount)
    for s in 0..<stateCount {
      let best = (0..<actionCount).map { q[s, $0] }.max() ?? 0
      let margin = tolerance * max(1, abs(best))
      let greedy = (0..<actionCount).filter { best - q[s, $0] <= margin }
      for a in greedy { policy[s, a] = 1 / Double(greedy.count) }
    }
    return policy
  }

  /// The policy that takes `actions[s]` in state s, [S × A].
  /// - Precondition: An action for each state.
  public func policy(of actions: [Int]) -> Matrix<Double> {
    precondition(
      actions.count == stateCount && actions.allSatisfy { (0..<actionCount).contains($0) },
      "\(actions.count) actions do not fit \(stateCount) states with actions 0..<\(actionCount).")
    return Matrix(rows: stateCount, columns: actionCount) { $1 == actions[$0] ? 1 : 0 }
  }
}
