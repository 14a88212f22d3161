public import LinearAlgebra

/// An environment of whose observation only some features are seen, so that its state is observed in part.
public struct FeatureSelection<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The features that are seen, in the order in which they are shown.
  public let features: [Int]
  /// The number of the wrapped environment's features.
  @usableFromInline let count: Int

  /// Shows the features at `features` alone, in their order.
  /// - Precondition: There is one, and all are among those of `base`, which has no goals.
  public init(_ base: Base, keeping features: [Int]) {
    let space = base.observationSpace
    precondition(
      !features.isEmpty && features.allSatisfy { $0 >= 0 && $0 < space.count },
      "Features \(features) are not among the \(space.count) of the observation.")
    precondition(
      space.achievedGoal == nil && space.desiredGoal == nil,
      "Features cannot be picked from observations with goals.")
    self.base = base
    self.features = features
    count = space.count
  }

  /// Hides the features at `hidden`.
  /// - Precondition: Some are left.
  public init(_ base: Base, dropping hidden: [Int]) {
    self.init(
      base, keeping: (0..<base.observationSpace.count).filter { !hidden.contains($0) })
  }

  /// The features that are seen, as a row with their bounds.
  public var observationSpace: ObservationSpace {
    let space = base.observationSpace
    return ObservationSpace(
      shape: [features.count], storage: space.storage, low: features.map { space.low[$0] },
      high: features.map { space.high[$0] })
  }

  /// Makes one transition of the wrapped environment.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }

  /// Writes the features that are seen.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    row.withUnsafeMutableBufferPointer { row in
      withUnsafeTemporaryAllocation(of: Scalar.self, capacity: count) { memory in
        memory.initialize(repeating: .nan)
        var all = MutableSpan(_unsafeElements: memory)
        base.observe(into: &all)
        for (i, feature) in features.enumerated() { row[i] = memory[feature] }
      }
    }
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard features == other.features, count == other.count else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension FeatureSelection: Codable where Base: Codable {}
extension FeatureSelection: Equatable where Base: Equatable {}
