public import LinearAlgebra

/// The last transitions that were put in, each for itself: a place for steps that no environment made, of which neither order nor
/// episodes matter.
public struct TransitionRing: Sendable {
  /// The number of transitions held.
  public private(set) var count = 0
  /// The number of transitions that fit.
  public var capacity: Int { rows.count }
  private var rows: TransitionBatch
  private var next = 0

  /// An empty ring for `capacity` transitions as a buffer of the given layout has.
  public init(_ layout: ReplayLayout, capacity: Int) {
    rows = TransitionBatch(layout, size: capacity)
  }

  /// Puts in a transition, in the place of the oldest if the ring is full.
  ///
  /// - Parameters:
  ///   - row: The row of the matrices that counts.
  ///   - observations: s [… × features].
  ///   - actions: a [… × action width].
  ///   - reward: r.
  ///   - nextObservations: s′ [… × features].
  ///   - discount: γ, or 0 after a termination.
  public mutating func append(
    row: Int, observations: Matrix<Scalar>, actions: Matrix<Scalar>, reward: Scalar,
    nextObservations: Matrix<Scalar>, discount: Scalar
  ) {
    for j in 0..<observations.columns {
      rows.observations[next, j] = observations[row, j]
      rows.nextObservations[next, j] = nextObservations[row, j]
    }
    for j in 0..<actions.columns { rows.actions[next, j] = actions[row, j] }
    rows.rewards[next] = reward
    rows.discounts[next] = discount
    next = next + 1 == capacity ? 0 : next + 1
    count = min(count + 1, capacity)
  }

  /// Writes random transitions into the rows `range` of `batch`, drawn with replacement.
  /// - Precondition: The ring holds a transition.
  public func sample(
    into batch: inout TransitionBatch, rows range: Range<Int>, using random: inout RandomStream
  ) {
    precondition(count > 0 || range.isEmpty, "An empty ring has no transitions to sample.")
    for i in range { batch.copy(row: random.integer(below: count), of: rows, to: i) }
  }
}

extension TransitionRing: Checkpointable {
  /// Writes all places, and where the next transition goes.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("observations", rows.observations.elements)
    checkpoint.tensor("actions", rows.actions.elements)
    checkpoint.tensor("rewards", rows.rewards)
    checkpoint.tensor("nextObservations", rows.nextObservations.elements)
    checkpoint.tensor("discounts", rows.discounts)
    try checkpoint.value("count", count)
    try checkpoint.value("next", next)
  }

  /// Takes over what a ring of the same layout and capacity wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    func matrix(_ name: String, _ present: Matrix<Scalar>) throws -> Matrix<Scalar> {
      Matrix(
        try checkpoint.tensor(name, count: present.rows * present.columns), rows: present.rows,
        columns: present.columns)
    }
    rows.observations = try matrix("observations", rows.observations)
    rows.actions = try matrix("actions", rows.actions)
    rows.rewards = try checkpoint.tensor("rewards", count: capacity)
    rows.nextObservations = try matrix("nextObservations", rows.nextObservations)
    rows.discounts = try checkpoint.tensor("discounts", count: capacity)
    let (count, next): (Int, Int) = (
      try checkpoint.value("count"), try checkpoint.value("next")
    )
    guard (0...capacity).contains(count), (0..<capacity).contains(next) else {
      throw checkpoint.refuse("a ring of \(capacity) transitions cannot hold \(count)")
    }
    (self.count, self.next) = (count, next)
  }
}
