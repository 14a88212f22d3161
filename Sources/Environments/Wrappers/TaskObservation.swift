public import LinearAlgebra

/// What can be shown as a few features, such as a goal.
public protocol FeatureVector {
  /// Their number.
  static var features: Int { get }

  /// Writes every one of them.
  func write(into row: inout MutableSpan<Scalar>)
}

extension Point2D: FeatureVector {
  /// Two coordinates.
  @inlinable public static var features: Int { 2 }

  /// Writes both coordinates.
  @inlinable
  public func write(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(x)
    row[1] = Scalar(y)
  }
}

/// An environment with tasks that shows, after the observation, which task it is.
public struct TaskObservation<Base: TaskEnvironment>: EnvironmentWrapper
where Base.Task: FeatureVector {
  /// What is wrapped.
  public var base: Base
  /// The number of the wrapped environment's features.
  @usableFromInline let features: Int

  /// Shows the task after the observations of `base`.
  public init(_ base: Base) {
    self.base = base
    features = base.observationSpace.count
  }

  /// The wrapped environment's features, and those of the task without bounds, as a row.
  public var observationSpace: ObservationSpace {
    base.observationSpace.appending(
      low: Array(repeating: -.infinity, count: Base.Task.features),
      high: Array(repeating: .infinity, count: Base.Task.features))
  }

  /// Makes one transition of the wrapped environment.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }

  /// Writes the observation and the task.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    row.withPart(0..<features) { base.observe(into: &$0) }
    row.withPart(features..<features + Base.Task.features) { base.task.write(into: &$0) }
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard features == other.features else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension TaskObservation: Codable where Base: Codable {}
extension TaskObservation: Equatable where Base: Equatable {}
