public import Environments
public import LinearAlgebra

/// Walks to one post and then to the other, from memory: an expert that is not Markovian in what it sees.
public struct PatrolController: RuleController {
  /// The rule.
  public init() {}

  /// Begins by walking to the right.
  public var initialMemory: Bool { true }

  /// 1.
  public var observationWidth: Int { 1 }
  /// Two actions.
  public func acts(in space: ActionSpace) -> Bool { space == .discrete(2) }

  /// On in the present direction; the other way round at a post.
  public func act(
    on observation: Span<Scalar>, memory: inout Bool, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    if observation[0] >= 1 { memory = false }
    if observation[0] <= -1 { memory = true }
    action[0] = memory ? 1 : 0
  }
}
