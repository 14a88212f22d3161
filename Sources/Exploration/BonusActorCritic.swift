internal import ActorCritic
public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Exploration by bonuses: batch actor-critic on r⁺(s, a) = r(s, a) + c 𝓑(s), where 𝓑 is large for what was seldom visited
/// (notes 17.2.1; the course's fifth homework of fall 2019).
///
/// Differences from the notes: the weight c, which they leave out, and that 𝓑 may be −log of a density as well as a form of
/// a count. The bonus is of the state in which the action was taken, after the batch has been taken into the model, so that
/// N(s) ≥ 1. The logged returns are those of the environment's own rewards.
/// M. Bellemare et al., "Unifying count-based exploration and intrinsic motivation", 2016; H. Tang et al., 2017; J. Fu et al.,
/// 2017.
public struct BonusActorCritic: Learner {
  /// `bonus-actor-critic`.
  public static let algorithm = "bonus-actor-critic"
  /// What is acted in.
  public var environment: EnvironmentSpecification { actorCritic.environment }
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { actorCritic.policy }
  /// The statistic of the observations that the policy sees normalised, if it does.
  public var normalizer: ObservationNormalizer? { actorCritic.normalizer }
  /// The number of passes of the loop so far.
  public var iteration: Int { actorCritic.iteration }
  /// The number of environment steps so far.
  public var environmentSteps: Int { actorCritic.environmentSteps }
  /// The trajectories of the last pass, with the environment's own rewards.
  package var trajectories: Trajectories { actorCritic.trajectories }
  /// 𝓑(s) of the last pass's states [steps].
  package private(set) var bonuses = Vector<Scalar>(count: 0)

  var actorCritic: BatchActorCritic
  var novelty: (any NoveltyModel)?
  /// r⁺ [steps].
  private var rewards = Vector<Scalar>(count: 0)

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.seed = seed
    actorCritic = try BatchActorCritic(
      environment: environment, configuration: configuration.actorCritic, seed: seed)
    var root = RandomStream(seed: seed)
    var random = root.split()
    novelty = try configuration.model(for: environment.observationSpace, using: &random)
  }

  /// One pass of the loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a bonus, the critic's loss or the gradient is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Run the policy and sample {sᵢ, aᵢ, rᵢ} from π_θ(a|s).
    try actorCritic.sample()
    // 2. Take {sᵢ} into the model of what has been visited.
    let states = trajectories.observations
    let loss = novelty?.learn(states) ?? .nan
    // 3. r⁺ᵢ = rᵢ + c 𝓑(sᵢ).
    novelty?.writeBonuses(of: states, into: &bonuses)
    try addBonuses()
    // 4. Improve π_θ on {sᵢ, aᵢ, r⁺ᵢ}: steps 2 to 5 of Algorithm 3.
    let metrics = try actorCritic.improve(on: rewards)
    return Metrics(
      actorCritic: metrics, bonuses: bonuses, weight: configuration.bonusWeight, loss: loss)
  }

  /// Writes r⁺.
  private mutating func addBonuses() throws {
    let trajectories = trajectories
    rewards.resize(trajectories.steps)
    rewards.assign(from: trajectories.rewards)
    guard novelty != nil else { return }
    rewards.add(bonuses, scaledBy: Scalar(configuration.bonusWeight))
    guard rewards.isFinite else {
      throw NotFiniteError("A bonus of iteration \(iteration + 1) is not finite.")
    }
  }
}

extension BonusActorCritic {
  /// Writes the actor-critic and the model of what has been visited.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("actorCritic", actorCritic)
    if let novelty { try checkpoint.part("novelty", novelty) }
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("actorCritic", &actorCritic)
    guard var model = novelty else { return }
    try checkpoint.part("novelty", &model)
    novelty = model
  }
}
