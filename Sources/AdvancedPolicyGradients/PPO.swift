public import Environments
public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Proximal policy optimisation: several passes of minibatch ascent over one rollout, on an objective that gives a
/// new policy nothing for going far from the one that collected it (chapter 8).
///
/// J(θ) = E[min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â)] − c₁ E[(V_θ − R)²] + c₂ E[H(π_θ)] with ρ = π_θ(a|s)/π_old(a|s), or with
/// a penalty E[ρ Â] − β KL(π_old ‖ π_θ) for its first part. Discrete, multi-discrete and continuous actions; what an
/// environment forbids is masked. With a memory the rollout is cut into sequences, each of which starts from what was
/// remembered when it was collected.
///
/// J. Schulman et al., "Proximal policy optimization algorithms", 2017, Algorithm 1; details of implementations as
/// `docs/ppo.md` lists them.
public struct PPO: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "ppo"
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
  var optimizer: Adam<Scalar>
  /// Where the order of minibatches comes from.
  var random: RandomStream
  /// β of the penalty.
  package internal(set) var penalty: Double
  private var minibatches: Minibatches
  private var oldParameters: Vector<Scalar>
  private let objective: PPOObjective
  /// The objective for the last minibatch, where that is smaller.
  private let lastObjective: PPOObjective

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
    optimizer = Adam(
      count: network.layout.count, learningRate: 0, epsilon: configuration.adamEpsilon)
    collector = configuration.makeCollector(
      environment, network, sequenceLength: configuration.sequenceSteps, using: &random)
    self.random = random.split()
    penalty = configuration.initialPenalty
    minibatches = Minibatches(
      rows: configuration.rolloutSize, size: configuration.batchSize,
      sequenceLength: configuration.sequenceSteps)
    oldParameters = network.parameters
    let isMasked = collector.rollout.masks != nil
    objective = PPOObjective(network, rows: minibatches.size, isMasked: isMasked, configuration)
    lastObjective =
      minibatches.lastSize == minibatches.size
      ? objective
      : PPOObjective(network, rows: minibatches.lastSize, isMasked: isMasked, configuration)
  }

  /// One pass of the loop.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or a gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    // 1. Run π_old in n environments for T steps.
    oldParameters.assign(from: network.parameters)
    try collector.collect(network)
    // 2. Compute advantage estimates Â₁, …, Â_T.
    collector.rollout.estimateAdvantages(
      discount: configuration.discount, lambda: configuration.lambda)
    metrics.explainedVariance = collector.rollout.explainedVariance
    // 3. Optimise J with respect to θ, with K epochs of minibatches.
    try optimize(&metrics)
    if configuration.proximity == .penalty { adaptPenalty(metrics.divergence) }

    iteration += 1
    environmentSteps += collector.rollout.count
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.episodes = collector.rollout.episodes.count
    metrics.returnMean = collector.recent.meanReturn
    metrics.episodeLength = collector.recent.meanLength
    return metrics
  }

  private mutating func optimize(_ metrics: inout Metrics) throws {
    let isClipped = configuration.proximity == .clip
    metrics.proximity = isClipped ? configuration.clipRange.value(at: environmentSteps) : penalty
    metrics.learningRate = configuration.learningRate.value(at: environmentSteps)
    optimizer.learningRate = metrics.learningRate
    let limit = configuration.gradientLimit ?? .infinity
    epochs: for _ in 0..<configuration.epochs {
      minibatches.shuffle(using: &random)
      metrics.beginEpoch()
      for k in 0..<minibatches.count {
        let objective = k == minibatches.count - 1 ? lastObjective : objective
        let terms = objective.evaluate(
          network, oldParameters, collector.rollout, minibatches[k],
          sequences: minibatches.sequences(k), proximity: metrics.proximity)
        metrics.add(divergence: terms.divergence)
        if let bound = configuration.divergenceLimit, terms.divergence > bound { break epochs }
        let norm = optimizer.update(
          &network.parameters, gradient: objective.gradient, clipping: .norm(limit))
        guard norm.isFinite else {
          throw NotFiniteError("The gradient of iteration \(iteration + 1) is not finite.")
        }
        metrics.add(terms, gradientNorm: Double(norm))
      }
    }
    metrics.average()
  }

  /// Halves β where the divergence stayed far below its target, doubles it where it went far beyond.
  private mutating func adaptPenalty(_ divergence: Double) {
    let target = configuration.divergenceTarget
    if divergence < target / 1.5 { penalty /= 2 }
    if divergence > target * 1.5 { penalty *= 2 }
    penalty = min(max(penalty, 1e-6), 1e6)
  }
}

extension PPO: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) { network.setPolicyParameters(θ) }
}
