public import Environments
public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// What tells DDPG and TD3 apart: name and defaults.
public protocol DeterministicVariant: Sendable {
  /// The name on the command line and in run folders.
  static var algorithm: String { get }
  /// Puts the variant's defaults into `configuration`, which has those of ``DDPG``.
  static func setDefaults(_ configuration: inout DeterministicActorCritic<Self>.Configuration)
}

/// Q-learning for continuous actions: a policy μ_θ learns to maximise Q_φ (notes 7.1.4, Algorithm 14).
///
/// ``DDPG`` has one critic; ``TD3`` has two, of which the smaller counts, moves policy and targets every other time, and
/// smooths the target by noise. All of these are options here.
///
/// Differences from the notes: y = r + γ Q_φ′(s′, μ_θ′(s′)), without the maximum in step 3, and r alone after a
/// termination, while a truncation bootstraps (slips in Algorithm 14); dQ/da is taken at a = μ_θ(s); gradients are means
/// over the batch, and both optimisers are Adam; φ′ and θ′ move the part ``Configuration/targetMoveFraction`` toward φ
/// and θ. T. Lillicrap et al., "Continuous control with deep reinforcement learning", 2016.
public struct DeterministicActorCritic<Variant: DeterministicVariant>: Learner {
  /// The name on the command line and in run folders.
  public static var algorithm: String { Variant.algorithm }
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// μ_θ.
  public var policy: DeterministicPolicy { actor.policy }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// Q_φ and their targets.
  public internal(set) var critics: CriticEnsemble
  /// θ′.
  public var targetPolicyParameters: Vector<Scalar> { actor.target }

  var actor: DDPGActor
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var noise: ActionNoise
  var random: RandomStream
  private let scaling: ActionScaling
  private let evaluator: DeterministicPolicyEvaluator
  private var batch: TransitionBatch

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``, or ``ReinforcementLearning/UnsupportedSpaceError`` if
  ///   actions are not continuous and bounded.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    scaling = try ActionScaling(environment, for: Variant.algorithm)
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    let features = environment.observationSpace.count
    let rate = configuration.learningRate.value(at: 0)
    let policy = DeterministicPolicy(
      observations: features, scaling: scaling, hidden: configuration.hiddenWidths,
      activation: configuration.activation, using: &random)
    evaluator = DeterministicPolicyEvaluator(policy, rows: configuration.copies)
    actor = DDPGActor(
      policy, learningRate: rate, batchSize: configuration.batchSize,
      threads: configuration.threads)
    critics = CriticEnsemble(
      count: configuration.critics, observations: features, actions: scaling.width,
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      learningRate: rate, batchSize: configuration.batchSize, threads: configuration.threads,
      using: &random)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    noise = ActionNoise(
      configuration.noiseForm, deviation: configuration.noiseDeviation,
      copies: configuration.copies, width: scaling.width)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    self.random = random
  }

  /// Passes of the notes' Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the critics' loss, is not finite.
  public mutating func iterate() throws -> OffPolicyMetrics {
    var metrics = OffPolicyMetrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let passEnd = environmentSteps + configuration.trainPeriod
      // 1. Take some action a, observe (s, a, s′, r) and add it to 𝓑.
      while environmentSteps < passEnd {
        chooseActions()
        try collector.step()
        for copy in 0..<collector.copies where collector.returns.openSteps(of: copy) == 0 {
          noise.begin(copy)
        }
      }
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 2. Sample a mini-batch (sⱼ, aⱼ, s′ⱼ, rⱼ) from 𝓑 uniformly.
        collector.replay.sample(into: &batch, discount: configuration.discount, using: &random)
        try update(&metrics)
      }
    } while environmentSteps < end
    iteration += 1
    metrics.iteration = iteration
    metrics.gradientSteps = gradientSteps
    metrics.record(collector)
    return metrics
  }

  /// Steps 3 to 6 on the transitions of `batch`.
  private mutating func update(_ metrics: inout OffPolicyMetrics) throws {
    let rate = configuration.learningRate.value(at: environmentSteps)
    critics.learningRate = rate
    actor.optimizer.learningRate = rate
    gradientSteps += 1
    let isActorsTurn = gradientSteps % configuration.actorPeriod == 0
    let τ = isActorsTurn ? configuration.targetMoveFraction : 0

    // 3. yⱼ = rⱼ + γ minᵢ Q_φ′ᵢ(s′ⱼ, a′ⱼ), a′ⱼ = μ_θ′(s′ⱼ) with noise if the target is smoothed.
    let memory = critics.batch
    memory.load(batch, scaling)
    actor.propose(
      memory, batch, smoothing: configuration.smoothing, isActorsTurn: isActorsTurn, using: &random)
    let values = critics.evaluateTargets()
    for j in 0..<batch.count {
      memory.targets[j] = batch.rewards[j] + batch.discounts[j] * values[j]
    }
    // 4. φ ← φ − α dQ_φ/dφ(sⱼ, aⱼ) (Q_φ(sⱼ, aⱼ) − yⱼ), and 6. for φ′.
    let loss = critics.update(movingTargetsBy: τ, thenEvaluating: isActorsTurn ? 1 : 0)
    guard loss.isFinite else {
      throw NotFiniteError("The critics' loss of step \(gradientSteps) is not finite.")
    }
    metrics.add(loss: loss, target: memory.targetMean)
    guard isActorsTurn else { return }
    // 5. θ ← θ + β dμ/dθ(sⱼ) dQ_φ/da(sⱼ, a) at a = μ_θ(sⱼ), and 6. for θ′.
    let (_, gradient) = critics.smallestPolicyValues(of: 1)
    actor.ascend(gradient, movingTargetBy: τ)
  }

  /// Writes each copy's action: by chance during the warm-up, then μ_θ(s) with noise, within the bounds.
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.evaluate(actor.policy, collector.observations, into: &collector.actions)
    for copy in 0..<collector.copies {
      for j in 0..<scaling.width {
        let position = scaling.position(of: collector.actions[copy, j], component: j)
        let moved = position + Scalar(noise.next(copy, j, using: &collector.streams[copy]))
        collector.actions[copy, j] = scaling.action(at: moved, component: j)
      }
    }
  }
}

/// Deep deterministic policy gradient; see ``DeterministicActorCritic``.
public enum DDPGVariant: DeterministicVariant {
  /// `ddpg`.
  public static let algorithm = "ddpg"
  /// Nothing is changed.
  public static func setDefaults(_ configuration: inout DDPG.Configuration) {}
}

/// Deep deterministic policy gradient (notes 7.1.4, Algorithm 14).
public typealias DDPG = DeterministicActorCritic<DDPGVariant>
