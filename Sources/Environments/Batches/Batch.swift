public import LinearAlgebra

/// Copies of one type of environment, each with its own random stream.
///
/// The same seed gives the same bits for any number of threads: a partition is a fixed number of copies,
/// and threads only pick partitions up. A step allocates nothing.
///
/// The loops over the copies are compiled where the batch is created, for the environment's type there;
/// so a batch is fast behind `any EnvironmentBatch` too, if it was created where the type is known.
public struct Batch<E: Environment>: EnvironmentBatch {
  /// The environments, in the order of the rows.
  public internal(set) var environments: [E]
  /// The random stream of each environment.
  public internal(set) var streams: [RandomStream]
  /// What a row of `observations` is.
  public let observationSpace: ObservationSpace
  /// What a row of actions is.
  public let actionSpace: ActionSpace
  /// The number of copies that a thread picks up at once.
  public let partitionSize: Int

  /// The present observations [count × features].
  public internal(set) var observations: Matrix<Scalar>
  /// The rewards of the last step.
  public internal(set) var rewards: Vector<Scalar>
  /// Where the episodes stood after the last step.
  public internal(set) var statuses: [Status]
  /// The last observations of the episodes that the last step ended [count × features].
  public internal(set) var finalObservations: Matrix<Scalar>

  @usableFromInline let loops: BatchLoops<E>
  @usableFromInline var pool: WorkerPool

  /// The number of copies.
  public var count: Int { environments.count }

  /// The number of threads that step the copies; it has no influence on the results.
  public var threads: Int {
    get { pool.threads }
    set { if newValue != pool.threads { pool = WorkerPool(threads: newValue) } }
  }

  /// A batch of `count` copies of `environment`, each reset with its own stream.
  ///
  /// - Parameters:
  ///   - environment: What is copied.
  ///   - count: The number of copies.
  ///   - seed: What the copies' streams are split from.
  ///   - threads: The number of threads that step the copies.
  ///   - partitionSize: The number of copies that a thread picks up at once.
  /// - Precondition: `count`, `threads` and `partitionSize` are positive.
  @inlinable
  public init(
    _ environment: E, count: Int, seed: UInt64, threads: Int = 1, partitionSize: Int = 16
  ) {
    precondition(count >= 1, "A batch of \(count) copies is empty.")
    self.init(
      Array(repeating: environment, count: count), seed: seed, threads: threads,
      partitionSize: partitionSize)
  }

  /// A batch of `environments`, which may differ in their parameters, each reset with its own stream.
  ///
  /// - Parameters:
  ///   - environments: The copies, in the order of the rows.
  ///   - seed: What the copies' streams are split from.
  ///   - threads: The number of threads that step the copies.
  ///   - partitionSize: The number of copies that a thread picks up at once.
  /// - Precondition: There is an environment, all have the same spaces, and `threads` and `partitionSize`
  ///   are positive.
  @inlinable
  public init(_ environments: [E], seed: UInt64, threads: Int = 1, partitionSize: Int = 16) {
    self.init(environments, seed: seed, threads, partitionSize, loops: BatchLoops())
    reset()
  }

  @usableFromInline
  init(
    _ environments: [E], seed: UInt64, _ threads: Int, _ partitionSize: Int, loops: BatchLoops<E>
  ) {
    precondition(!environments.isEmpty, "A batch has at least one environment.")
    precondition(partitionSize >= 1, "A partition of \(partitionSize) copies is empty.")
    observationSpace = environments[0].observationSpace
    actionSpace = environments[0].actionSpace
    if let problem = actionSpace.problem { preconditionFailure(problem) }
    for (i, environment) in environments.enumerated() {
      precondition(
        environment.observationSpace == observationSpace && environment.actionSpace == actionSpace,
        "Environment \(i) has other spaces than the first.")
    }
    var stream = RandomStream(seed: seed)
    let features = observationSpace.count
    self.environments = environments
    streams = stream.split(environments.count)
    observations = Matrix(rows: environments.count, columns: features)
    rewards = Vector(count: environments.count)
    statuses = Array(repeating: .running, count: environments.count)
    finalObservations = Matrix(rows: environments.count, columns: features)
    self.partitionSize = partitionSize
    self.loops = loops
    pool = WorkerPool(threads: threads)
  }

  /// Begins a new episode in every copy; rewards become 0 and statuses `.running`.
  public mutating func reset() {
    loops.reset(
      &environments, &streams, &statuses, &rewards, &observations, &finalObservations,
      noActions, partitionSize, pool)
  }

  /// Steps every copy with its row of `actions`, and resets those whose episode ends.
  /// - Precondition: `actions` is of `count` × `actionSpace.width`, and its rows are actions.
  public mutating func step(_ actions: Matrix<Scalar>) {
    checkShape(actions)
    loops.step(
      &environments, &streams, &statuses, &rewards, &observations, &finalObservations, actions,
      partitionSize, pool)
  }

  private func checkShape(_ actions: borrowing Matrix<Scalar>) {
    precondition(
      actions.rows == count && actions.columns == actionSpace.width,
      "Actions of \(actions.rows)×\(actions.columns) do not fit a batch that takes "
        + "\(count)×\(actionSpace.width).")
  }

  /// Has every copy go on from where a copy of `other` stands, each with its own random stream.
  public mutating func becomeCopies(of other: any EnvironmentBatch, copy: Int) {
    guard let other = other as? Batch<E> else {
      preconditionFailure("A batch of \(E.self) cannot become copies of a \(type(of: other)).")
    }
    precondition(
      other.environments.indices.contains(copy), "There is no copy \(copy) of \(other.count).")
    loops.copy(&environments, other.environments[copy])
    let features = observationSpace.count
    other.observations.withUnsafePointer { from in
      observations.withUnsafeMutablePointer { to in
        for i in environments.indices {
          (to + i * features).update(from: from + copy * features, count: features)
        }
      }
    }
    for i in environments.indices {
      rewards[i] = 0
      statuses[i] = .running
    }
  }

  /// Writes random actions that are allowed at present, drawn from each copy's own stream.
  /// - Precondition: `actions` is of `count` × `actionSpace.width`.
  public mutating func sampleActions(into actions: inout Matrix<Scalar>) {
    checkShape(actions)
    loops.sample(actionSpace, environments, &streams, &actions, partitionSize, pool)
  }

  /// Whether some choices may be forbidden.
  public var masksActions: Bool { E.masksActions }

  /// Writes which choices are allowed at present, copy by copy.
  /// - Precondition: `masks` has `count * actionSpace.choices` elements.
  public func writeActionMasks(into masks: inout MutableSpan<Bool>) {
    let choices = actionSpace.choices
    precondition(
      masks.count == count * choices,
      "\(masks.count) elements do not hold the masks of \(count) copies with \(choices) choices.")
    masks.withUnsafeMutableBufferPointer { all in
      for i in environments.indices {
        var mask = MutableSpan(_unsafeElements: all.extracting(i * choices..<(i + 1) * choices))
        environments[i].writeActionMask(into: &mask)
      }
    }
  }

  /// What a copy looks like at present; nil if the environment has no picture.
  public func picture(of copy: Int) -> Picture? {
    precondition(environments.indices.contains(copy), "There is no copy \(copy) of \(count).")
    return environments[copy].picture()
  }

  /// What a copy would look like after a step with its row of `actions`, before any reset: a copy of the environment
  /// is stepped, with a copy of its stream.
  public func picture(of copy: Int, after actions: Matrix<Scalar>) -> Picture? {
    precondition(environments.indices.contains(copy), "There is no copy \(copy) of \(count).")
    checkShape(actions)
    var (simulator, stream) = (environments[copy], streams[copy])
    let row = (0..<actionSpace.width).map { actions[copy, $0] }
    _ = simulator.step(E.Action(row.span), using: &stream)
    return simulator.picture()
  }
}

/// What a reset hands to its loop in the place of actions.
private let noActions = Matrix<Scalar>(rows: 0, columns: 0)
