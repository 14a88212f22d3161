public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Online actor-critic: value function and policy are updated after every step (notes 5.1.2, Algorithm 4).
///
/// With several copies their steps make one batch for steps 2 and 4, the notes' synchronised parallel workers (5.2.2);
/// with a longer horizon, n-step targets and advantages (5.2.3). Networks are separate or share their hidden layers
/// (5.2.1). The critic moves first, and the advantage of step 3 is taken with the critic that has moved.
///
/// Differences from the notes: nothing follows a termination, y = r + γ(1 − d)V̂(s′), and a truncation keeps
/// bootstrapping; targets and advantages are constants; steps are those of an optimiser. A. Barto, R. Sutton, C. Anderson,
/// "Neuronlike adaptive elements that can solve difficult learning control problems", 1983.
public struct OnlineActorCritic: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "online-actor-critic"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ and V̂_φ; with separate networks θ and φ are parts of one vector.
  public internal(set) var network: ActorCriticNetwork<Scalar>
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { network.policy }
  /// The statistic of the observations that the networks see normalised, if they do.
  public var normalizer: ObservationNormalizer? { collector.normalizer }
  /// The number of iterations so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0

  package internal(set) var collector: RolloutCollector
  var actorOptimizer: NetworkOptimizer
  var criticOptimizer: NetworkOptimizer
  private let actor: ActorCriticObjective
  private let critic: ActorCriticObjective
  private let stateValues: ValueEvaluator<Scalar>

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
    network = try configuration.makeNetwork(
      for: environment, sharesTrunk: configuration.sharesTrunk, using: &random)
    let count = network.layout.count
    actorOptimizer = NetworkOptimizer(
      configuration.optimizer, count: count, epsilon: configuration.epsilon)
    criticOptimizer = actorOptimizer
    collector = configuration.makeCollector(environment, network, using: &random)
    let (rows, isMasked) = (configuration.rolloutSize, collector.rollout.masks != nil)
    actor = ActorCriticObjective(
      network, rows: rows, isMasked: isMasked, parts: .policy, valueCoefficient: 0,
      entropyCoefficient: configuration.entropyCoefficient)
    critic = ActorCriticObjective(
      network, rows: rows, isMasked: isMasked, parts: .value, valueCoefficient: 1,
      entropyCoefficient: 0)
    stateValues = ValueEvaluator(network, rows: min(rows, 512))
  }

  /// Several passes of the notes' Loop, as many as `updatesPerIteration`.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or a gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    let limit = configuration.gradientLimit ?? .infinity
    var metrics = Metrics()
    for _ in 0..<configuration.updatesPerIteration {
      // 1. Take an action a ∼ π_θ(a|s) and get (s, a, s′, r).
      try collector.collect(network)
      // 2. Update V̂_φ using the target r + γ V̂_φ(s′).
      estimateAdvantages()
      critic.evaluate(network, collector.rollout)
      metrics.add(valueLoss: critic.valueLoss)
      let rate = configuration.criticLearningRate.value(at: environmentSteps)
      let criticNorm = criticOptimizer.update(
        &network.parameters, gradient: critic.gradient, learningRate: rate, limit: limit)
      try check(criticNorm)
      // 3. Evaluate Â(s, a) = r + γ V̂_φ(s′) − V̂_φ(s).
      revalue()
      estimateAdvantages()
      // 4. ∇J(θ) ≈ ∇log π_θ(a|s) Â(s, a).
      actor.evaluate(network, collector.rollout)
      // 5. θ ← θ + α∇J(θ).
      let learningRate = configuration.learningRate.value(at: environmentSteps)
      let norm = actorOptimizer.update(
        &network.parameters, gradient: actor.gradient, learningRate: learningRate, limit: limit)
      try check(norm)
      environmentSteps += collector.rollout.count
      metrics.add(actor, collector.rollout, gradientNorm: norm, learningRate: learningRate)
    }
    iteration += 1
    metrics.average(updates: configuration.updatesPerIteration)
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.record(collector.recent)
    return metrics
  }

  private mutating func estimateAdvantages() {
    collector.rollout.estimateAdvantages(
      discount: configuration.discount, lambda: configuration.lambda)
  }

  /// V̂_φ of the rollout's states with the critic as it is now.
  private mutating func revalue() {
    let states = collector.rollout.observations.elements
    let following = collector.rollout.bootstrapObservations.elements
    stateValues.evaluate(network, states, into: &collector.rollout.values)
    stateValues.evaluate(network, following, into: &collector.rollout.bootstrapValues)
  }

  private func check(_ norm: Double) throws {
    guard norm.isFinite else {
      throw NotFiniteError("A gradient of iteration \(iteration + 1) is not finite.")
    }
  }
}
