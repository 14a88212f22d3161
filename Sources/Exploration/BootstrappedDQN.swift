public import Environments
package import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Bootstrapped DQN: K Q-functions, each learned from its own bootstrap of the transitions, one of which acts for a whole episode
/// (notes 17.2.2 and 17.2.3): Thompson sampling of Q-functions.
///
/// In each episode one head acts greedily to its end, so that it goes on with what it believes to lead somewhere; ε-greedy would
/// turn back at every other step. With a prior scale β each head has a random function added to it that never changes, which
/// keeps the heads apart where nothing has been seen (randomised prior functions).
///
/// Differences from the papers: heads share no layers, as in the second; the notes' item is one line. Bits that say which head
/// learns from a transition are drawn once and kept. The learned policy is greedy for the mean of the heads; the first paper lets
/// them vote.
/// I. Osband, C. Blundell, A. Pritzel and B. Van Roy, "Deep exploration via bootstrapped DQN", 2016, Algorithm 1; I. Osband,
/// J. Aslanides and A. Cassirer, "Randomized prior functions for deep reinforcement learning", 2018.
public struct BootstrappedDQN: Learner {
  /// `bootstrapped-dqn`.
  public static let algorithm = "bootstrapped-dqn"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The greedy policy of the heads' mean.
  public var policy: EnsemblePolicy { EnsemblePolicy(ensemble) }
  /// None: the networks see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0

  /// Q₁, …, Q_K.
  public internal(set) var ensemble: ValueEnsemble
  /// The parameters of the target networks.
  package internal(set) var target: Vector<Scalar>
  /// The environments, and the replay buffer 𝓑.
  package internal(set) var collector: OffPolicyCollector
  /// The head that acts in each copy.
  package internal(set) var acting: [Int]
  var optimizer: Adam<Scalar>
  var masks: HeadMasks
  var random: RandomStream
  private let evaluator: ValueEnsembleEvaluator
  private let update: ValueEnsembleUpdate
  private var batch: TransitionBatch

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
    ensemble = ValueEnsemble(architecture, using: &random)
    target = ensemble.parameters
    optimizer = Adam(count: ensemble.layout.count, learningRate: configuration.learningRate)
    collector = try OffPolicyCollector(
      environment: environment, copies: configuration.copies, threads: configuration.threads,
      capacity: configuration.replayCapacity, using: &random)
    acting = Array(repeating: 0, count: configuration.copies)
    masks = HeadMasks(
      heads: configuration.heads, probability: configuration.maskProbability,
      places: collector.replay.placeCount)
    evaluator = ValueEnsembleEvaluator(ensemble, rows: configuration.copies)
    update = ValueEnsembleUpdate(
      ensemble, batchSize: configuration.batchSize, isDouble: configuration.isDouble,
      huberThreshold: configuration.huberThreshold)
    batch = TransitionBatch(collector.replay.layout, size: configuration.batchSize)
    self.random = random
  }

  /// Passes of the loop, until ``Configuration/iterationSteps`` environment steps have been taken.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, or the gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    var metrics = Metrics()
    try collector.begin()
    let end = environmentSteps + configuration.iterationSteps
    repeat {
      let before = environmentSteps
      while environmentSteps < before + configuration.trainPeriod {
        // 1. At the beginning of an episode, draw the head k that acts in it.
        drawHeads()
        // 2. Take a = argmaxₐ Q_k(s, a), observe (s, a, s′, r), and add it to 𝓑.
        // 3. Draw the mask m of the heads that learn from it.
        chooseActions()
        drawMasks()
        try collector.step()
      }
      moveTarget(since: before)
      guard environmentSteps > configuration.warmUpSteps else { continue }
      for _ in 0..<configuration.gradientSteps {
        // 4. Sample {sᵢ, aᵢ, s′ᵢ, rᵢ, mᵢ} from 𝓑.
        collector.replay.sample(
          into: &batch, discount: configuration.discount, using: &random)
        // 5. yᵢₖ = rᵢ + γ(1 − d) Q_k′(s′ᵢ, argmaxₐ Q_k(s′ᵢ, a)), and a step on Σₖ 1/B Σᵢ mᵢₖ L(Q_k(sᵢ, aᵢ) − yᵢₖ).
        update.run(ensemble, target: target, batch, masks: masks)
        let norm = try descend()
        metrics.add(
          loss: update.loss, value: update.meanValue, disagreement: update.disagreement,
          gradientNorm: norm)
      }
    } while environmentSteps < end

    iteration += 1
    metrics.iteration = iteration
    metrics.gradientSteps = gradientSteps
    metrics.record(collector)
    return metrics
  }

  private mutating func drawHeads() {
    for copy in acting.indices where collector.returns.openSteps(of: copy) == 0 {
      acting[copy] = collector.streams[copy].integer(below: configuration.heads)
    }
  }

  /// Writes each copy's greedy action by its head; equals are drawn among.
  private mutating func chooseActions() {
    let (n, heads) = (ensemble.architecture.actions, configuration.heads)
    let values = evaluator.evaluate(ensemble, collector.observations)
    let rule = ActionValueExploration(.epsilonGreedy, .constant(0))
    let allowed = collector.allowed
    for copy in acting.indices {
      let row = Span(_unsafeStart: values + (copy * heads + acting[copy]) * n, count: n)
      let action = rule.choose(
        row, allowed: allowed?.row(copy), parameter: 0, using: &collector.streams[copy])
      collector.actions[copy, 0] = Scalar(action)
    }
  }

  /// Draws the masks of the transitions that the next step brings.
  private mutating func drawMasks() {
    for copy in acting.indices {
      masks.draw(
        at: collector.replay.openPlace(of: copy), using: &collector.streams[copy])
    }
  }

  /// One step of Adam on φ.
  /// - Returns: The gradient's norm before clipping.
  private mutating func descend() throws -> Double {
    let norm = update.gradient.norm
    guard norm.isFinite else {
      throw NotFiniteError("The gradient of step \(gradientSteps + 1) is not finite.")
    }
    let limit = configuration.gradientLimit.map { Scalar($0) } ?? .infinity
    optimizer.update(
      &ensemble.parameters, gradient: update.gradient,
      scale: GradientClipping.factor(norm: norm, limit: limit))
    gradientSteps += 1
    return Double(norm)
  }

  /// Moves the target networks, once for each period that ended since the environment step `before`.
  private mutating func moveTarget(since before: Int) {
    let period = configuration.targetUpdatePeriod
    let moves = environmentSteps / period - before / period
    let fraction = configuration.targetMoveFraction
    if fraction == 1, moves > 0 {
      target.assign(from: ensemble.parameters)
    } else {
      for _ in 0..<moves { target.move(toward: ensemble.parameters, by: Scalar(fraction)) }
    }
  }
}
