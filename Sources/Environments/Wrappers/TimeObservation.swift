public import LinearAlgebra

/// An environment whose observation is followed by the elapsed time, as a share of a horizon.
///
/// Where a time limit is part of the task, the state has the time in it. The share is the number of steps since the
/// reset divided by the horizon, at most 1. Source: F. Pardo et al., "Time limits in reinforcement learning", 2018.
public struct TimeObservation<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The number of steps that count as 1.
  public let horizon: Int
  /// The number of steps since the last reset.
  public var elapsedSteps = 0
  /// The number of the wrapped environment's features.
  @usableFromInline let features: Int

  /// Appends the elapsed share of `horizon` steps to the observations of `base`.
  /// - Precondition: `horizon >= 1`, and `base` has no goals.
  public init(_ base: Base, horizon: Int) {
    precondition(horizon >= 1, "A horizon of \(horizon) steps has no share.")
    self.base = base
    self.horizon = horizon
    features = base.observationSpace.count
    precondition(
      base.observationSpace.achievedGoal == nil && base.observationSpace.desiredGoal == nil,
      "The time cannot be appended to observations with goals.")
  }

  /// The wrapped environment's features and one in [0, 1], as a row.
  public var observationSpace: ObservationSpace {
    base.observationSpace.appending(low: [0], high: [1])
  }

  /// Begins an episode at time 0.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    elapsedSteps = 0
  }

  /// Makes one transition.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    elapsedSteps += 1
    return base.step(action, using: &stream)
  }

  /// Writes the observation and the elapsed share.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    row.withPart(0..<features) { base.observe(into: &$0) }
    row[features] = min(Scalar(elapsedSteps) / Scalar(horizon), 1)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard horizon == other.horizon, features == other.features else {
      self = other
      return
    }
    base.assign(from: other.base)
    elapsedSteps = other.elapsedSteps
  }
}

extension TimeObservation: Codable where Base: Codable {}
extension TimeObservation: Equatable where Base: Equatable {}
