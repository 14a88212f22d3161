public import LinearAlgebra

/// An environment whose episodes are truncated after a number of steps.
///
/// A step that terminates the episode does so at the limit too: only one that leaves it running is
/// truncated.
public struct TimeLimit<Base: Environment>: EnvironmentWrapper {
  /// The environment whose episodes are limited.
  public var base: Base
  /// The number of steps after which an episode is truncated.
  public let steps: Int
  /// Whether an episode ends at the limit as if its last state were terminal.
  public let countsTimeOutAsTerminal: Bool
  /// The number of steps since the last reset.
  public var elapsedSteps = 0

  /// Limits the episodes of `base` to `steps` steps.
  ///
  /// - Parameters:
  ///   - base: The environment whose episodes are limited.
  ///   - steps: The number of steps after which an episode is truncated.
  ///   - countsTimeOutAsTerminal: Whether the status at the limit is `.terminated` after all. That is wrong as long
  ///     as the time left is not observed, and only there to do as others have done.
  /// - Precondition: `steps >= 1`.
  public init(_ base: Base, steps: Int, countsTimeOutAsTerminal: Bool = false) {
    precondition(steps >= 1, "A limit of \(steps) steps leaves no episode.")
    self.base = base
    self.steps = steps
    self.countsTimeOutAsTerminal = countsTimeOutAsTerminal
  }

  /// Begins an episode of the limited environment.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    elapsedSteps = 0
  }

  /// Makes one transition, and truncates the episode if it still runs at the limit.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var step = base.step(action, using: &stream)
    elapsedSteps += 1
    if elapsedSteps >= steps && step.status == .running {
      step.status = countsTimeOutAsTerminal ? .terminated : .truncated
    }
    return step
  }

  /// Becomes a copy of `other`, its limit included.
  @inlinable
  public mutating func assign(from other: Self) {
    if steps != other.steps || countsTimeOutAsTerminal != other.countsTimeOutAsTerminal {
      self = other
    } else {
      base.assign(from: other.base)
      elapsedSteps = other.elapsedSteps
    }
  }
}

extension TimeLimit: Codable where Base: Codable {}
extension TimeLimit: Equatable where Base: Equatable {}
extension TimeLimit: GoalEnvironment where Base: GoalEnvironment {
  /// The reward of the limited environment.
  public func reward(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Double {
    base.reward(achieved: achieved, desired: desired)
  }

  /// Whether the limited environment would terminate.
  public func terminates(
    achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>
  ) -> Bool { base.terminates(achieved: achieved, desired: desired) }
}
