public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// DAgger: dataset aggregation (notes, chapter 2, Algorithm 1).
///
/// The clone is trained on what the expert shows, then it acts, and the expert says what would have been right in the
/// states that the clone came to; all this is added to the data. So the clone learns in its own distribution of states,
/// and errors do not grow with the square of the horizon.
///
/// Differences from the notes: as in the paper, the trajectories of iteration i may be those of a mixture
/// π = βᵢ π* + (1 − βᵢ) π_θ, in each step the expert with probability βᵢ; with βᵢ = 0 it is the notes' algorithm. S. Ross,
/// G. Gordon and D. Bagnell, "A reduction of imitation learning and structured prediction to no-regret online learning",
/// 2011. As in the course, training goes on from the parameters of the iteration before.
public struct DAgger: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "dagger"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps: Int
  /// The mean return of the expert's first demonstrations.
  public let expertReturn: Double

  var trainer: CloneTrainer
  /// Runs the mixture, and asks the expert.
  var sampler: MixedSampler
  /// Runs the clone alone, where the mixture does not tell its return.
  var trials: MixedSampler

  /// A learner from the expert that `configuration` names; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, ``ExpertError``, `UnsupportedSpaceError`, and what reading a policy and
  ///   running the expert throws.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    try self.init(
      environment: environment, configuration: configuration,
      expert: Expert(named: configuration.expert, in: environment), seed: seed)
  }

  /// A learner from `expert`, whatever the configuration names.
  /// - Throws: `InvalidConfigurationError`, `UnsupportedSpaceError`, and what running the expert throws.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    expert: Expert, seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    let demonstrations = try Demonstrations(
      by: expert, in: environment, episodes: configuration.trajectories,
      isStochastic: configuration.expertIsStochastic, seed: seed)
    var random = RandomStream(seed: seed)
    trainer = try CloneTrainer(
      configuration.clone, demonstrations, in: environment, using: &random)
    sampler = MixedSampler(
      environment: environment, expert: expert, isStochastic: configuration.expertIsStochastic,
      copies: min(16, configuration.episodes), using: &random)
    trials = MixedSampler(
      environment: environment, expert: nil, isStochastic: false,
      copies: min(16, configuration.evaluationEpisodes), using: &random)
    environmentSteps = demonstrations.steps
    expertReturn = demonstrations.returnMean
  }

  /// π_θ.
  public var policy: ClonedPolicy { trainer.policy }
  /// The statistic of the data's observations, if the clone sees them normalised.
  public var normalizer: ObservationNormalizer? { trainer.data.normalizer }
  /// The data set: observations, and what the expert did or would have done.
  public var demonstrations: Demonstrations { trainer.data.demonstrations }

  /// One pass of the notes' Loop.
  /// - Returns: What is logged; the return is that of the clone alone, after the training.
  /// - Throws: `NotFiniteError` if a gradient, a reward or an observation is not finite.
  public mutating func iterate() throws -> ImitationMetrics {
    var metrics = ImitationMetrics()
    // 1. Train π_θ(a|s) on the data 𝒟.
    try trainer.iterate(&metrics)
    let clone = MixedSampler.Clone(
      policy: policy, normalizer: normalizer, isStochastic: configuration.clone.isStochastic)
    try trials.sample(
      episodes: configuration.evaluationEpisodes, mixing: 0, clone: clone, labels: false)
    metrics.record(trials.trajectories)
    metrics.expertReturn = expertReturn
    // 2. Run π_θ (with βᵢ > 0 the mixture) to get observations 𝒟_π.
    // 3. Ask the expert to label 𝒟_π with actions.
    metrics.mixing = configuration.mixing.value(at: iteration)
    try sampler.sample(
      episodes: configuration.episodes, mixing: metrics.mixing, clone: clone, labels: true)
    // 4. Aggregate: 𝒟 ← 𝒟 ∪ 𝒟_π.
    trainer.data.append(sampler.trajectories)

    iteration += 1
    environmentSteps += sampler.trajectories.steps + trials.trajectories.steps
    metrics.samples = demonstrations.steps
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    return metrics
  }
}
