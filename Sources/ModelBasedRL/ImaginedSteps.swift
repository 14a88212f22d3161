public import Environments
public import LinearAlgebra

/// Many states side by side that an ensemble moves: rollouts on a learned model. Each network moves a block of them, and
/// stays with it.
public struct ImaginedSteps: Sendable {
  /// Where they are [count × features].
  public private(set) var states: Matrix<Scalar>
  /// Where they were before the last step [count × features].
  public private(set) var before: Matrix<Scalar>
  /// The rewards of the last step [count].
  public private(set) var rewards: Vector<Scalar>
  /// Whether the last step terminated the episode, which it did if the network says so with a chance of more than one half.
  public private(set) var hasTerminated: [Bool]
  private let evaluators: [DynamicsEvaluator]
  private let reward: RewardFunction?
  private let canTerminate: Bool

  /// Room for `count` states.
  ///
  /// - Parameters:
  ///   - ensemble: The networks, or others of the same architecture.
  ///   - count: The number of states.
  ///   - canTerminate: Whether the networks' word on terminations counts.
  ///   - reward: r(s, a, s′), if it is known; otherwise what the networks learned.
  /// - Precondition: `count` is a positive multiple of the number of networks.
  public init(
    _ ensemble: DynamicsEnsemble, count: Int, canTerminate: Bool = true,
    reward: RewardFunction? = nil
  ) {
    precondition(
      count > 0 && count % ensemble.count == 0,
      "\(count) states cannot be shared among \(ensemble.count) networks.")
    let features = ensemble.coding.features
    states = Matrix(rows: count, columns: features)
    before = Matrix(rows: count, columns: features)
    rewards = Vector(count: count)
    hasTerminated = Array(repeating: false, count: count)
    evaluators = ensemble.networks.map {
      DynamicsEvaluator($0, rows: count / ensemble.count)
    }
    self.reward = reward
    self.canTerminate = canTerminate
  }

  /// The number of states.
  public var count: Int { hasTerminated.count }

  /// Whether every feature of the state in `row` is finite.
  public func isFinite(_ row: Int) -> Bool {
    for j in 0..<states.columns where !states[row, j].isFinite { return false }
    return true
  }

  /// Goes to `states` [count × features].
  public mutating func begin(at states: Matrix<Scalar>) {
    precondition(
      states.rows == count && states.columns == self.states.columns,
      "States of \(states.rows)×\(states.columns) do not fit \(count)×\(self.states.columns).")
    self.states.assign(from: states)
  }

  /// Puts the state of `row` where it was in `start`.
  public mutating func begin(_ row: Int, at start: Matrix<Scalar>) {
    for j in 0..<states.columns { states[row, j] = start[row, j] }
  }

  /// Makes a step from each state.
  ///
  /// - Parameters:
  ///   - actions: What is done [count × action width].
  ///   - ensemble: The networks.
  ///   - streams: One random stream a network, for the chance of probabilistic ones.
  public mutating func step(
    _ actions: Matrix<Scalar>, by ensemble: DynamicsEnsemble, using streams: inout [RandomStream]
  ) {
    precondition(
      actions.rows == count && streams.count == ensemble.count
        && ensemble.count == evaluators.count,
      "\(actions.rows) actions, \(streams.count) streams and \(ensemble.count) networks do not fit "
        + "\(count) states and \(evaluators.count) networks.")
    let (width, features, block) = (actions.columns, states.columns, count / ensemble.count)
    before.assign(from: states)
    streams.withUnsafeMutableBufferPointer { streams in
      actions.withUnsafePointer { actions in
        states.withUnsafeMutablePointer { states in
          rewards.withUnsafeMutablePointer { rewards in
            for (i, evaluator) in evaluators.enumerated() {
              let first = i * block
              evaluator.step(
                states + first * features, rewards: rewards + first, by: ensemble.networks[i],
                ensemble.coding, using: streams.baseAddress! + i
              ) { actions + (first + $0) * width }
              for row in 0..<block {
                hasTerminated[first + row] = canTerminate && evaluator.termination(row) > 0.5
              }
            }
          }
        }
      }
    }
    guard let reward else { return }
    for row in 0..<count {
      rewards[row] = Scalar(reward(before.row(row), actions.row(row), states.row(row)))
    }
  }
}
