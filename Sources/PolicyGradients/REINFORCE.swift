public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// REINFORCE: gradient ascent on the expected return by the score function (notes 4.1.1, Algorithm 2).
///
/// ∇J(θ) ≈ 1/N Σᵢ Σₜ ∇log π_θ(aₜⁱ|sₜⁱ) (Q̂ₜⁱ − bₜⁱ), where N counts trajectories. Q̂ is the full return or the
/// reward-to-go, b one of the baselines of section 4.2. With several updates a batch, all but the first are
/// off-policy and weighted by importance sampling.
///
/// Differences from the notes: the reward-to-go stands inside the sum over t, and the baseline bears its
/// index (slips in 4.2.1). R. Williams, "Simple statistical gradient-following algorithms", 1992.
public struct REINFORCE: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "reinforce"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// The statistic of the observations that the policy sees normalised, if it does.
  public var normalizer: ObservationNormalizer? { sampler.normalizer }
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0

  var sampler: TrajectorySampler
  var optimizer: Adam<Scalar>
  var baseline: LearnedBaseline?
  package private(set) var returns = Vector<Scalar>(count: 0)
  package private(set) var advantages = Vector<Scalar>(count: 0)
  /// σ, by which the advantages were divided.
  package private(set) var deviation = 1.0
  package let estimator = PolicyGradientEstimator()

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
    var random = RandomStream(seed: seed)
    policy = StochasticPolicy(
      for: environment, hidden: configuration.hiddenWidths, activation: configuration.activation,
      deviation: configuration.initialDeviation, using: &random)
    optimizer = Adam(count: policy.layout.count, learningRate: configuration.learningRate)
    sampler = TrajectorySampler(
      environment: environment, policy: policy, workers: configuration.workers,
      copies: configuration.copies, threads: configuration.threads,
      normalizesObservations: configuration.normalizesObservations, using: &random)
    if configuration.baseline == .learned {
      baseline = LearnedBaseline(
        observations: environment.observationSpace.count, configuration: configuration,
        using: &random)
    }
  }

  /// One pass of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Run the policy and sample {τⁱ} from π_θ(aₜ|sₜ).
    try sampler.sample(policy, minimumSteps: configuration.batchSize)
    let trajectories = sampler.trajectories
    estimateAdvantages(trajectories)

    var metrics = Metrics(trajectories)
    for update in 0..<configuration.updatesPerBatch {
      // 2. ∇J(θ) ≈ 1/N Σᵢ Σₜ ∇log π_θ(aₜⁱ|sₜⁱ) (Q̂ₜⁱ − bₜⁱ).
      let gradient = estimator.gradient(
        policy, trajectories, advantages, returns: returns, deviation: deviation,
        isOnPolicy: update == 0, configuration)
      guard estimator.gradientNorm.isFinite else {
        throw NotFiniteError("The policy gradient of iteration \(iteration + 1) is not finite.")
      }
      if update == 0 { metrics.record(estimator) }
      // 3. θ ← θ + α∇J(θ).
      optimizer.update(&policy.parameters, gradient: gradient, scale: -1)
    }
    if let loss = baseline?.fit(trajectories, to: returns) { metrics.baselineLoss = Double(loss) }

    iteration += 1
    environmentSteps += trajectories.steps
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    return metrics
  }

  /// Q̂ₜⁱ into `returns` and Q̂ₜⁱ − bₜⁱ into `advantages`, normalised if asked for.
  package mutating func estimateAdvantages(_ trajectories: Trajectories) {
    returns.resize(trajectories.steps)
    let ranges = trajectories.ranges
    configuration.estimateReturns(of: trajectories.rewards, trajectories: ranges, into: &returns)
    advantages.resize(returns.count)
    advantages.assign(from: returns)
    switch configuration.baseline {
    case .none, .optimal: break
    case .meanReturn where configuration.returnForm == .full:
      Baselines.subtractMeanReturn(from: &advantages, trajectories: ranges)
    case .meanReturn: Baselines.subtractMean(from: &advantages)
    case .perTimeStep: Baselines.subtractMeanPerTimeStep(from: &advantages, trajectories: ranges)
    case .learned: baseline?.subtract(from: &advantages, trajectories, scaledLike: returns)
    }
    deviation = 1
    if configuration.normalizesAdvantages {
      let ε = 1e-8
      deviation = Advantages.normalize(&advantages, epsilon: ε).standardDeviation + ε
    }
  }
}

extension REINFORCE: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) {
    policy.parameters.assign(from: θ)
  }
}
