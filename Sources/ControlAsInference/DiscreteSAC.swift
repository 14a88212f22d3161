public import Environments
internal import Foundation
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Soft actor-critic with discrete actions: expectations over the policy are sums, so nothing has to be sampled
/// (notes 13; P. Christodoulou, "Soft actor-critic for discrete action settings", 2019).
///
/// V(s′) = Σₐ π(a|s′) (minᵢ Q_φ′ᵢ(s′, a) − α log π(a|s′)), and the policy ascends Σₐ π(a|s) (minᵢ Q_φᵢ(s, a) − α log π(a|s)),
/// in which Q is a constant.
///
/// The wanted entropy, if none is given, is 0.98 log |A| as in the paper. After a termination the target is r alone; a
/// truncation bootstraps.
public struct DiscreteSAC: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "discrete-sac"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// φ₁ and φ₂, one after the other.
  public internal(set) var critics: Vector<Scalar>
  /// φ′₁ and φ′₂, one after the other.
  public internal(set) var targets: Vector<Scalar>
  /// α.
  public var temperature: Double { Double(entropyWeight.value) }

  let layout: ParameterLayout
  var policyOptimizer: Adam<Scalar>
  var criticOptimizer: Adam<Scalar>
  var entropyWeight: Temperature
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var random: RandomStream
  private let evaluator: PolicyEvaluator<Scalar>
  private let pass: DiscreteSACPass
  private var batch: TransitionBatch

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``, or ``ReinforcementLearning/UnsupportedSpaceError`` if
  ///   actions are not discrete or some are forbidden at times.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    guard case .discrete(let actions) = environment.actionSpace else {
      throw UnsupportedSpaceError(
        "\(Self.algorithm) needs discrete actions; \(environment.name) takes "
          + "\(environment.actionSpace). Use \(SAC.algorithm).")
    }
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    let features = environment.observationSpace.count
    let rate = configuration.learningRate.value(at: 0)
    policy = StochasticPolicy(
      observations: features, head: .categorical(actions: actions),
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      initializer: .fanIn, using: &random)
    var layout = ParameterLayout()
    let networks = (0..<2).map {
      MLP(
        [features] + configuration.hiddenWidths + [actions], hidden: configuration.activation,
        initializer: .fanIn, name: "critic.\($0)", in: &layout)
    }
    critics = layout.initialParameters(using: &random)
    targets = critics
    self.layout = layout
    policyOptimizer = Adam(count: policy.layout.count, learningRate: rate)
    criticOptimizer = Adam(count: layout.count, learningRate: rate)
    entropyWeight = Temperature(
      configuration.temperature,
      targetEntropy: configuration.learnsTemperature
        ? configuration.targetEntropy ?? 0.98 * log(Double(actions)) : nil,
      learningRate: rate)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    guard collector.allowed == nil else {
      throw UnsupportedSpaceError(
        "\(Self.algorithm) takes no masks of actions, and \(environment.name) forbids some at times. "
          + "Use \(SoftQLearning.algorithm).")
    }
    evaluator = PolicyEvaluator(policy, rows: configuration.copies)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    pass = DiscreteSACPass(
      policy, networks, parameters: layout.count, rows: configuration.batchSize)
    self.random = random
  }

  /// Passes of the Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the critics' loss, is not finite.
  public mutating func iterate() throws -> SAC.Metrics {
    var metrics = SAC.Metrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let passEnd = environmentSteps + configuration.trainPeriod
      // 1. Take some action a ∼ π_θ(·|s), observe (s, a, s′, r) and add it to 𝓑.
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
    metrics.common.iteration = iteration
    metrics.common.gradientSteps = gradientSteps
    metrics.common.record(collector)
    metrics.temperature = temperature
    return metrics
  }

  private mutating func update(_ metrics: inout SAC.Metrics) throws {
    let rate = configuration.learningRate.value(at: environmentSteps)
    policyOptimizer.learningRate = rate
    criticOptimizer.learningRate = rate
    entropyWeight.learningRate = rate
    gradientSteps += 1
    let α = entropyWeight.value
    // 3. yⱼ = rⱼ + γ Σₐ π(a|s′ⱼ) (minᵢ Q_φ′ᵢ(s′ⱼ, a) − α log π(a|s′ⱼ)).
    pass.load(batch)
    let target = pass.evaluateTargets(policy.parameters, targets, batch, temperature: α)
    // 4. φ ← φ − λ dQ_φ/dφ(sⱼ, aⱼ) (Q_φ(sⱼ, aⱼ) − yⱼ). 5. φ′ ← φ′ + τ (φ − φ′).
    let gradient = pass.regress(critics)
    guard pass.loss.isFinite else {
      throw NotFiniteError("The critics' loss of step \(gradientSteps) is not finite.")
    }
    criticOptimizer.update(&critics, gradient: gradient)
    targets.move(toward: critics, by: Scalar(configuration.targetMoveFraction))
    // θ ← θ + λ d/dθ Σₐ π(a|sⱼ) (minᵢ Q_φᵢ(sⱼ, a) − α log π(a|sⱼ)).
    let descent = pass.improve(policy.parameters, critics, temperature: α)
    policyOptimizer.update(&policy.parameters, gradient: descent)
    let entropy = pass.meanEntropy
    entropyWeight.adjust(meanLogProbability: -entropy)
    metrics.common.add(loss: pass.loss, target: target)
    metrics.add(entropy: entropy)
  }

  /// Writes each copy's action: by chance during the warm-up, then drawn from π_θ(·|s).
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.sample(
      policy, collector.observations, into: &collector.actions, using: &collector.streams)
  }
}
