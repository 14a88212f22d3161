internal import ControlAsInference
public import Environments
public import LinearAlgebra
internal import ModelBasedRL
public import NeuralNetworks
public import ReinforcementLearning

/// Model-based value expansion: targets of Q-functions look some steps ahead on a learned model (notes 11.1.4, Algorithm 22).
///
/// From each real transition of a minibatch the policy goes on for H steps on the model. Every step of this expansion trains the
/// Q-functions toward the rewards, and the policy's entropies, of the steps after it and the value at the end.
///
/// Differences from the notes: the model predicts the reward and terminations too, and there is a step of the policy, which the
/// notes' algorithm lacks. The model-free learner is SAC, as for ``MBPO``, where the paper has SAC, and the policy learns at the
/// imagined states too. V. Feinberg et al., "Model-based value estimation for efficient model-free reinforcement learning", 2018.
public struct MVE: Learner {
  /// `mve`.
  public static let algorithm = "mve"
  /// What is acted in.
  public var environment: EnvironmentSpecification { sac.environment }
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { sac.policy }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public var iteration: Int { sac.iteration }
  /// The number of environment steps so far.
  public var environmentSteps: Int { sac.environmentSteps }
  /// The number of fits of the model so far.
  public var fits: Int { dynamics.fits }

  /// The model-free learner, with the real transitions 𝓑.
  var sac: SAC
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
    sac = try SAC(
      environment: environment, configuration: configuration.sac, seed: random.next())
    let layout = sac.collector.replay.layout
    dynamics = DynamicsLearner(
      configuration.model, layout, actions: environment.actionSpace,
      threads: configuration.threads, using: &random)
    expansion = ValueExpansion(
      dynamics.ensemble, sac.policy, try ActionScaling(environment, for: Self.algorithm), layout,
      horizon: configuration.horizon,
      batchSize: configuration.sac.batchSize, discount: configuration.sac.discount,
      canTerminate: configuration.model.predictsTermination,
      reward: configuration.reward == .known ? try RewardSource(environment).function : nil)
    chance = random.split(dynamics.ensemble.count)
    self.random = random
  }

  /// Passes of the notes' Loop, until `sac.iterationSteps` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or a prediction is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    let end = environmentSteps + configuration.sac.iterationSteps
    repeat {
      // 1. Take some action aᵢ, observe (sᵢ, aᵢ, s′ᵢ, rᵢ) and add it to 𝓑.
      try sac.act()
      let learned = environmentSteps - configuration.sac.warmUpSteps
      guard learned > 0 else { continue }
      if learned > fits * configuration.fitPeriod {
        // 2. and 3. Use minibatches of 𝓑 to update the model.
        (metrics.modelLoss, metrics.predictionError) = try dynamics.learn(
          from: sac.collector.replay)
      }
      for _ in 0..<configuration.sac.gradientSteps {
        // 4. Sample {sⱼ} from 𝓑.
        sac.collector.replay.sample(
          into: &expansion.real, discount: configuration.sac.discount, using: &random)
        // 5. For each, perform a model-based rollout with a = π(s).
        try expansion.rollOut(
          by: dynamics.ensemble, sac.policy, temperature: sac.temperature, using: &random, &chance)
        // 6. Use all transitions along the rollout to update the Q-function, and the policy.
        try sac.update(on: expansion.batch, &metrics.sac)
      }
    } while environmentSteps < end
    sac.finish(&metrics.sac)
    return metrics
  }
}
