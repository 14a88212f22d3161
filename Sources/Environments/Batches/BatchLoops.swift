public import LinearAlgebra

/// The loops over a batch's copies.
///
/// A protocol witness of a generic type is compiled once, without knowledge of the environment. These
/// closures capture nothing and are formed in an initialiser that is inlined where the environment's type
/// is known, so they are compiled for it.
@usableFromInline
struct BatchLoops<E: Environment>: Sendable {
  @usableFromInline typealias Loop = @Sendable (UnsafeMutableRawPointer, _ partition: Int) -> Void
  @usableFromInline typealias Sampling =
    @Sendable (ActionSpace, [E], inout [RandomStream], inout MutableSpan<Scalar>) -> Void

  @usableFromInline let step: Loop
  @usableFromInline let reset: Loop
  @usableFromInline let sample: Sampling

  @inlinable
  init() {
    step = { memory, partition in
      memory.assumingMemoryBound(to: BatchMemory<E>.self).pointee.step(partition)
    }
    reset = { memory, partition in
      memory.assumingMemoryBound(to: BatchMemory<E>.self).pointee.reset(partition)
    }
    sample = { space, environments, streams, actions in
      Self.sample(space, environments, &streams, &actions)
    }
  }

  @inlinable
  static func sample(
    _ space: ActionSpace, _ environments: [E], _ streams: inout [RandomStream],
    _ actions: inout MutableSpan<Scalar>
  ) {
    let width = space.width
    if E.masksActions {
      actions.withUnsafeMutableBufferPointer { actions in
        withUnsafeTemporaryAllocation(of: Bool.self, capacity: space.choices) { memory in
          memory.initialize(repeating: true)
          var mask = MutableSpan(_unsafeElements: memory)
          for i in environments.indices {
            environments[i].writeActionMask(into: &mask)
            var row = MutableSpan(
              _unsafeElements: actions.extracting(i * width..<(i + 1) * width))
            space.sample(into: &row, allowed: mask.span, using: &streams[i])
          }
        }
      }
    } else if case .discrete(let count) = space {
      for i in streams.indices { actions[i] = Scalar(streams[i].integer(below: count)) }
    } else if case .continuous(let low, let high) = space, width == 1, low[0].isFinite,
      high[0].isFinite
    {
      let (low, high) = (low[0], high[0])
      for i in streams.indices {
        actions[i] = ActionSpace.sample(within: low, high, &streams[i])
      }
    } else {
      actions.withUnsafeMutableBufferPointer { actions in
        for i in streams.indices {
          var row = MutableSpan(
            _unsafeElements: actions.extracting(i * width..<(i + 1) * width))
          space.sample(into: &row, using: &streams[i])
        }
      }
    }
  }
}

/// Pointers to all that the loops over a batch's copies work on, valid during one pass.
@usableFromInline
struct BatchMemory<E: Environment> {
  @usableFromInline let count: Int
  @usableFromInline let features: Int
  @usableFromInline let width: Int
  @usableFromInline let partitionSize: Int
  @usableFromInline let environments: UnsafeMutablePointer<E>
  @usableFromInline let streams: UnsafeMutablePointer<RandomStream>
  @usableFromInline let statuses: UnsafeMutablePointer<Status>
  @usableFromInline let rewards: UnsafeMutablePointer<Scalar>
  @usableFromInline let observations: UnsafeMutablePointer<Scalar>
  @usableFromInline let finalObservations: UnsafeMutablePointer<Scalar>
  @usableFromInline var actions: UnsafePointer<Scalar>?

  var partitions: Int { (count + partitionSize - 1) / partitionSize }

  @inlinable
  func copies(in partition: Int) -> Range<Int> {
    partition * partitionSize..<min((partition + 1) * partitionSize, count)
  }

  /// Steps the copies of a partition; those whose episode ends leave their last observation and are reset.
  @inlinable
  func step(_ partition: Int) {
    guard let actions else { preconditionFailure("A step has no actions.") }
    for i in copies(in: partition) {
      let action = E.Action(Span(_unsafeStart: actions + i * width, count: width))
      let step = environments[i].step(action, using: &streams[i])
      rewards[i] = Scalar(step.reward)
      statuses[i] = step.status
      if step.status != .running {
        observe(i, finalObservations)
        environments[i].reset(using: &streams[i])
      }
      observe(i, observations)
    }
  }

  /// Begins a new episode in the copies of a partition.
  @inlinable
  func reset(_ partition: Int) {
    for i in copies(in: partition) {
      environments[i].reset(using: &streams[i])
      rewards[i] = 0
      statuses[i] = .running
      observe(i, observations)
    }
  }

  @inlinable
  func observe(_ i: Int, _ matrix: UnsafeMutablePointer<Scalar>) {
    var row = MutableSpan(_unsafeStart: matrix + i * features, count: features)
    environments[i].observe(into: &row)
  }
}
