public import LinearAlgebra

/// Transitions drawn from a replay buffer; made once and filled again for each update.
public struct TransitionBatch: Sendable {
  /// sₜ [batch × features].
  public var observations: Matrix<Scalar>
  /// aₜ [batch × action width].
  public var actions: Matrix<Scalar>
  /// The rewards up to the bootstrap, Σ_{k<m} γᵏ r_{t+k}: with one step, rₜ [batch].
  public var rewards: Vector<Scalar>
  /// s_{t+m}, the observation from which is bootstrapped [batch × features].
  public var nextObservations: Matrix<Scalar>
  /// What the value of s_{t+m} is multiplied by: γᵐ, or 0 after a termination [batch]. A truncation keeps γᵐ.
  public var discounts: Vector<Scalar>
  /// What is allowed at s_{t+m} [batch × choices]; nil where everything always is.
  public var nextAllowed: Matrix<Scalar>?
  /// Importance weights, 1 if all transitions are drawn with the same probability [batch].
  public var weights: Vector<Scalar>
  /// Where the transitions stand in the buffer, until rows are next appended [batch].
  public internal(set) var places: [Int]

  /// Room for `size` transitions from a buffer of the given layout.
  /// - Precondition: `size > 0`.
  public init(_ layout: ReplayLayout, size: Int) {
    precondition(size > 0, "A batch of \(size) transitions is empty.")
    observations = Matrix(rows: size, columns: layout.features)
    actions = Matrix(rows: size, columns: layout.actionWidth)
    rewards = Vector(count: size)
    nextObservations = Matrix(rows: size, columns: layout.features)
    discounts = Vector(count: size)
    nextAllowed =
      layout.choices > 0 ? Matrix(repeating: 1, rows: size, columns: layout.choices) : nil
    weights = Vector(repeating: 1, count: size)
    places = Array(repeating: 0, count: size)
  }

  /// The number of transitions.
  public var count: Int { places.count }
}

extension TransitionBatch {
  /// Copies a transition of another batch into row `i`.
  package mutating func copy(row: Int, of other: TransitionBatch, to i: Int) {
    for j in 0..<observations.columns {
      observations[i, j] = other.observations[row, j]
      nextObservations[i, j] = other.nextObservations[row, j]
    }
    for j in 0..<actions.columns { actions[i, j] = other.actions[row, j] }
    rewards[i] = other.rewards[row]
    discounts[i] = other.discounts[row]
    weights[i] = 1
  }

  /// Copies the transition of one row into another.
  package mutating func copy(row: Int, to i: Int) {
    for j in 0..<observations.columns {
      observations[i, j] = observations[row, j]
      nextObservations[i, j] = nextObservations[row, j]
    }
    for j in 0..<actions.columns { actions[i, j] = actions[row, j] }
    rewards[i] = rewards[row]
    discounts[i] = discounts[row]
    weights[i] = 1
  }
}
