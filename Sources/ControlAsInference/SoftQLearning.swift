public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Soft Q-learning with discrete actions: Q-learning whose maximum is soft, V(s) = α log Σₐ exp(Q(s, a)/α), and whose
/// policy is π(a|s) = exp((Q(s, a) − V(s))/α) (notes 13.1.1, Algorithm 24).
///
/// The network holds Q/α, in nats: these are the logits of the policy itself, and the target is
/// y/α = r/α + γ log Σₐ exp(Q_φ′(s′, a)/α). To multiply rewards by c and α by c changes nothing.
///
/// Differences from the notes: "softmax" in step 3 is α log Σ exp(·/α), the sum over actions; step 5 has a plus, and φ′
/// moves the part ``Configuration/targetMoveFraction`` toward φ (slips in Algorithm 24). After a termination the target is
/// r alone; a truncation bootstraps. T. Haarnoja et al., "Reinforcement learning with deep energy-based policies", 2017.
public struct SoftQLearning: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "soft-q"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π = exp((Q − V)/α), whose logits are Q_φ/α.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// None: the network sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// φ′.
  public internal(set) var target: Vector<Scalar>

  var optimizer: Adam<Scalar>
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  var random: RandomStream
  private let evaluator: PolicyEvaluator<Scalar>
  private let pass: SoftQPass
  private var batch: TransitionBatch

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``, or ``ReinforcementLearning/UnsupportedSpaceError`` if
  ///   actions are not discrete.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    guard case .discrete(let actions) = environment.actionSpace else {
      throw UnsupportedSpaceError(
        "\(Self.algorithm) needs discrete actions; \(environment.name) takes "
          + "\(environment.actionSpace). Use \(ContinuousSoftQLearning.algorithm).")
    }
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    policy = StochasticPolicy(
      observations: environment.observationSpace.count, head: .categorical(actions: actions),
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      initializer: .fanIn, using: &random)
    target = policy.parameters
    optimizer = Adam(
      count: policy.layout.count, learningRate: configuration.learningRate.value(at: 0))
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    evaluator = PolicyEvaluator(
      policy, rows: configuration.copies, isMasked: collector.allowed != nil)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    pass = SoftQPass(policy, rows: configuration.batchSize, isMasked: batch.nextAllowed != nil)
    self.random = random
  }

  /// Passes of the notes' Loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or the loss, is not finite.
  public mutating func iterate() throws -> OffPolicyMetrics {
    var metrics = OffPolicyMetrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let passEnd = environmentSteps + configuration.trainPeriod
      // 1. Take some action a ∼ π, observe (s, a, s′, r) and add it to 𝓑.
      while environmentSteps < passEnd {
        chooseActions()
        try collector.step()
      }
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 2. Sample a mini-batch (sⱼ, aⱼ, s′ⱼ, rⱼ) from 𝓑 uniformly.
        collector.replay.sample(into: &batch, discount: configuration.discount, using: &random)
        // 3. yⱼ = rⱼ + γ α log Σₐ exp(Q_φ′(s′ⱼ, a)/α).
        let α = configuration.temperature
        let gradient = pass.run(policy, target: target, batch, temperature: Scalar(α))
        gradientSteps += 1
        guard pass.loss.isFinite else {
          throw NotFiniteError("The loss of step \(gradientSteps) is not finite.")
        }
        metrics.add(loss: α * α * pass.loss, target: α * pass.targetMean)
        // 4. φ ← φ − λ Σⱼ dQ_φ/dφ(sⱼ, aⱼ) (Q_φ(sⱼ, aⱼ) − yⱼ).
        optimizer.learningRate = configuration.learningRate.value(at: environmentSteps)
        optimizer.update(&policy.parameters, gradient: gradient)
        // 5. φ′ ← φ′ + τ (φ − φ′).
        target.move(toward: policy.parameters, by: Scalar(configuration.targetMoveFraction))
      }
    } while environmentSteps < end
    iteration += 1
    metrics.iteration = iteration
    metrics.gradientSteps = gradientSteps
    metrics.record(collector)
    return metrics
  }

  /// Writes each copy's action: by chance during the warm-up, then drawn from π.
  private mutating func chooseActions() {
    guard environmentSteps >= configuration.warmUpSteps else { return collector.chooseRandomly() }
    evaluator.sample(
      policy, collector.observations, allowed: collector.allowed, into: &collector.actions,
      using: &collector.streams)
  }
}

/// The passes of Q/α over a batch, recorded once and replayed. Scratch, not state.
private final class SoftQPass: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let φTarget: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let nextObservations: Variable<Scalar>
  private let nextAllowed: Variable<Scalar>?
  private let actions: Variable<Scalar>
  private let targets: Variable<Scalar>
  private let softValue: Variable<Scalar>
  private let squaredError: Variable<Scalar>
  private let gradient: Variable<Scalar>
  private let target: Range<Int>
  private let regression: Range<Int>

  init(_ policy: StochasticPolicy<Scalar>, rows: Int, isMasked: Bool) {
    let (tape, count) = (tape, policy.layout.count)
    (φ, φTarget) = policy.parameters.withUnsafePointer {
      (
        tape.borrow($0, rows: 1, columns: count, trainable: true),
        tape.borrow($0, rows: 1, columns: count)
      )
    }
    observations = tape.input(rows: rows, columns: policy.network.inputs)
    nextObservations = tape.input(rows: rows, columns: policy.network.inputs)
    let mask = isMasked ? tape.input(rows: rows, columns: policy.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * policy.head.choices)
    nextAllowed = mask
    actions = tape.input(rows: rows, columns: 1)
    targets = tape.input(rows: rows, columns: 1)
    let start = tape.count
    let next = Categorical(logits: policy.network(nextObservations, φTarget), allowed: mask)
    softValue = next.logits.logSumExp()
    target = start..<tape.count
    squaredError = square(policy.network(observations, φ).gather(actions) - targets).mean()
    gradient = tape.gradient(of: squaredError, withRespectTo: φ)
    regression = target.upperBound..<tape.count
  }

  /// The mean squared error in units of α.
  var loss: Double { Double(squaredError.scalar) }
  /// The mean target in units of α.
  var targetMean: Double {
    var sum = 0.0
    for j in 0..<targets.rows { sum += Double(targets.pointer[j]) }
    return sum / Double(targets.rows)
  }

  func run(
    _ policy: StochasticPolicy<Scalar>, target parameters: Vector<Scalar>,
    _ batch: TransitionBatch, temperature α: Scalar
  ) -> Variable<Scalar> {
    observations.assign(batch.observations)
    nextObservations.assign(batch.nextObservations)
    actions.assign(batch.actions)
    if let nextAllowed, let mask = batch.nextAllowed { nextAllowed.assign(mask) }
    parameters.withUnsafePointer { φTarget in
      policy.parameters.withUnsafePointer { φ in
        tape.bind(self.φTarget, to: φTarget)
        tape.bind(self.φ, to: φ)
        tape.replay(target)
        for j in 0..<batch.count {
          targets.pointer[j] =
            batch.rewards[j] / α + batch.discounts[j] * softValue.pointer[j]
        }
        tape.replay(regression)
      }
    }
    return gradient
  }
}
