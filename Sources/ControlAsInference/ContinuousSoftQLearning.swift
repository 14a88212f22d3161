public import Environments
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Soft Q-learning with continuous actions (notes 13.1.1, Algorithm 24): the soft maximum is an integral that samples
/// estimate, and a sampling network learns to draw from π(a|s) ∝ exp(Q(s, a)/α) by Stein variational gradient descent.
///
/// V(s′)/α = log 1/M Σₘ exp(Q_φ′(s′, aₘ)/α) + n log 2 with M actions uniform over the n components' positions in their
/// bounds, from −1 to 1. The critic holds Q/α, in nats.
///
/// Differences from the notes: "softmax" in step 3 is α log ∫ exp(·/α) da; step 5 has a plus, and φ′ moves the part
/// ``Configuration/targetMoveFraction`` toward φ (slips in Algorithm 24); the sampling network is the paper's. It is trained
/// before the squashing by tanh, where the target's density has the factor Π (1 − tanh² u). After a termination the target
/// is r alone; a truncation bootstraps. T. Haarnoja et al., "Reinforcement learning with deep energy-based policies", 2017;
/// Q. Liu and D. Wang, "Stein variational gradient descent", 2016.
public struct ContinuousSoftQLearning: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "soft-q-continuous"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The sampling network f_θ.
  public internal(set) var policy: SamplingPolicy
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// Q_φ/α with its target.
  public internal(set) var critic: CriticEnsemble

  var optimizer: Adam<Scalar>
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var random: RandomStream
  private let scaling: ActionScaling
  private let evaluator: SamplingPolicyEvaluator
  private let particles: SteinPass
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
    policy = SamplingPolicy(
      observations: features, scaling: scaling, hidden: configuration.hiddenWidths,
      activation: configuration.activation, using: &random)
    evaluator = SamplingPolicyEvaluator(policy, rows: configuration.copies)
    optimizer = Adam(count: policy.layout.count, learningRate: rate)
    critic = CriticEnsemble(
      count: 1, observations: features, actions: scaling.width,
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      learningRate: rate, batchSize: configuration.batchSize,
      samples: (configuration.particles, configuration.valueSamples), using: &random)
    particles = SteinPass(
      policy, states: configuration.batchSize, particles: configuration.particles)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    self.random = random
  }

  /// Passes of the notes' Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the critic's loss, is not finite.
  public mutating func iterate() throws -> OffPolicyMetrics {
    var metrics = OffPolicyMetrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let passEnd = environmentSteps + configuration.trainPeriod
      // 1. Take some action a = tanh f_θ(s, ξ), observe (s, a, s′, r) and add it to 𝓑.
      while environmentSteps < passEnd {
        chooseActions()
        try collector.step()
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

  private mutating func update(_ metrics: inout OffPolicyMetrics) throws {
    let rate = configuration.learningRate.value(at: environmentSteps)
    critic.learningRate = rate
    optimizer.learningRate = rate
    gradientSteps += 1
    let memory = critic.batch
    memory.load(batch, scaling)
    particles.propose(policy, memory, using: &random)

    // 3. yⱼ = rⱼ + γ α log ∫ exp(Q_φ′(s′ⱼ, a)/α) da.
    writeTargets(memory)
    // 4. φ ← φ − λ Σⱼ dQ_φ/dφ(sⱼ, aⱼ) (Q_φ(sⱼ, aⱼ) − yⱼ). 5. φ′ ← φ′ + τ (φ − φ′).
    let α = configuration.temperature
    let loss = critic.update(
      movingTargetsBy: configuration.targetMoveFraction, thenEvaluating: 1)
    guard loss.isFinite else {
      throw NotFiniteError("The critic's loss of step \(gradientSteps) is not finite.")
    }
    metrics.add(loss: α * α * loss, target: α * memory.targetMean)
    // θ along the Stein variational gradient of the divergence of f_θ's actions from exp((Q − V)/α).
    let gradient = particles.gradient(policy, critic.smallestPolicyValues(of: 1).gradient)
    optimizer.update(&policy.parameters, gradient: gradient)
  }

  /// Writes yⱼ/α, with the integral from `valueSamples` uniform actions for each s′ⱼ.
  private mutating func writeTargets(_ memory: CriticBatch) {
    let (samples, width, start) = (configuration.valueSamples, memory.actions, memory.observations)
    for row in 0..<memory.nextRows {
      let action = memory.next + row * (start + width) + start
      for j in 0..<width { action[j] = Scalar(random.uniform(-1, 1)) }
    }
    let values = critic.evaluateTargets()
    let offset = Double(width) * log(2.0) - log(Double(samples))
    let α = Scalar(configuration.temperature)
    for j in 0..<batch.count {
      let value = values + j * samples
      var largest = value[0]
      for m in 1..<samples { largest = max(largest, value[m]) }
      var sum = 0.0
      for m in 0..<samples { sum += exp(Double(value[m] - largest)) }
      let soft = largest + Scalar(log(sum) + offset)
      memory.targets[j] = batch.rewards[j] / α + batch.discounts[j] * soft
    }
  }

  /// Writes each copy's action: by chance during the warm-up, then drawn by the sampling network.
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.sample(
      policy, collector.observations, into: &collector.actions, using: &collector.streams)
  }
}
