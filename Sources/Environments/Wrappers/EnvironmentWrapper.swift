public import LinearAlgebra

/// An environment made of another one, from which it differs in a thing or two.
///
/// Whatever a wrapper does not say itself is its base's: spaces, reset, observation, mask and picture. It is
/// `Codable` and `Equatable` where its base is, allocates nothing in a step, and brings its own `assign(from:)`,
/// which hands its base's part to the base.
public protocol EnvironmentWrapper: Environment {
  /// What is wrapped.
  associatedtype Base: Environment

  /// What is wrapped.
  var base: Base { get set }
}

extension EnvironmentWrapper {
  /// The space of the wrapped environment.
  @inlinable public var observationSpace: ObservationSpace { base.observationSpace }

  /// The space of the wrapped environment.
  @inlinable public var actionSpace: ActionSpace { base.actionSpace }

  /// Begins an episode of the wrapped environment.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) { base.reset(using: &stream) }

  /// Writes the wrapped environment's observation.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) { base.observe(into: &row) }

  /// Whether the wrapped environment forbids choices.
  @inlinable public static var masksActions: Bool { Base.masksActions }

  /// Writes the wrapped environment's mask.
  @inlinable
  public func writeActionMask(into mask: inout MutableSpan<Bool>) {
    base.writeActionMask(into: &mask)
  }

  /// What the wrapped environment looks like.
  public func picture() -> Picture? { base.picture() }
}

extension MutableSpan where Element == Scalar {
  /// Calls `body` with the elements of `range` as a row of their own.
  @inlinable
  mutating func withPart(_ range: Range<Int>, _ body: (inout MutableSpan<Scalar>) -> Void) {
    withUnsafeMutableBufferPointer { all in
      var part = MutableSpan(_unsafeElements: all.extracting(range))
      body(&part)
    }
  }
}

extension Environment {
  /// Writes the present observation over the elements of `row` from `start` on.
  @inlinable
  func observe(into row: inout [Scalar], from start: Int, count: Int) {
    row.withUnsafeMutableBufferPointer { all in
      var part = MutableSpan(_unsafeElements: all.extracting(start..<start + count))
      observe(into: &part)
    }
  }
}

extension Array {
  /// Takes over the elements of `other`, on the memory that there is if both are equally long.
  @inlinable
  mutating func assign(from other: [Element]) {
    guard count == other.count else {
      self = other
      return
    }
    withUnsafeMutableBufferPointer { target in
      other.withUnsafeBufferPointer { source in
        guard let destination = target.baseAddress, let source = source.baseAddress else { return }
        destination.update(from: source, count: target.count)
      }
    }
  }
}
