internal import ControlAsInference
public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Diversity is all you need: skills without a reward, which visit states that tell them apart (chapter 19).
///
/// A skill z is drawn for each episode; the policy maximises I(S; Z) + H(A|S, Z) by soft actor-critic on the reward
/// log q_φ(z|s′) − log p(z), whose mean is a lower bound of I(S; Z), in nats. No reward of the environment's is looked at, but
/// logged. Rewards are computed anew for each minibatch, by the present discriminator.
/// B. Eysenbach, A. Gupta, J. Ibarz and S. Levine, "Diversity is all you need: learning skills without a reward function", 2019,
/// algorithm 1. Difference: the discriminator learns on minibatches of the replay buffer, the ones that the policy learns on.
public struct DIAYN: Learner {
  /// `diayn`.
  public static let algorithm = "diayn"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ(a|s, z), which draws a skill for each episode.
  public var policy: SkillPolicy { SkillPolicy(sac.policy, skills: configuration.skills) }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public var iteration: Int { sac.iteration }
  /// The number of environment steps so far.
  public var environmentSteps: Int { sac.environmentSteps }

  var sac: SAC
  var discriminator: SkillDiscriminator
  var random: RandomStream
  private var batch: TransitionBatch

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if actions are not continuous and bounded.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    sac = try SAC(
      environment: environment.with(skills: configuration.skills),
      configuration: configuration.sac, seed: random.next())
    discriminator = SkillDiscriminator(
      features: environment.observationSpace.count, skills: configuration.skills,
      hidden: configuration.discriminatorWidths,
      learningRate: configuration.discriminatorLearningRate,
      batchSize: configuration.sac.batchSize, using: &random)
    batch = TransitionBatch(
      sac.collector.replay.layout, size: configuration.sac.batchSize)
    self.random = random
  }

  /// Passes of the loop, until `sac.iterationSteps` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if an observation or a loss is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    let end = environmentSteps + configuration.sac.iterationSteps
    repeat {
      // 1. Act by π_θ(a|s, z), with z ∼ p(z) for each episode.
      try sac.act()
      guard environmentSteps > configuration.sac.warmUpSteps else { continue }
      for _ in 0..<configuration.sac.gradientSteps {
        // 2. Sample a minibatch of transitions.
        sac.collector.replay.sample(
          into: &batch, discount: configuration.sac.discount, using: &random)
        // 3. r = log q_φ(z|s′) − log p(z), and 4. a step of φ on −log q_φ(z|s′).
        let fit = try discriminator.rewardAndLearn(&batch)
        metrics.add(fit, reward: Double(batch.rewards.mean()))
        // 5. A step of SAC on these rewards.
        try sac.update(on: batch, &metrics.sac)
      }
    } while environmentSteps < end
    sac.finish(&metrics.sac)
    return metrics
  }

  /// Writes policy, critics, environments, replay and discriminator.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("sac", sac)
    try checkpoint.part("discriminator", discriminator)
    try checkpoint.value("random", random)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("sac", &sac)
    try checkpoint.part("discriminator", &discriminator)
    random = try checkpoint.value("random")
  }
}
