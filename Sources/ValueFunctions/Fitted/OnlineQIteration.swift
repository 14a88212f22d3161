public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Online Q-iteration: a gradient step on each transition as it comes (notes 6.1.6, Algorithm 10).
///
/// y = r + γ(1−d) max_a′ Q_φ(s′, a′), φ ← φ − α dQ_φ/dφ(s, a) (Q_φ(s, a) − y), where d is 1 after a termination only (slip in
/// Algorithm 10). Without hidden layers Q_φ is linear in the observation, and on one-hot observations a table. Successive
/// transitions are correlated and the targets move with φ, so that it may diverge: see DQN for what helps.
public struct OnlineQIteration: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "online-q-iteration"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// Q_φ.
  public internal(set) var network: ActionValueNetwork
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0

  var walk: ObservedWalk
  var stream: RandomStream
  private var optimizer: SGD<Scalar>
  private let evaluator: ActionValueEvaluator
  private let regression: ActionValueRegression
  private var target: Matrix<Scalar>
  private var selection: Matrix<Scalar>
  /// s, which the step overwrites.
  private var observation: Matrix<Scalar>

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` unless actions are discrete.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    walk = try ObservedWalk(environment, using: &random)
    let (features, actions) = (environment.observationSpace.count, environment.actionSpace.choices)
    network = ActionValueNetwork(
      ActionValueArchitecture(
        observationShape: [features], actions: actions, hidden: configuration.hiddenWidths,
        activation: configuration.activation), using: &random)
    stream = random.split()
    optimizer = SGD(count: network.layout.count, learningRate: 0)
    evaluator = ActionValueEvaluator(network, rows: 1)
    regression = ActionValueRegression(network, rows: 1)
    target = Matrix(rows: 1, columns: actions)
    selection = target
    observation = Matrix(rows: 1, columns: features)
  }

  /// No statistic: the network sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q_φ.
  public var policy: GreedyPolicy { GreedyPolicy(network) }

  /// `stepsPerIteration` passes of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, an observation or φ is not finite.
  public mutating func iterate() throws -> FittedMetrics {
    try walk.start()
    walk.beginReport()
    var errors = 0.0
    for step in environmentSteps..<environmentSteps + configuration.stepsPerIteration {
      errors += try pass(step)
    }
    guard network.parameters.isFinite else {
      throw NotFiniteError(
        "The parameters of iteration \(iteration + 1) are not finite: the learning has diverged; lower the learning rate."
      )
    }
    iteration += 1
    environmentSteps += configuration.stepsPerIteration
    return FittedMetrics(
      walk.report, iteration: iteration, environmentSteps: environmentSteps,
      error: errors / Double(configuration.stepsPerIteration),
      exploration: configuration.explorationParameter.value(at: environmentSteps - 1))
  }

  private mutating func pass(_ step: Int) throws -> Double {
    // 1. Take some action a and observe (s, a, s′, r).
    let actions = target.columns
    let values = evaluator.evaluate(network, walk.observation)
    let action = ActionValueExploration(
      configuration.exploration, configuration.explorationParameter
    ).choose(values, walk.allowed, row: 0, step: step, using: &stream)
    let value = Double(values[action])
    Self.copy(walk.observation, into: &observation)
    let (reward, status) = try walk.step(action)
    // 2. y = r + γ max_a′ Q_φ(s′, a′), without the second part after a termination.
    var y = reward
    if status != .terminated {
      let next = evaluator.evaluate(network, walk.next)
      let best = ActionValueExploration.greedy(next, walk.nextAllowed, row: 0)
      y += configuration.discount * Double(next[best])
    }
    // 3. φ ← φ − α dQ_φ/dφ(s, a) (Q_φ(s, a) − y).
    for a in 0..<actions {
      target[0, a] = a == action ? Scalar(y) : 0
      selection[0, a] = a == action ? 1 : 0
    }
    regression.load(observation, targets: target, selection: selection)
    _ = regression.evaluate(network.parameters)
    optimizer.learningRate = configuration.learningRate.value(at: step)
    optimizer.update(&network.parameters, gradient: regression.gradient)
    return abs(y - value)
  }

  private static func copy(_ source: Matrix<Scalar>, into row: inout Matrix<Scalar>) {
    let count = row.count
    source.withUnsafePointer { source in
      row.withUnsafeMutablePointer { $0.update(from: source, count: count) }
    }
  }
}

extension OnlineQIteration {
  /// Writes φ, the environment, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("network", network.parameters)
    try checkpoint.part("walk", walk)
    try checkpoint.value("stream", stream)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    network.parameters = try checkpoint.tensor("network", count: network.layout.count)
    try checkpoint.part("walk", &walk)
    stream = try checkpoint.value("stream")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
