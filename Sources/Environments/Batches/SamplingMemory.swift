public import LinearAlgebra

/// Pointers to all that drawing a batch's random actions works on, valid during one pass.
///
/// Every copy draws from its own stream, so threads share the copies out as in a step. Each then mostly draws for the
/// copies that it stepped, whose streams are in its cache.
@usableFromInline
struct SamplingMemory<E: Environment> {
  @usableFromInline let space: ActionSpace
  @usableFromInline let width: Int
  @usableFromInline let count: Int
  @usableFromInline let partitionSize: Int
  @usableFromInline let environments: UnsafePointer<E>
  @usableFromInline let streams: UnsafeMutablePointer<RandomStream>
  @usableFromInline let actions: UnsafeMutablePointer<Scalar>

  @inlinable
  init(
    space: ActionSpace, width: Int, count: Int, partitionSize: Int,
    environments: UnsafePointer<E>, streams: UnsafeMutablePointer<RandomStream>,
    actions: UnsafeMutablePointer<Scalar>
  ) {
    self.space = space
    self.width = width
    self.count = count
    self.partitionSize = partitionSize
    self.environments = environments
    self.streams = streams
    self.actions = actions
  }

  /// Takes the pointers, and has the threads run `loop` on each partition; one thread takes all copies at once.
  @inlinable
  static func run(
    _ space: ActionSpace, _ environments: [E], _ streams: inout [RandomStream],
    _ actions: inout Matrix<Scalar>, _ partitionSize: Int, _ pool: WorkerPool,
    _ loop: @escaping BatchLoops<E>.Loop
  ) {
    let (count, width) = (environments.count, actions.columns)
    let size = pool.threads == 1 ? count : partitionSize
    environments.withUnsafeBufferPointer { environments in
      streams.withUnsafeMutableBufferPointer { streams in
        actions.withUnsafeMutablePointer { actions in
          var memory = SamplingMemory(
            space: space, width: width, count: count, partitionSize: size,
            environments: environments.baseAddress!, streams: streams.baseAddress!,
            actions: actions)
          withUnsafeMutablePointer(to: &memory) {
            pool.run((count + size - 1) / size, on: $0, loop)
          }
        }
      }
    }
  }

  /// Draws for the copies of a partition.
  @inlinable
  func sample(_ partition: Int) {
    let copies = partition * partitionSize..<min((partition + 1) * partitionSize, count)
    if E.masksActions {
      withUnsafeTemporaryAllocation(of: Bool.self, capacity: space.choices) { memory in
        memory.initialize(repeating: true)
        var mask = MutableSpan(_unsafeElements: memory)
        for i in copies {
          environments[i].writeActionMask(into: &mask)
          var row = MutableSpan(_unsafeStart: actions + i * width, count: width)
          space.sample(into: &row, allowed: mask.span, using: &streams[i])
        }
      }
    } else if case .discrete(let choices) = space {
      for i in copies { actions[i] = Scalar(streams[i].integer(below: choices)) }
    } else if case .continuous(let low, let high) = space, width == 1, low[0].isFinite,
      high[0].isFinite
    {
      let (low, high) = (low[0], high[0])
      for i in copies { actions[i] = ActionSpace.sample(within: low, high, &streams[i]) }
    } else {
      for i in copies {
        var row = MutableSpan(_unsafeStart: actions + i * width, count: width)
        space.sample(into: &row, using: &streams[i])
      }
    }
  }
}
