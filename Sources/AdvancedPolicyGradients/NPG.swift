public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// The natural policy gradient: steepest ascent where distance is measured between policies, not between parameters
/// (chapter 8).
///
/// θ ← θ + α x with x = F⁻¹ g, g = ∇L(θ_old), and F the Fisher information of the policy; x by conjugate gradients on
/// Fisher–vector products. α = √(2δ / xᵀFx), so that KL(π_old ‖ π_θ) is δ to second order, or fixed. Nothing makes sure
/// of it: ``TRPO`` does.
///
/// S. Kakade, "A natural policy gradient", 2001; the step's length as in A. Rajeswaran et al., "Towards generalization
/// and simplicity in continuous control", 2017, with 2δ for their δ. Difference: advantages are generalised ones.
public struct NPG: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "npg"
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
    var metrics = Metrics()
    // 1. Run π_θ, and estimate Â with V.
    try natural.collect()
    natural.estimateAdvantages(configuration)
    metrics.explainedVariance = natural.collector.rollout.explainedVariance
    // 2. g = ∇L(θ_old), and x ≈ F⁻¹ g by conjugate gradients.
    let (gain, entropy, curvature) = try natural.findDirection()
    metrics.entropy = entropy
    // 3. θ ← θ + α x.
    if curvature > 0 {
      metrics.stepSize =
        configuration.stepSize ?? (2 * configuration.divergenceBound / curvature).squareRoot()
      natural.move(by: metrics.stepSize)
      let (newGain, divergence) = natural.objective.evaluate(natural.network)
      guard divergence.isFinite else {
        throw NotFiniteError("The policy after iteration \(iteration + 1) is not finite.")
      }
      (metrics.improvement, metrics.divergence) = (newGain - gain, divergence)
    }
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

extension NPG: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) {
    natural.network.setPolicyParameters(θ)
  }
}
