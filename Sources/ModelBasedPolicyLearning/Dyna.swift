public import Environments
internal import LinearAlgebra
public import ReinforcementLearning
public import ValueFunctions

/// DYNA: online Q-learning that also learns from a model of what it has met (notes 11.1.2, Algorithm 20), with tables.
///
/// The notes' Q(s, a) ← Q(s, a) + α E[r + max_a′ Q(s′, a′) − Q(s, a)] lacks γ, their step 2 lacks r, and nothing fills the
/// buffer (slips in Algorithm 20): here the expectation is r̂ + γ Σ p̂ max Q, over what followed (s, a) so far, and the buffer
/// is the different pairs (s, a) that were met. Step 3 is the notes' expectation or, as in the first Dyna-Q, the sample
/// (s, a, s′, r) itself; in a deterministic environment they are the same.
///
/// R. Sutton, "Integrated architectures for learning, planning, and reacting based on approximating dynamic programming",
/// 1990; R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, section 8.2.
public struct Dyna: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "dyna"
  /// What is acted in.
  public var environment: EnvironmentSpecification { learner.environment }
  /// The options.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The number of rows of the metrics so far.
  public var iteration: Int { learner.iteration }
  /// The number of environment steps so far.
  public var environmentSteps: Int { learner.environmentSteps }

  /// Q, its exploration and the environment.
  private var learner: QLearning
  private var model: TabularModel
  private var stream: RandomStream

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` unless actions are discrete.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    learner = try QLearning(
      environment: environment, configuration: configuration.table, seed: random.next())
    model = TabularModel(actions: environment.actionSpace.choices)
    stream = random.split()
  }

  /// No statistic: tables take observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q.
  public var policy: TabularPolicy { learner.policy }

  /// The number of different pairs (s, a) that were met.
  public var pairs: Int { model.pairs.count }

  /// `stepsPerIteration` passes of the notes' outer Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward or an observation is not finite, `TooManyStatesError` if there are more
  ///   different observations than `stateLimit`.
  public mutating func iterate() throws -> TabularMetrics {
    var (model, stream) = (model, stream)
    self.model = TabularModel(actions: environment.actionSpace.choices)
    defer { (self.model, self.stream) = (model, stream) }
    let configuration = configuration
    return try learner.iterate {
      try Self.pass(&$0, &model, &stream, configuration).error
    }
  }

  /// One pass of the notes' outer Loop.
  /// - Returns: Where the episode stands after it.
  @discardableResult
  package mutating func pass() throws -> Status {
    try Self.pass(&learner, &model, &stream, configuration).status
  }

  private static func pass(
    _ learner: inout QLearning, _ model: inout TabularModel, _ stream: inout RandomStream,
    _ configuration: Configuration
  ) throws -> (error: Double, status: Status) {
    let (discount, step) = (configuration.discount, learner.environmentSteps)
    // 1. Given s, pick a using some exploration policy, and observe (s, a, s′, r).
    let transition = try learner.act()
    // 2. Update p̂(s′|s, a) and r̂(s, a), and the buffer.
    model.grow(to: learner.tables[0].states)
    let pair = model.add(transition)
    // 3. Update Q(s, a).
    let error =
      switch configuration.update {
      case .sample: learner.learn(from: transition, step: step)
      case .expectation:
        learner.learn(transition.state, transition.action, step: step) {
          model.target(pair, discount: discount, $0)
        }
      }
    for _ in 0..<configuration.planningSteps {
      // 4. Sample (s, a) from the buffer.
      let pair = model.sample(using: &stream)
      // 5. Update Q(s, a) by the model.
      let (s, a) = (model.pairs[pair].state, model.pairs[pair].action)
      learner.learn(s, a, step: step) { model.target(pair, discount: discount, $0) }
    }
    learner.environmentSteps += 1
    return (abs(error), transition.status)
  }
}

extension Dyna {
  /// Writes table, model, environment, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("learner", learner)
    try checkpoint.value("model", model)
    try checkpoint.value("stream", stream)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("learner", &learner)
    let model: TabularModel = try checkpoint.value("model")
    let (states, actions) = (learner.tables[0].states, environment.actionSpace.choices)
    if let problem = model.problem(states: states, actions: actions) {
      throw checkpoint.refuse(problem)
    }
    self.model = model
    stream = try checkpoint.value("stream")
  }
}
