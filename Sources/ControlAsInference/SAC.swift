public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Soft actor-critic: off-policy actor-critic that maximises reward and entropy, E[Σ r + α H(π(·|s))] (notes 13).
///
/// The policy is a Gaussian squashed by tanh into the bounds of the actions, through whose samples the gradient flows
/// (reparametrisation), with the exact log-density. Of two critics the smaller counts. The temperature α is fixed, or
/// learned so that the entropy stays near a wanted one.
///
/// Beside Algorithm 24: the softmax over next actions is replaced by a sample of the policy, V(s′) = min Q_φ′(s′, a′) −
/// α log π(a′|s′). Entropies are those of positions in the bounds, from −1 to 1, so that they do not depend on the units of
/// actions. After a termination the target is r alone; a truncation bootstraps. T. Haarnoja et al., "Soft actor-critic:
/// off-policy maximum entropy deep reinforcement learning with a stochastic actor" and "Soft actor-critic algorithms and
/// applications", 2018.
public struct SAC: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "sac"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { actor.policy }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// Q_φ₁ and Q_φ₂ with their targets.
  public internal(set) var critics: CriticEnsemble
  /// α.
  public var temperature: Double { Double(entropyWeight.value) }

  var actor: SquashedActor
  var entropyWeight: Temperature
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var random: RandomStream
  let evaluator: PolicyEvaluator<Scalar>
  private let scaling: ActionScaling
  private var batch: TransitionBatch

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``, or ``ReinforcementLearning/UnsupportedSpaceError`` if
  ///   actions are not continuous and bounded.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    scaling = try ActionScaling(environment, for: Self.algorithm)
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    let features = environment.observationSpace.count
    let rate = configuration.learningRate.value(at: 0)
    let policy = StochasticPolicy<Scalar>(
      observations: features, head: configuration.head(for: scaling),
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      initializer: .fanIn, using: &random)
    evaluator = PolicyEvaluator(policy, rows: configuration.copies)
    actor = SquashedActor(
      policy, learningRate: rate, batchSize: configuration.batchSize,
      threads: configuration.threads)
    critics = CriticEnsemble(
      count: 2, observations: features, actions: scaling.width,
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      learningRate: rate, batchSize: configuration.batchSize, threads: configuration.threads,
      using: &random)
    entropyWeight = Temperature(
      configuration.temperature,
      targetEntropy: configuration.learnsTemperature
        ? configuration.targetEntropy ?? -Double(scaling.width) : nil,
      learningRate: rate)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    self.random = random
  }

  /// Passes of the Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the critics' loss, is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      // 1. Take some action a, observe (s, a, s′, r) and add it to 𝓑.
      try act()
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 2. Sample a mini-batch (sⱼ, aⱼ, s′ⱼ, rⱼ) from 𝓑 uniformly.
        collector.replay.sample(into: &batch, discount: configuration.discount, using: &random)
        try update(on: batch, &metrics)
      }
    } while environmentSteps < end
    finish(&metrics)
    return metrics
  }

  /// Step 1, ``Configuration/trainPeriod`` times.
  package mutating func act() throws {
    try collector.begin()
    let end = environmentSteps + configuration.trainPeriod
    repeat {
      chooseActions()
      try collector.step()
    } while environmentSteps < end
  }

  /// Counts an iteration, and completes what is logged of it.
  package mutating func finish(_ metrics: inout Metrics) {
    iteration += 1
    metrics.common.iteration = iteration
    metrics.common.gradientSteps = gradientSteps
    metrics.common.record(collector)
    metrics.temperature = temperature
  }

  /// Steps 3 to 5 on the transitions of `batch`, and the steps of policy and temperature.
  package mutating func update(on batch: TransitionBatch, _ metrics: inout Metrics) throws {
    let rate = configuration.learningRate.value(at: environmentSteps)
    critics.learningRate = rate
    actor.optimizer.learningRate = rate
    entropyWeight.learningRate = rate
    gradientSteps += 1

    // 3. yⱼ = rⱼ + γ (minᵢ Q_φ′ᵢ(s′ⱼ, a′ⱼ) − α log π(a′ⱼ|s′ⱼ)), a′ⱼ ∼ π(·|s′ⱼ).
    let memory = critics.batch
    memory.load(batch, scaling)
    let meanLogProbability = actor.propose(memory, batch, using: &random)
    let α = entropyWeight.value
    entropyWeight.adjust(meanLogProbability: meanLogProbability)
    let values = critics.evaluateTargets()
    for j in 0..<batch.count {
      let value = values[j] - α * actor.nextLogProbability(j)
      memory.targets[j] = batch.rewards[j] + batch.discounts[j] * value
    }
    // 4. φ ← φ − λ dQ_φ/dφ(sⱼ, aⱼ) (Q_φ(sⱼ, aⱼ) − yⱼ). 5. φ′ ← φ′ + τ (φ − φ′).
    let loss = critics.update(
      movingTargetsBy: configuration.targetMoveFraction, thenEvaluating: 2)
    guard loss.isFinite else {
      throw NotFiniteError("The critics' loss of step \(gradientSteps) is not finite.")
    }
    metrics.common.add(loss: loss, target: memory.targetMean)
    metrics.add(entropy: -meanLogProbability)
    // θ ← θ + λ d/dθ (minᵢ Q_φᵢ(sⱼ, a) − α log π(a|sⱼ)) at a = tanh(μ_θ(sⱼ) + σ_θ(sⱼ) ε).
    actor.ascend(critics.smallestPolicyValues(of: 2).gradient, temperature: α)
  }

  /// Writes each copy's action: by chance during the warm-up, then drawn from π_θ(·|s).
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.sample(
      actor.policy, collector.observations, into: &collector.actions, using: &collector.streams)
  }
}
