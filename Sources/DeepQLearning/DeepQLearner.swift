public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// What tells the members of the family apart: their name and their defaults.
public protocol DeepQVariant: Sendable {
  /// The name on the command line and in run folders.
  static var algorithm: String { get }
  /// Puts the variant's defaults into `configuration`, which has those of ``DQN``.
  static func setDefaults(_ configuration: inout DeepQLearner<Self>.Configuration)
}

/// Q-learning with a network, a replay buffer and a target network (notes 7.1 and 7.2, Algorithms 11 to 13).
///
/// One pass of the Loop takes ``Configuration/trainPeriod`` environment steps and then
/// ``Configuration/gradientSteps`` steps on φ. ``QLearningWithReplay`` (11), ``QLearningWithTargetNetwork`` (12), ``DQN``
/// (13), ``DoubleDQN``, ``DuelingDQN``, ``C51``, ``QRDQN`` and ``Rainbow`` are this struct with other defaults; every
/// option is open to all of them.
///
/// Differences from the notes: after a termination the target is r alone, and a truncation bootstraps (slip in
/// Algorithms 11 to 13); Algorithm 12 has both, replay buffer and target network; φ′ moves by
/// ``Configuration/targetMoveFraction`` toward φ, and not to the part τ ≈ 0.999 that the notes keep.
public struct DeepQLearner<Variant: DeepQVariant>: Learner {
  /// The name on the command line and in run folders.
  public static var algorithm: String { Variant.algorithm }
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// argmaxₐ Q_φ(s, a).
  public var policy: GreedyPolicy { GreedyPolicy(network) }
  /// None: the network sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0

  /// Q_φ.
  public var network: ActionValueNetwork { critic.network }
  /// Q_φ′; nil without a target network, where Q_φ stands in its place.
  public var target: ActionValueNetwork? { critic.target }
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var critic: ActionValueCritic
  var random: RandomStream
  private let exploration: ActionValueExploration
  private let evaluator: ActionValueEvaluator
  private var batch: TransitionBatch
  private var hindsight: HindsightRelabelling?

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    let architecture = try configuration.architecture(for: environment)
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    critic = ActionValueCritic(
      ActionValueNetwork(architecture, using: &random),
      .init(
        batchSize: configuration.batchSize, isDouble: configuration.isDouble,
        huberThreshold: configuration.huberThreshold),
      hasTarget: configuration.targetUpdatePeriod != nil, optimizer: configuration.optimizer,
      epsilon: configuration.optimizerEpsilon)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, priorityExponent: configuration.priorityExponent,
      using: &random)
    exploration = ActionValueExploration(configuration.exploration, configuration.explorationRate)
    evaluator = ActionValueEvaluator(critic.network, rows: configuration.copies)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    if let strategy = configuration.hindsight {
      hindsight = HindsightRelabelling(
        collector.environments, strategy: strategy, ratio: configuration.hindsightRatio,
        size: configuration.batchSize)
      guard hindsight != nil else {
        throw InvalidConfigurationError(
          option: "hindsight", value: strategy.rawValue,
          requirement: "needs an environment with goals, which \(environment.name) has not")
      }
    }
    self.random = random
  }

  /// Passes of the notes' Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let before = environmentSteps
      // 1. Take some action a, observe (s, a, s′, r), and add it to 𝓑.
      while environmentSteps < before + configuration.trainPeriod {
        chooseActions()
        try collector.step()
      }
      // 5. Update φ′ (at the beginning of the pass: what matters is when it last moved).
      moveTarget(since: before)
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 2. Sample {sᵢ, aᵢ, s′ᵢ, rᵢ} from 𝓑.
        sample()
        // 3. yᵢ = rᵢ + γ maxₐ Q_φ′(s′ᵢ, a).
        // 4. φ ← φ − α Σᵢ dQ_φ/dφ(sᵢ, aᵢ) (Q_φ(sᵢ, aᵢ) − yᵢ).
        let norm = try critic.learn(
          from: batch, learningRate: configuration.learningRate.value(at: environmentSteps),
          gradientLimit: configuration.gradientLimit, step: gradientSteps + 1, using: &random)
        gradientSteps += 1
        if configuration.priorityExponent != nil {
          collector.replay.setPriorities(of: batch, errors: critic.errors)
        }
        metrics.add(loss: critic.loss, value: critic.meanValue, gradientNorm: norm)
      }
    } while environmentSteps < end

    iteration += 1
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.gradientSteps = gradientSteps
    metrics.record(collector)
    metrics.explorationRate = configuration.explorationRate.value(at: environmentSteps)
    return metrics
  }

  /// Writes each copy's action: by chance during the warm-up, then by Q_φ with exploration.
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.drawNoise(using: &random)
    let n = network.architecture.actions
    let values = evaluator.evaluate(network, collector.observations)
    let rate = configuration.explorationRate.value(at: environmentSteps)
    let allowed = collector.allowed
    for copy in 0..<collector.copies {
      let row = Span(_unsafeStart: values + copy * n, count: n)
      let action = exploration.choose(
        row, allowed: allowed?.row(copy), parameter: rate,
        using: &collector.streams[copy])
      collector.actions[copy, 0] = Scalar(action)
    }
  }

  /// Fills the batch from the replay buffer.
  private mutating func sample() {
    let (steps, discount) = (configuration.returnSteps, configuration.discount)
    if configuration.priorityExponent != nil {
      collector.replay.samplePrioritized(
        into: &batch, steps: steps, discount: discount,
        correction: configuration.priorityCorrection.value(at: environmentSteps), using: &random)
    } else {
      collector.replay.sample(into: &batch, steps: steps, discount: discount, using: &random)
    }
    hindsight?.relabel(
      &batch, from: collector.replay, judgedBy: collector.environments, discount: discount,
      using: &random)
  }

  /// φ′ ← φ′ + c (φ − φ′), once for each period that ended since the environment step `before`.
  private mutating func moveTarget(since before: Int) {
    guard let period = configuration.targetUpdatePeriod else { return }
    critic.moveTarget(
      by: configuration.targetMoveFraction,
      times: environmentSteps / period - before / period)
  }
}
