internal import ReinforcementLearning

/// Twin delayed deterministic policy gradient; see ``TD3``.
public enum TD3Variant: DeterministicVariant {
  /// `td3`.
  public static let algorithm = "td3"
  /// Two critics, the actor every other step, smoothed targets.
  public static func setDefaults(_ configuration: inout TD3.Configuration) {
    configuration.critics = 2
    configuration.actorPeriod = 2
    configuration.targetNoise = 0.2
    configuration.targetNoiseLimit = 0.5
  }
}

/// Twin delayed deterministic policy gradient: ``DDPG`` with the smaller of two critics in the target, policy and targets
/// moved every other step, and noise on the target's action. S. Fujimoto, H. van Hoof and D. Meger, "Addressing function
/// approximation error in actor-critic methods", 2018.
public typealias TD3 = DeterministicActorCritic<TD3Variant>
