public import LinearAlgebra

/// An environment whose episodes are truncated after a number of steps.
///
/// A step that terminates the episode does so at the limit too: only one that leaves it running is
/// truncated.
public struct TimeLimit<Base: Environment>: Environment {
  /// The environment whose episodes are limited.
  public var base: Base
  /// The number of steps after which an episode is truncated.
  public let steps: Int
  /// The number of steps since the last reset.
  public var elapsedSteps = 0

  /// Limits the episodes of `base` to `steps` steps.
  /// - Precondition: `steps >= 1`.
  public init(_ base: Base, steps: Int) {
    precondition(steps >= 1, "A limit of \(steps) steps leaves no episode.")
    self.base = base
    self.steps = steps
  }

  /// The space of the limited environment; the elapsed time is not observed.
  @inlinable public var observationSpace: ObservationSpace { base.observationSpace }

  /// The space of the limited environment.
  @inlinable public var actionSpace: ActionSpace { base.actionSpace }

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
    if elapsedSteps >= steps && step.status == .running { step.status = .truncated }
    return step
  }

  /// Writes the limited environment's observation.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) { base.observe(into: &row) }

  /// Whether the limited environment forbids choices.
  @inlinable public static var masksActions: Bool { Base.masksActions }

  /// Writes the limited environment's mask.
  @inlinable
  public func writeActionMask(into mask: inout MutableSpan<Bool>) {
    base.writeActionMask(into: &mask)
  }

  /// What the limited environment looks like.
  public func picture() -> Picture? { base.picture() }

  /// Becomes a copy of `other`, its limit included.
  @inlinable
  public mutating func assign(from other: Self) {
    if steps != other.steps {
      self = other
    } else {
      base.assign(from: other.base)
      elapsedSteps = other.elapsedSteps
    }
  }
}

extension TimeLimit: Codable where Base: Codable {}
extension TimeLimit: Equatable where Base: Equatable {}
