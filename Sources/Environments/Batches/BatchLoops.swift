public import LinearAlgebra

/// The loops over a batch's copies.
///
/// A protocol witness of a generic type is compiled once, without knowledge of the environment, and looks up
/// types at run time. These closures are formed in an initialiser that is inlined where the environment's type
/// is known, so they are compiled for it; the witnesses only hand the batch's arrays on to them.
@usableFromInline
struct BatchLoops<E: Environment>: Sendable {
  @usableFromInline typealias Loop = @Sendable (UnsafeMutableRawPointer, _ partition: Int) -> Void
  /// A pass over all copies: environments, streams, statuses, rewards, observations and final observations, what
  /// they are stepped with, how many of them a thread picks up at once, and the threads.
  @usableFromInline typealias Pass =
    @Sendable (
      inout [E], inout [RandomStream], inout [Status], inout Vector<Scalar>, inout Matrix<Scalar>,
      inout Matrix<Scalar>, _ actions: Matrix<Scalar>, _ partitionSize: Int, WorkerPool
    ) -> Void
  @usableFromInline typealias Sampling =
    @Sendable (
      ActionSpace, [E], inout [RandomStream], inout Matrix<Scalar>, _ partitionSize: Int,
      WorkerPool
    ) -> Void

  @usableFromInline let step: Pass
  /// The actions are not looked at.
  @usableFromInline let reset: Pass
  @usableFromInline let sample: Sampling
  /// Makes every environment a copy of the given one.
  @usableFromInline let copy: @Sendable (inout [E], E) -> Void

  @inlinable
  init() {
    // Formed once: in a build without optimisation a closure costs an allocation where it is formed.
    let stepPartition: Loop = { memory, partition in
      memory.assumingMemoryBound(to: BatchMemory<E>.self).pointee.step(partition)
    }
    let resetPartition: Loop = { memory, partition in
      memory.assumingMemoryBound(to: BatchMemory<E>.self).pointee.reset(partition)
    }
    step = {
      environments, streams, statuses, rewards, observations, finalObservations, actions, size, pool
      in
      Self.run(
        &environments, &streams, &statuses, &rewards, &observations, &finalObservations, actions,
        size, pool, stepPartition)
    }
    reset = {
      environments, streams, statuses, rewards, observations, finalObservations, actions, size, pool
      in
      Self.run(
        &environments, &streams, &statuses, &rewards, &observations, &finalObservations, actions,
        size, pool, resetPartition)
    }
    copy = { environments, source in
      for i in environments.indices { environments[i].assign(from: source) }
    }
    let samplePartition: Loop = { memory, partition in
      memory.assumingMemoryBound(to: SamplingMemory<E>.self).pointee.sample(partition)
    }
    sample = { space, environments, streams, actions, size, pool in
      SamplingMemory.run(space, environments, &streams, &actions, size, pool, samplePartition)
    }
  }

  /// Takes pointers to everything, once for the pass, and has the threads run `loop` on each partition.
  @inlinable
  static func run(
    _ environments: inout [E], _ streams: inout [RandomStream], _ statuses: inout [Status],
    _ rewards: inout Vector<Scalar>, _ observations: inout Matrix<Scalar>,
    _ finalObservations: inout Matrix<Scalar>, _ actions: Matrix<Scalar>, _ partitionSize: Int,
    _ pool: WorkerPool, _ loop: @escaping Loop
  ) {
    let (count, features, width) = (environments.count, observations.columns, actions.columns)
    environments.withUnsafeMutableBufferPointer { environments in
      streams.withUnsafeMutableBufferPointer { streams in
        statuses.withUnsafeMutableBufferPointer { statuses in
          rewards.withUnsafeMutablePointer { rewards in
            observations.withUnsafeMutablePointer { observations in
              finalObservations.withUnsafeMutablePointer { finalObservations in
                actions.withUnsafePointer { actions in
                  var memory = BatchMemory(
                    count: count, features: features, width: width, partitionSize: partitionSize,
                    environments: environments.baseAddress!, streams: streams.baseAddress!,
                    statuses: statuses.baseAddress!, rewards: rewards, observations: observations,
                    finalObservations: finalObservations, actions: actions)
                  let partitions = memory.partitions
                  withUnsafeMutablePointer(to: &memory) { pool.run(partitions, on: $0, loop) }
                }
              }
            }
          }
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
  @usableFromInline let actions: UnsafePointer<Scalar>

  @inlinable
  init(
    count: Int, features: Int, width: Int, partitionSize: Int,
    environments: UnsafeMutablePointer<E>, streams: UnsafeMutablePointer<RandomStream>,
    statuses: UnsafeMutablePointer<Status>, rewards: UnsafeMutablePointer<Scalar>,
    observations: UnsafeMutablePointer<Scalar>, finalObservations: UnsafeMutablePointer<Scalar>,
    actions: UnsafePointer<Scalar>
  ) {
    self.count = count
    self.features = features
    self.width = width
    self.partitionSize = partitionSize
    self.environments = environments
    self.streams = streams
    self.statuses = statuses
    self.rewards = rewards
    self.observations = observations
    self.finalObservations = finalObservations
    self.actions = actions
  }

  @inlinable
  var partitions: Int { (count + partitionSize - 1) / partitionSize }

  @inlinable
  func copies(in partition: Int) -> Range<Int> {
    partition * partitionSize..<min((partition + 1) * partitionSize, count)
  }

  /// Steps the copies of a partition; those whose episode ends leave their last observation and are reset.
  @inlinable
  func step(_ partition: Int) {
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
