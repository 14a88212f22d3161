public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// Behaviour cloning: supervised learning of an expert's actions (notes, chapter 2).
///
/// θ maximises Σ log π_θ(a|s) over pairs of observation and action that an expert showed. A mixture, a latent variable or
/// one component after another stand for actions with several peaks, a memory for an expert that acts by more than the
/// present observation, and noise on what is learned from for the shift between the expert's states and the clone's.
///
/// Differences from the notes: their chapter has DAgger (Algorithm 1), of which this is the first step alone.
/// D. Pomerleau, "ALVINN: an autonomous land vehicle in a neural network", 1989.
public struct BehaviourCloning: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "behaviour-cloning"
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
  /// The mean return of the demonstrations.
  public let expertReturn: Double

  var trainer: CloneTrainer
  var sampler: MixedSampler

  /// A learner from the demonstrations that `configuration` names, or by the expert that it names; the same seed gives
  /// the same bits.
  /// - Throws: `InvalidConfigurationError`, ``ExpertError``, ``DemonstrationsError``, `UnsupportedSpaceError`, and what
  ///   reading files and running the expert throws.
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
  /// - Throws: `InvalidConfigurationError`, also if the configuration names other demonstrations or an expert, and
  ///   `UnsupportedSpaceError`.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    demonstrations: Demonstrations, seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    try demonstrations.requireSome(in: environment)
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    trainer = try CloneTrainer(
      configuration.clone, demonstrations, in: environment, using: &random)
    sampler = MixedSampler(
      environment: environment, expert: nil, isStochastic: false,
      copies: min(16, configuration.evaluationEpisodes), using: &random)
    environmentSteps = demonstrations.steps
    expertReturn = demonstrations.returnMean
  }

  /// π_θ.
  public var policy: ClonedPolicy { trainer.policy }
  /// The statistic of the demonstrations' observations, if the clone sees them normalised.
  public var normalizer: ObservationNormalizer? { trainer.data.normalizer }
  /// What is learned from.
  public var demonstrations: Demonstrations { trainer.data.demonstrations }

  /// The gradient steps of an iteration alone.
  /// - Returns: The mean loss, and the norm of the last gradient.
  package mutating func fit() throws -> (loss: Double, gradientNorm: Double) { try trainer.fit() }

  /// Some gradient steps, a look at what is kept for validation, and episodes of the clone.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a gradient, a reward or an observation is not finite.
  public mutating func iterate() throws -> ImitationMetrics {
    var metrics = ImitationMetrics()
    // 1. Train π_θ(a|s) on the expert's data: minimise −Σ log π_θ(a|s).
    try trainer.iterate(&metrics)
    // What comes of it where the clone acts by itself.
    try sampler.sample(
      episodes: configuration.evaluationEpisodes, mixing: 0,
      clone: MixedSampler.Clone(
        policy: policy, normalizer: normalizer, isStochastic: configuration.clone.isStochastic),
      labels: false)
    metrics.record(sampler.trajectories)
    metrics.expertReturn = expertReturn

    iteration += 1
    environmentSteps += sampler.trajectories.steps
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    return metrics
  }
}

extension CloneTrainer {
  /// Gradient steps and validation, unless fitting has ended.
  mutating func iterate(_ metrics: inout ImitationMetrics) throws {
    if hasEnded {
      (metrics.trainingLoss, metrics.gradientNorm) = (.nan, .nan)
    } else {
      let (loss, norm) = try fit()
      (metrics.trainingLoss, metrics.gradientNorm) = (loss, norm)
    }
    metrics.validationLoss = validate()
    metrics.samples = data.demonstrations.steps
    metrics.iterationsSinceBest = iterationsSinceBest
    metrics.hasEnded = hasEnded
  }
}
