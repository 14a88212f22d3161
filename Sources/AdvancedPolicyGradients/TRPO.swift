public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Trust region policy optimisation: the largest step along the natural gradient whose divergence stays within a bound
/// and that improves the surrogate objective (chapter 8).
///
/// maximise L(θ) = E[π_θ(a|s)/π_old(a|s) Â] subject to E[KL(π_old ‖ π_θ)] ≤ δ: the direction is x = F⁻¹ g by conjugate
/// gradients on Fisher–vector products, the full step √(2δ / xᵀFx) x, and a line search shortens it until both the
/// bound holds and L has grown, measured over the rollout; otherwise θ stays.
///
/// J. Schulman et al., "Trust region policy optimization", 2015, and its appendix C. Difference: advantages are the
/// generalised ones of a value function, as in the same authors' paper of 2016.
public struct TRPO: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "trpo"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ and V.
  public var network: ActorCriticNetwork<Scalar> { natural.network }
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { natural.network.policy }
  /// The statistic of the observations that the networks see normalised, if they do.
  public var normalizer: ObservationNormalizer? { natural.collector.normalizer }
  /// The number of passes of the loop so far.
  public private(set) var iteration = 0
  /// The number of environment steps so far.
  public private(set) var environmentSteps = 0
  package private(set) var natural: NaturalGradient

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    natural = try NaturalGradient(environment, configuration, seed: seed)
  }

  /// One pass of the loop.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, a gradient or a loss is not finite.
  public mutating func iterate() throws -> Metrics {
    try sample()
    return try improve()
  }

  /// Runs π_old for a rollout.
  package mutating func sample() throws { try natural.collect() }

  /// What was sampled last.
  package var rollout: Rollout { natural.collector.rollout }

  /// The rollout's rewards in the place of the environment's [n T].
  package mutating func replaceRewards(with rewards: Vector<Scalar>) {
    natural.collector.rollout.rewards.assign(from: rewards)
  }

  /// Improves π on the rollout.
  /// - Returns: What is logged.
  package mutating func improve() throws -> Metrics {
    var metrics = Metrics()
    // 1. Estimate Â with V, on the states where π_old was run.
    natural.estimateAdvantages(configuration)
    metrics.explainedVariance = natural.collector.rollout.explainedVariance
    // 2. g = ∇L(θ_old), and x ≈ F⁻¹ g by conjugate gradients.
    let (gain, entropy, curvature) = try natural.findDirection()
    metrics.entropy = entropy
    // 3. The full step is √(2δ / xᵀFx) x; shorten it until KL ≤ δ and L grows.
    if curvature > 0 { searchLine(from: gain, curvature, &metrics) }
    // 4. Fit V to the returns.
    metrics.valueLoss = try natural.fitCritic(configuration, environmentSteps: environmentSteps)

    iteration += 1
    environmentSteps += natural.collector.rollout.count
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.episodes = natural.collector.rollout.episodes.count
    metrics.returnMean = natural.collector.recent.meanReturn
    metrics.episodeLength = natural.collector.recent.meanLength
    return metrics
  }

  private mutating func searchLine(
    from gain: Double, _ curvature: Double, _ metrics: inout Metrics
  ) {
    let full = (2 * configuration.divergenceBound / curvature).squareRoot()
    var fraction = 1.0
    for _ in 0..<configuration.lineSearchSteps {
      natural.move(by: fraction * full)
      let (newGain, divergence) = natural.objective.evaluate(natural.network)
      if divergence <= configuration.divergenceBound && newGain > gain {
        (metrics.improvement, metrics.divergence) = (newGain - gain, divergence)
        metrics.stepFraction = fraction
        return
      }
      fraction *= configuration.lineSearchFactor
    }
    natural.move(by: 0)
  }

  /// Writes networks, optimiser, environments, streams, statistics and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("learner", natural)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("learner", &natural)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}

extension TRPO: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) {
    natural.network.setPolicyParameters(θ)
  }
}
