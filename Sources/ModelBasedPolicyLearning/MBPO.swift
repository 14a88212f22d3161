internal import ControlAsInference
public import Environments
public import LinearAlgebra
internal import ModelBasedRL
public import NeuralNetworks
public import ReinforcementLearning

/// Model-based policy optimisation: soft actor-critic that learns from short rollouts of its policy on a learned model (notes 11.1.4,
/// Algorithm 22; 11.1.3, Algorithm 21, with the actions of π in step 4).
///
/// Differences from the notes: the model predicts the reward and terminations too, and there is a step of the policy, which the
/// notes' algorithm lacks. The model-free learner is SAC, whose Q-functions and policy make ``Configuration/gradientSteps`` steps for
/// each step of the environment; a part of each minibatch is real. The model is fitted, and rolled out from many states, every
/// ``Configuration/fitPeriod`` steps. M. Janner, J. Fu, M. Zhang and S. Levine, "When to trust your model: model-based policy
/// optimization", 2019.
public struct MBPO: Learner {
  /// `mbpo`.
  public static let algorithm = "mbpo"
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
  /// The transitions of the last rollouts.
  var imagined: TransitionRing
  var random: RandomStream
  /// One random stream a network, and one a rollout.
  var chance: (networks: [RandomStream], rollouts: [RandomStream])
  private var rollouts: ImaginedSteps
  private let evaluator: PolicyEvaluator<Scalar>
  private var actions: Matrix<Scalar>
  private var starts: TransitionBatch
  private var batch: TransitionBatch

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
    imagined = TransitionRing(layout, capacity: configuration.imaginedCapacity)
    let count = configuration.rollouts
    rollouts = ImaginedSteps(
      dynamics.ensemble, count: count, canTerminate: configuration.model.predictsTermination,
      reward: configuration.reward == .known ? try RewardSource(environment).function : nil)
    evaluator = PolicyEvaluator(sac.policy, rows: count)
    chance = (random.split(dynamics.ensemble.count), random.split(count))
    actions = Matrix(rows: count, columns: layout.actionWidth)
    starts = TransitionBatch(layout, size: count)
    batch = TransitionBatch(layout, size: configuration.batchSize)
    self.random = random
  }

  /// Passes of the notes' Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or a prediction is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      // 1. Take some action aᵢ, observe (sᵢ, aᵢ, s′ᵢ, rᵢ) and add it to 𝓑.
      try sac.act()
      let learned = environmentSteps - configuration.warmUpSteps
      guard learned > 0 else { continue }
      if learned > fits * configuration.fitPeriod {
        // 2. and 3. Use minibatches of 𝓑 to update the model.
        (metrics.modelLoss, metrics.predictionError) = try dynamics.learn(
          from: sac.collector.replay)
        // 4. and 5.
        try rollOut(&metrics)
      }
      for _ in 0..<configuration.gradientSteps {
        // 6. Use the transitions along the rollouts to update the Q-function, and the policy.
        mix()
        try sac.update(on: batch, &metrics.sac)
      }
    } while environmentSteps < end
    sac.finish(&metrics.sac)
    return metrics
  }

  /// 4. Sample {sⱼ} from 𝓑. 5. For each, perform a model-based rollout with a = π(s).
  private mutating func rollOut(_ metrics: inout Metrics) throws {
    sac.collector.replay.sample(
      into: &starts, discount: configuration.discount, using: &random)
    rollouts.begin(at: starts.observations)
    let length = Int(configuration.rolloutLength.value(at: environmentSteps).rounded())
    for step in 0..<length {
      evaluator.sample(sac.policy, rollouts.states, into: &actions, using: &chance.rollouts)
      rollouts.step(actions, by: dynamics.ensemble, using: &chance.networks)
      for i in 0..<rollouts.count {
        let reward = rollouts.rewards[i]
        guard reward.isFinite, rollouts.isFinite(i) else {
          throw NotFiniteError(
            "The model of fit \(fits) predicts what is not finite, \(step + 1) steps ahead.")
        }
        let hasTerminated = rollouts.hasTerminated[i]
        imagined.append(
          row: i, observations: rollouts.before, actions: actions, reward: reward,
          nextObservations: rollouts.states,
          discount: hasTerminated ? 0 : Scalar(configuration.discount))
        if hasTerminated { rollouts.begin(i, at: starts.observations) }
      }
    }
    metrics.rolloutLength = Double(length)
  }

  /// Fills the minibatch: a part of it with real transitions, the rest with those of rollouts.
  private mutating func mix() {
    sac.collector.replay.sample(
      into: &batch, discount: configuration.discount, using: &random)
    let real = configuration.realCount
    imagined.sample(into: &batch, rows: real..<batch.count, using: &random)
  }
}
