public import Environments
public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Advantage actor-critic with synchronous workers: steps 2 and 4 of the online algorithm on batches that n environments
/// fill side by side (notes 5.2.2, the synchronised form).
///
/// J(θ) = E[log π_θ(a|s) Â] + c₂ E[H(π_θ)] − c₁ E[(V_θ − y)²], with λ-returns over T steps: λ = 1 is the n-step return to
/// the rollout's end, as in A3C. Discrete, multi-discrete and continuous actions; what an environment forbids is
/// masked. With a memory, gradients flow back through the T steps of a rollout, and what is remembered goes on from one
/// rollout to the next until the episode ends.
///
/// Differences from the notes: nothing follows a termination, and a truncation keeps bootstrapping; advantages and
/// targets are constants. V. Mnih et al., "Asynchronous methods for deep reinforcement learning", 2016, made
/// synchronous as OpenAI's baselines did.
public struct A2C: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "a2c"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ and V_θ.
  public internal(set) var network: ActorCriticNetwork<Scalar>
  /// π_θ.
  public var policy: ActorPolicy { network.actor }
  /// The statistic of the observations that the networks see normalised, if they do.
  public var normalizer: ObservationNormalizer? { collector.normalizer }
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0

  package internal(set) var collector: RolloutCollector
  var optimizer: NetworkOptimizer
  private let objective: ActorCriticObjective

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
      for: environment, sharesTrunk: configuration.sharesTrunk,
      memory: configuration.networkMemory, using: &random)
    optimizer = NetworkOptimizer(
      configuration.optimizer, count: network.layout.count, epsilon: configuration.epsilon)
    let sequenceLength = configuration.memory == .none ? 1 : configuration.horizon
    collector = configuration.makeCollector(
      environment, network, sequenceLength: sequenceLength, using: &random)
    objective = ActorCriticObjective(
      network, rows: configuration.rolloutSize, isMasked: collector.rollout.masks != nil,
      sequenceLength: sequenceLength, valueCoefficient: configuration.valueCoefficient,
      entropyCoefficient: configuration.entropyCoefficient,
      normalizesAdvantages: configuration.normalizesAdvantages)
  }

  /// Several passes of the loop, as many as `updatesPerIteration`.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or a gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    for _ in 0..<configuration.updatesPerIteration {
      let learningRate = configuration.learningRate.value(at: environmentSteps)
      // 1. Take actions a ∼ π_θ(a|s) in n environments, T steps each, and get (s, a, s′, r).
      try collector.collect(network)
      // 2., 3. Evaluate the targets of V and the advantages.
      collector.rollout.estimateAdvantages(
        discount: configuration.discount, lambda: configuration.lambda)
      // 4. ∇J(θ) over the whole batch.
      objective.evaluate(network, collector.rollout)
      // 5. θ ← θ + α∇J(θ).
      let norm = optimizer.update(
        &network.parameters, gradient: objective.gradient, learningRate: learningRate,
        limit: configuration.gradientLimit ?? .infinity)
      guard norm.isFinite else {
        throw NotFiniteError("The gradient of iteration \(iteration + 1) is not finite.")
      }
      environmentSteps += collector.rollout.count
      metrics.add(objective, collector.rollout, gradientNorm: norm, learningRate: learningRate)
    }
    iteration += 1
    metrics.average(updates: configuration.updatesPerIteration)
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.record(collector.recent)
    return metrics
  }
}

extension A2C: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) { network.setPolicyParameters(θ) }
}
