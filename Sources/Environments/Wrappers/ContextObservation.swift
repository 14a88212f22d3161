public import LinearAlgebra

/// An environment whose observation is followed by a vector that says in which of several contexts it is: a goal, a
/// skill, a one-hot task, physical parameters.
///
/// The vector is no part of the transition; whoever knows the context sets it.
public struct ContextObservation<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The vector that follows the observation; its length never changes.
  public var context: [Scalar] {
    willSet {
      precondition(
        newValue.count == context.count,
        "A context of \(newValue.count) numbers does not take the place of \(context.count).")
    }
  }
  /// The number of the wrapped environment's features.
  @usableFromInline let features: Int

  /// Appends `context` to the observations of `base`.
  /// - Precondition: The context is not empty, and `base` has no goals.
  public init(_ base: Base, context: [Scalar]) {
    precondition(!context.isEmpty, "A context of no numbers says nothing.")
    self.base = base
    self.context = context
    features = base.observationSpace.count
    precondition(
      base.observationSpace.achievedGoal == nil && base.observationSpace.desiredGoal == nil,
      "A context cannot be appended to observations with goals.")
  }

  /// The wrapped environment's features, and those of the context without bounds, as a row.
  public var observationSpace: ObservationSpace {
    base.observationSpace.appending(
      low: Array(repeating: -.infinity, count: context.count),
      high: Array(repeating: .infinity, count: context.count))
  }

  /// Makes one transition of the wrapped environment.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }

  /// Writes the observation and the context.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    row.withPart(0..<features) { base.observe(into: &$0) }
    for i in context.indices { row[features + i] = context[i] }
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard features == other.features, context.count == other.context.count else {
      self = other
      return
    }
    base.assign(from: other.base)
    context.assign(from: other.context)
  }
}

extension ContextObservation: Codable where Base: Codable {}
extension ContextObservation: Equatable where Base: Equatable {}

extension ObservationSpace {
  /// A row of this space's features and, behind them, as many as there are bounds.
  func appending(low moreLow: [Double], high moreHigh: [Double]) -> ObservationSpace {
    ObservationSpace(
      shape: [count + moreLow.count], low: low + moreLow, high: high + moreHigh)
  }
}
