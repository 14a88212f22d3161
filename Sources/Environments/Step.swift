/// Where an episode stands after a step.
///
/// After `terminated` the future is worth nothing; after `truncated` the episode was merely cut off, and
/// the value of its last observation still counts. To confuse the two is the field's recurring bug.
public enum Status: UInt8, Sendable, Codable {
  /// The episode goes on.
  case running
  /// The environment reached a state that ends the episode.
  case terminated
  /// The episode was cut off, as by a time limit.
  case truncated

  /// The status of an environment that reports both ends separately; both at once is `terminated`.
  @inlinable
  public init(terminated: Bool, truncated: Bool) {
    self = terminated ? .terminated : truncated ? .truncated : .running
  }
}

/// What an environment answers to an action.
public struct Step: Sendable, Equatable {
  /// The reward of the transition.
  public var reward: Double
  /// Where the episode stands after it.
  public var status: Status

  /// A transition with the given reward, after which the episode stands as `status` says.
  @inlinable
  public init(reward: Double, status: Status) {
    self.reward = reward
    self.status = status
  }
}
