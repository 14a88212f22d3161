public import Environments
public import LinearAlgebra

/// Drives MountainCar's car the way it is moving, so that every swing adds energy.
public struct MountainCarController: RuleController {
  /// The rule.
  public init() {}

  /// 2.
  public var observationWidth: Int { 2 }
  /// Three actions.
  public func acts(in space: ActionSpace) -> Bool { space == .discrete(3) }

  /// 2, to the right, or 0, to the left.
  public func act(
    on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    action[0] = observation[1] < 0 ? 0 : 2
  }
}
