internal import AdvancedPolicyGradients
public import Environments
public import ImitationLearning
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Generative adversarial imitation learning: inverse reinforcement learning as a game (notes 14.2.2). A classifier tells
/// what an expert did from what the policy does, and the policy is rewarded where it is taken for the expert.
///
/// The reward is made of D(s, a), the probability that the expert did it (``RewardForm``), and the policy ascends it by
/// ``AdvancedPolicyGradients/TRPO``; no reward of the environment's is looked at, but logged. Differences from the paper: V is fitted by
/// Adam, and the expert's and the policy's observations are standardised by one running statistic.
/// J. Ho and S. Ermon, "Generative adversarial imitation learning", 2016, algorithm 1.
public struct GAIL: Learner {
  /// `gail`.
  public static let algorithm = "gail"
  /// What is acted in.
  public var environment: EnvironmentSpecification { trpo.environment }
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { trpo.policy }
  /// The statistic of the observations that the policy sees normalised, if it does.
  public var normalizer: ObservationNormalizer? { trpo.normalizer }
  /// The number of passes of the loop so far.
  public var iteration: Int { trpo.iteration }
  /// The number of environment steps so far, without the expert's.
  public var environmentSteps: Int { trpo.environmentSteps }
  /// The mean return of the demonstrations.
  public private(set) var expertReturn: Double
  /// The number of the expert's pairs of observation and action.
  public let expertPairs: Int

  var trpo: TRPO
  package private(set) var classifier: RewardClassifier
  /// The learned rewards of the last rollout [n T].
  package private(set) var rewards = Vector<Scalar>(count: 0)

  /// A learner from the demonstrations that `configuration` names, or by the expert that it names; the same seed gives
  /// the same bits.
  /// - Throws: `InvalidConfigurationError`, `ExpertError`, `DemonstrationsError`, and what reading files and running the
  ///   expert throws.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    try self.init(
      environment: environment, configuration: configuration,
      demonstrations: configuration.makeDemonstrations(in: environment, seed: seed), seed: seed)
  }

  /// A learner from `demonstrations`.
  /// - Throws: `InvalidConfigurationError`.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    demonstrations: Demonstrations, seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    try demonstrations.requireSome(in: environment)
    self.configuration = configuration
    self.seed = seed
    trpo = try TRPO(environment: environment, configuration: configuration.trpo, seed: seed)
    var root = RandomStream(seed: seed)
    var random = root.split()
    let pairs = ExpertPairs(
      demonstrations, stride: configuration.demonstrationStride, using: &random)
    classifier = RewardClassifier(
      configuration, pairs, in: environment, rollout: configuration.trpo.rolloutSize,
      using: &random)
    expertReturn = demonstrations.returnMean
    expertPairs = pairs.count
  }

  /// One pass of the loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a loss, a gradient or an observation is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Sample trajectories of π_θ.
    try trpo.sample()
    // 2. ω: ascend E_expert[log D_ω(s, a)] + E_π[log(1 − D_ω(s, a))].
    let fit = try classifier.fit(trpo.rollout, normalizer)
    // 3. r(s, a) from D_ω(s, a).
    classifier.writeRewards(into: &rewards)
    trpo.replaceRewards(with: rewards)
    // 4. θ: a step of TRPO on these rewards.
    return Metrics(
      trpo: try trpo.improve(), fit: fit, rewardMean: Double(rewards.mean()),
      expertReturn: expertReturn)
  }

  /// Writes policy, value function, environments, classifier and what was shown.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("trpo", trpo)
    try checkpoint.part("classifier", classifier)
    try checkpoint.value("expertReturn", expertReturn)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("trpo", &trpo)
    try checkpoint.part("classifier", &classifier)
    expertReturn = try checkpoint.value("expertReturn")
  }
}

extension GAIL: FinetunableLearner {
  /// Makes θ the policy's parameters, such as those of a clone of the same demonstrations.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) { trpo.setPolicyParameters(θ) }
}
