package import DeepQLearning
public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Exploration by random network distillation, with one Q-function to explore and one to exploit (notes 17.2.1; the course's
/// fifth homework from fall 2020 on).
///
/// Both are learned by double Q-learning from the same transitions, one from rewards c 𝓑(s′) + c_r r, the other from r. The first
/// acts for ``Configuration/explorationSteps``, and then the second, which is the learned policy all along.
/// 𝓑 is the error of a network that learns what a random one says of s′.
///
/// Differences from the notes and the paper: the notes name novelty bonuses by counts only; the paper has two value heads in PPO,
/// whose bonuses do not stop at the end of an episode, while here a termination ends both; bonuses are divided by a running
/// deviation of the errors, not of their returns; observations are taken as they are. Unlike the course's, the exploration critic
/// and f̂ learn no more once they no longer act.
/// Y. Burda, H. Edwards, A. Storkey and O. Klimov, "Exploration by random network distillation", 2019.
public struct RND: Learner {
  /// `rnd`.
  public static let algorithm = "rnd"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The greedy policy of the Q-function that exploits.
  public var policy: GreedyPolicy { GreedyPolicy(exploitation.network) }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps of the Q-function that exploits.
  public internal(set) var gradientSteps = 0

  /// Q of the environment's rewards.
  package internal(set) var exploitation: ActionValueCritic
  /// Q of the bonuses.
  package internal(set) var exploration: ActionValueCritic
  /// f̂_θ and f*.
  package internal(set) var distillation: RandomNetworkDistillation
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var random: RandomStream
  private let evaluator: ActionValueEvaluator
  private var batch: TransitionBatch
  /// 𝓑(s′) [batch].
  private var bonuses: Vector<Scalar>

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if actions are not discrete.
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
    func critic() -> ActionValueCritic {
      ActionValueCritic(
        ActionValueNetwork(architecture, using: &random),
        .init(
          batchSize: configuration.batchSize, isDouble: configuration.isDouble,
          huberThreshold: configuration.huberThreshold),
        hasTarget: true, optimizer: .adam, epsilon: 1e-8)
    }
    exploitation = critic()
    exploration = critic()
    distillation = RandomNetworkDistillation(
      features: environment.observationSpace.count, hidden: configuration.distillationWidths,
      outputs: configuration.distillationOutputs,
      weightBound: configuration.distillationWeightBound,
      learningRate: configuration.distillationLearningRate, decay: configuration.deviationDecay,
      batchSize: configuration.batchSize, using: &random)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    evaluator = ActionValueEvaluator(exploitation.network, rows: configuration.copies)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    bonuses = Vector(count: configuration.batchSize)
    self.random = random
  }

  /// Whether the exploration critic acts at present.
  public var explores: Bool { environmentSteps < configuration.explorationSteps }

  /// Passes of the loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, an error or a gradient is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let before = environmentSteps
      // 1. Act by the Q-function that explores or exploits, observe (s, a, s′, r), and add it to 𝓑.
      while environmentSteps < before + configuration.trainPeriod {
        chooseActions()
        try collector.step()
      }
      moveTargets(since: before)
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 2. Sample {sᵢ, aᵢ, s′ᵢ, rᵢ} from 𝓑.
        collector.replay.sample(
          into: &batch, discount: configuration.discount, using: &random)
        // 3. A step of double Q-learning on r.
        _ = try exploitation.learn(
          from: batch, learningRate: configuration.learningRate,
          gradientLimit: configuration.gradientLimit, step: gradientSteps + 1, using: &random)
        gradientSteps += 1
        metrics.addExploitation(loss: exploitation.loss, value: exploitation.meanValue)
        guard explores else { continue }
        // 4. 𝓑(s′ᵢ) = ‖f̂_θ(s′ᵢ) − f*(s′ᵢ)‖² / σ, and a step of θ on the error.
        let error = distillation.learn(batch.nextObservations, bonuses: &bonuses)
        guard error.isFinite else {
          throw NotFiniteError("The distillation's error of step \(gradientSteps) is not finite.")
        }
        // 5. A step of double Q-learning on c 𝓑(s′) + c_r r.
        mixRewards()
        _ = try exploration.learn(
          from: batch, learningRate: configuration.learningRate,
          gradientLimit: configuration.gradientLimit, step: gradientSteps, using: &random)
        metrics.addExploration(
          loss: exploration.loss, bonus: Double(bonuses.mean()), error: error)
      }
    } while environmentSteps < end

    iteration += 1
    metrics.iteration = iteration
    metrics.gradientSteps = gradientSteps
    metrics.record(collector)
    return metrics
  }

  /// Writes each copy's action: by chance during the warm-up, then ε-greedily by the Q-function whose turn it is.
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    let critic = explores ? exploration : exploitation
    let n = critic.network.architecture.actions
    let values = evaluator.evaluate(critic.network, collector.observations)
    let rule = configuration.exploration
    let rate = rule.parameter.value(at: environmentSteps)
    let allowed = collector.allowed
    for copy in 0..<collector.copies {
      let row = Span(_unsafeStart: values + copy * n, count: n)
      let action = rule.choose(
        row, allowed: allowed?.row(copy), parameter: rate, using: &collector.streams[copy])
      collector.actions[copy, 0] = Scalar(action)
    }
  }

  /// Writes c 𝓑(s′) + c_r r over the batch's rewards.
  private mutating func mixRewards() {
    let c = Scalar(configuration.bonusWeight.value(at: environmentSteps))
    let own = Scalar(configuration.rewardWeight.value(at: environmentSteps))
    for i in 0..<batch.count { batch.rewards[i] = c * bonuses[i] + own * batch.rewards[i] }
  }

  /// Moves the target networks, once for each period that ended since the environment step `before`.
  private mutating func moveTargets(since before: Int) {
    let period = configuration.targetUpdatePeriod
    let moves = environmentSteps / period - before / period
    exploitation.moveTarget(by: configuration.targetMoveFraction, times: moves)
    exploration.moveTarget(by: configuration.targetMoveFraction, times: moves)
  }
}

extension RND {
  /// Writes both Q-functions, the distillation, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("exploitation", exploitation)
    try checkpoint.part("exploration", exploration)
    try checkpoint.part("distillation", distillation)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("exploitation", &exploitation)
    try checkpoint.part("exploration", &exploration)
    try checkpoint.part("distillation", &distillation)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
