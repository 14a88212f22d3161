internal import DeepQLearning
public import Environments
internal import LinearAlgebra
internal import ModelBasedRL
public import ReinforcementLearning

/// Model-based value expansion: Q-learning whose targets look some steps ahead on a learned model (notes 11.1.4, Algorithm 22).
///
/// From each real transition of a minibatch the target policy goes on for H steps on the model. Every step of this
/// expansion trains the critic toward the rewards of the steps after it and the target's value at the end.
///
/// Differences from the notes: the model predicts the reward and terminations too, and there is a step of the policy, which the
/// notes' algorithm lacks. It is of the model-free learner, DDPG, and is made at the imagined states too, where the paper takes the
/// real ones alone. V. Feinberg et al., "Model-based value estimation for efficient model-free reinforcement learning", 2018.
public struct MVE: Learner {
  /// `mve`.
  public static let algorithm = "mve"
  /// What is acted in.
  public var environment: EnvironmentSpecification { ddpg.environment }
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// μ_θ.
  public var policy: DeterministicPolicy { ddpg.policy }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public var iteration: Int { ddpg.iteration }
  /// The number of environment steps so far.
  public var environmentSteps: Int { ddpg.environmentSteps }
  /// The number of fits of the model so far.
  public var fits: Int { dynamics.fits }

  /// The model-free learner, with the real transitions 𝓑.
  var ddpg: DDPG
  var dynamics: DynamicsLearner
  var random: RandomStream
  /// One random stream a network.
  var chance: [RandomStream]
  private var expansion: ValueExpansion

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if actions are not continuous and bounded.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    ddpg = try DDPG(
      environment: environment, configuration: configuration.ddpg, seed: random.next())
    let layout = ddpg.collector.replay.layout
    dynamics = DynamicsLearner(
      configuration.model, layout, actions: environment.actionSpace,
      threads: configuration.threads, using: &random)
    expansion = ValueExpansion(
      dynamics.ensemble, ddpg.policy, layout, horizon: configuration.horizon,
      batchSize: configuration.ddpg.batchSize, discount: configuration.ddpg.discount,
      canTerminate: configuration.model.predictsTermination,
      reward: configuration.reward == .known ? try RewardSource(environment).function : nil)
    chance = random.split(dynamics.ensemble.count)
    self.random = random
  }

  /// Passes of the notes' Loop, until `ddpg.iterationSteps` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or a prediction is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    let end = environmentSteps + configuration.ddpg.iterationSteps
    repeat {
      // 1. Take some action aᵢ, observe (sᵢ, aᵢ, s′ᵢ, rᵢ) and add it to 𝓑.
      try ddpg.act()
      let learned = environmentSteps - configuration.ddpg.warmUpSteps
      guard learned > 0 else { continue }
      if learned > fits * configuration.fitPeriod {
        // 2. and 3. Use minibatches of 𝓑 to update the model.
        (metrics.modelLoss, metrics.predictionError) = try dynamics.learn(
          from: ddpg.collector.replay)
      }
      for _ in 0..<configuration.ddpg.gradientSteps {
        // 4. Sample {sⱼ} from 𝓑.
        ddpg.collector.replay.sample(
          into: &expansion.real, discount: configuration.ddpg.discount, using: &random)
        // 5. For each, perform a model-based rollout with a = μ(s).
        try expansion.rollOut(
          by: dynamics.ensemble, θ: ddpg.targetPolicyParameters, using: &chance)
        // 6. Use all transitions along the rollout to update the Q-function, and the policy.
        try ddpg.update(on: expansion.batch, &metrics.ddpg)
      }
    } while environmentSteps < end
    ddpg.finish(&metrics.ddpg)
    return metrics
  }
}
