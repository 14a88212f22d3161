public import LinearAlgebra

/// An environment that shows its last observations together.
///
/// They are joined along the last dimension of the shape, the oldest first: k observations of n features become
/// k·n features, and k images [height, width, channels] one of k times as many channels. At the begin of an
/// episode the first observation takes the place of those that there are not yet.
public struct FrameStack<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The number of observations that are shown together.
  public let frames: Int
  /// The number of features of one observation.
  @usableFromInline let features: Int
  /// The extent of the last dimension of one observation.
  @usableFromInline let extent: Int
  /// The last observations, in a ring.
  @usableFromInline var history: [Scalar]
  /// Where in the ring the oldest is, which is replaced next.
  @usableFromInline var oldest = 0

  /// Shows the last `frames` observations of `base` together.
  /// - Precondition: `frames >= 1`, and `base` has no goals; those are not joined.
  public init(_ base: Base, frames: Int) {
    let space = base.observationSpace
    precondition(frames >= 1, "A stack of \(frames) observations shows nothing.")
    precondition(
      space.achievedGoal == nil && space.desiredGoal == nil,
      "Observations with goals cannot be stacked.")
    self.base = base
    self.frames = frames
    features = space.count
    extent = space.shape.last ?? 1
    history = Array(repeating: 0, count: frames * space.count)
  }

  /// The wrapped environment's space, `frames` times as large along the last dimension.
  public var observationSpace: ObservationSpace {
    let space = base.observationSpace
    func joined(_ bounds: [Double]) -> [Double] {
      stride(from: 0, to: features, by: extent).flatMap { start in
        (0..<frames).flatMap { _ in bounds[start..<start + extent] }
      }
    }
    var shape = space.shape
    shape[shape.count - 1] *= frames
    return ObservationSpace(
      shape: shape, storage: space.storage, low: joined(space.low), high: joined(space.high))
  }

  /// Begins an episode, whose first observation fills the stack.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    for _ in 0..<frames { remember() }
  }

  /// Makes one transition; what is then observed takes the place of the oldest.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    let step = base.step(action, using: &stream)
    remember()
    return step
  }

  @inlinable
  mutating func remember() {
    base.observe(into: &history, from: oldest * features, count: features)
    oldest = oldest + 1 == frames ? 0 : oldest + 1
  }

  /// Writes the last observations, joined along the last dimension.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    for k in 0..<frames {
      let frame = oldest + k < frames ? oldest + k : oldest + k - frames
      var start = 0
      while start < features {
        for j in 0..<extent {
          row[start * frames + k * extent + j] = history[frame * features + start + j]
        }
        start += extent
      }
    }
  }

  /// Becomes a copy of `other`, on the same memory if it stacks as much.
  @inlinable
  public mutating func assign(from other: Self) {
    guard frames == other.frames, features == other.features, extent == other.extent else {
      self = other
      return
    }
    base.assign(from: other.base)
    history.assign(from: other.history)
    oldest = other.oldest
  }
}

extension FrameStack: Codable where Base: Codable {}
extension FrameStack: Equatable where Base: Equatable {}
