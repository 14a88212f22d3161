public import Environments
public import LinearAlgebra

/// What somebody did in a finite process: s₁, a₁, … s_T, a_T.
public struct TabularTrajectory: Sendable, Equatable, Codable {
  /// s₁ … s_T.
  public let states: [Int]
  /// a₁ … a_T.
  public let actions: [Int]

  /// T.
  public var length: Int { states.count }

  /// A trajectory.
  /// - Precondition: There is an action for each state, and a state.
  public init(states: [Int], actions: [Int]) {
    precondition(
      !states.isEmpty && states.count == actions.count,
      "\(states.count) states and \(actions.count) actions are no trajectory.")
    self.states = states
    self.actions = actions
  }

  /// Draws trajectories of `length` steps from a policy; one that comes to a terminal state stays there.
  ///
  /// - Parameters:
  ///   - count: Their number, N.
  ///   - length: T.
  ///   - policy: π(a|s), [S × A].
  ///   - process: What is acted in.
  ///   - stream: Decides starts, actions and what follows.
  /// - Precondition: The numbers are positive, and the policy has the process's shape.
  public static func sample(
    _ count: Int, length: Int, under policy: Matrix<Double>, in process: TabularMDP,
    using stream: inout RandomStream
  ) -> [TabularTrajectory] {
    precondition(
      count > 0 && length > 0 && policy.rows == process.stateCount
        && policy.columns == process.actionCount,
      "\(count) trajectories of \(length) steps under a policy of \(policy.rows)×\(policy.columns) "
        + "cannot be drawn from \(process.stateCount) states and \(process.actionCount) actions.")
    return (0..<count).map { _ in
      var state = stream.categorical(process.initialDistribution.span)
      var (states, actions): ([Int], [Int]) = ([], [])
      for _ in 0..<length {
        let action = stream.categorical(policy.row(state))
        states.append(state)
        actions.append(action)
        state = stream.categorical(
          process.transitions.row(state * process.actionCount + action))
      }
      return TabularTrajectory(states: states, actions: actions)
    }
  }
}
