public import Environments
public import LinearAlgebra
internal import ModelBasedRL
public import NeuralNetworks
public import ReinforcementLearning

/// Model-based reinforcement learning version 2.0: the gradient of what the policy earns on a learned model flows through rewards,
/// dynamics and actions into the policy (notes 11.1.1, Algorithm 19).
///
/// Differences from the notes: f is an ensemble that predicts s′ − s, the reward, and terminations; each network carries
/// its part of the rollouts. These begin anywhere in 𝓓 and are H steps long, since gradients through many steps grow without bound.
/// Policy and model act by chance that is drawn beforehand (reparametrisation), so that the gradient of an expectation is that of
/// samples. N. Heess et al., "Learning continuous control policies by stochastic value gradients", 2015, SVG(∞) with a horizon.
public struct ModelBackpropagation: Learner {
  /// `model-backpropagation`.
  public static let algorithm = "model-backpropagation"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// None: the policy sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }

  /// The environment, and the buffer 𝓓.
  package internal(set) var collector: OffPolicyCollector
  var dynamics: DynamicsLearner
  var optimizer: Adam<Scalar>
  var random: RandomStream
  private var gradient: ImaginedGradient
  private let evaluator: PolicyEvaluator<Scalar>

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if actions are not continuous and bounded.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    let scaling = try ActionScaling(environment, for: Self.algorithm)
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    collector = try OffPolicyCollector(
      environment: environment, copies: 1, capacity: configuration.replayCapacity, using: &random)
    dynamics = DynamicsLearner(
      configuration.model, collector.replay.layout, actions: environment.actionSpace,
      threads: configuration.threads, using: &random)
    policy = StochasticPolicy(
      observations: environment.observationSpace.count,
      head: .squashedGaussian(
        low: scaling.low, high: scaling.high, deviation: configuration.initialDeviation),
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      initializer: .fanIn, using: &random)
    optimizer = Adam(count: policy.layout.count, learningRate: configuration.learningRate)
    evaluator = PolicyEvaluator(policy, rows: 1)
    gradient = ImaginedGradient(
      policy, dynamics.ensemble, collector.replay.layout, configuration.rollout,
      rollouts: configuration.batchSize, threads: configuration.threads)
    self.random = random
  }

  /// A fit, gradient steps of the policy, and environment steps: one pass of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or a gradient is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    if iteration == 0 {
      // 1. Run the base policy π₀ and collect 𝓓 = {(s, a, s′)}.
      try collect(configuration.warmUpSteps) { $0.collector.chooseRandomly() }
    }
    // 2. Learn f to minimise Σ ‖f(s, a) − s′‖².
    (metrics.modelLoss, metrics.predictionError) = try dynamics.learn(from: collector.replay)
    // 3. Backpropagate through f into the policy to optimise π_θ.
    for step in 0..<configuration.policySteps { try improve(step, &metrics) }
    // 4. Run π_θ and add the visited (s, a, s′) to 𝓓.
    try collect(configuration.iterationSteps) { learner in
      learner.evaluator.sample(
        learner.policy, learner.collector.observations, into: &learner.collector.actions,
        using: &learner.collector.streams)
    }
    iteration += 1
    metrics.record(collector, iteration: iteration)
    return metrics
  }

  /// One step up the gradient of the mean return of rollouts.
  private mutating func improve(_ step: Int, _ metrics: inout Metrics) throws {
    let mean = gradient.evaluate(
      policy, dynamics.ensemble, from: collector.replay, using: &random)
    let norm = gradient.clip(to: configuration.gradientNormLimit)
    guard mean.isFinite, norm.isFinite else {
      throw NotFiniteError(
        "The return of rollouts, or its gradient, is not finite in gradient step \(step + 1) of iteration \(iteration + 1)."
      )
    }
    optimizer.update(&policy.parameters, gradient: gradient.descent, scale: 1)
    metrics.add(imaginedReturn: mean, gradientNorm: norm)
  }

  /// Steps the environment.
  private mutating func collect(
    _ steps: Int, choosing choose: (inout Self) throws -> Void
  ) throws {
    try collector.begin()
    let end = environmentSteps + steps
    while environmentSteps < end {
      try choose(&self)
      try collector.step()
    }
  }
}
