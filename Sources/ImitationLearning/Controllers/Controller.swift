public import Environments
public import ReinforcementLearning

/// Whatever acts in an environment: a policy, or a rule that somebody wrote down.
public protocol Controller: Sendable {
  /// The number of features of an observation.
  var observationWidth: Int { get }
  /// Whether every action that it gives is one of `space`.
  func acts(in space: ActionSpace) -> Bool
  /// What acts by it in `copies` environments side by side; if `isMasked`, it is told each time what is allowed.
  func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor
}

/// A policy as a controller.
public struct PolicyController: Controller {
  /// π_θ.
  public let policy: any Policy

  /// The controller that acts by `policy`.
  public init(_ policy: any Policy) { self.policy = policy }

  /// The number of features of an observation.
  public var observationWidth: Int { policy.observationWidth }
  /// Whether the policy's actions are those of `space`.
  public func acts(in space: ActionSpace) -> Bool { policy.acts(in: space) }
  /// The policy's actor.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    policy.makeActor(copies: copies, isMasked: isMasked)
  }
}
