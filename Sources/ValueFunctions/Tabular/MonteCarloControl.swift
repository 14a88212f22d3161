public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// Monte-Carlo control with a table: Q(s, a) is the mean of the returns that followed, and the policy explores by Q.
///
/// Each pass runs an episode and lets every pair that it met learn from the return that followed its first visit, or each
/// visit. After a truncation the return goes on with Σ_a π(a|s) Q(s, a) of the last state, since the episode was only cut off.
///
/// R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, section 5.4.
public struct MonteCarloControl: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "monte-carlo"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0
  /// Q(s, a).
  public package(set) var table: ActionValueTable

  var walk: TabularWalk
  var stream: RandomStream
  var stepSizes: StepSizes
  /// The episode so far; empty between iterations.
  private var episode: [TabularTransition] = []
  /// In which episode each pair was last met, and the number of this one.
  private var lastSeen: ActionValueTable
  private var episodeNumber = 0.0
  /// Whether each step of the episode is the first visit of its pair.
  private var isFirst: [Bool] = []
  private var probabilities: [Double]
  private var errors = (sum: 0.0, count: 0)

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
    walk = try TabularWalk(environment, stateLimit: configuration.stateLimit, using: &random)
    stream = random.split()
    let actions = environment.actionSpace.choices
    table = ActionValueTable(actions: actions, initialValue: configuration.initialValue)
    stepSizes = StepSizes(exponent: configuration.visitExponent, actions: actions)
    lastSeen = ActionValueTable(actions: actions)
    probabilities = Array(repeating: 0, count: actions)
  }

  /// No statistic: tables take observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q.
  public var policy: TabularPolicy {
    TabularPolicy(observations: walk.observations, values: table.matrix)
  }

  /// `episodesPerIteration` episodes, and what is learned from them.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward or an observation is not finite, ``TooManyStatesError`` if there are more
  ///   different observations than `stateLimit`.
  public mutating func iterate() throws -> TabularMetrics {
    try walk.start()
    walk.beginReport()
    errors = (0, 0)
    for _ in 0..<configuration.episodesPerIteration {
      // 1. Run the policy for an episode.
      episode.removeAll(keepingCapacity: true)
      var hasEnded = false
      while !hasEnded {
        grow()
        let parameter = configuration.explorationParameter.value(at: environmentSteps)
        let action = configuration.choose(
          table, row: walk.state, walk, walk.state, parameter: parameter, using: &stream)
        let transition = try walk.step(action)
        environmentSteps += 1
        episode.append(transition)
        hasEnded = transition.status != .running
      }
      grow()
      // 2. Move Q towards the returns.
      learn(from: episode)
    }
    iteration += 1
    var metrics = TabularMetrics(walk, iteration, environmentSteps)
    metrics.errorMean = errors.sum / Double(errors.count)
    metrics.exploration = configuration.explorationParameter.value(at: environmentSteps - 1)
    return metrics
  }

  /// Learns from a whole episode, from its last step to its first.
  package mutating func learn(from episode: [TabularTransition]) {
    guard let last = episode.last else { return }
    episodeNumber += 1
    isFirst.removeAll(keepingCapacity: true)
    for step in episode {
      isFirst.append(lastSeen[step.state, step.action] != episodeNumber)
      lastSeen[step.state, step.action] = episodeNumber
    }
    var target = last.status == .terminated ? 0 : expectedValue(of: last.next)
    for i in episode.indices.reversed() {
      let step = episode[i]
      target = step.reward + configuration.discount * target
      guard isFirst[i] || configuration.visits == .every else { continue }
      let (s, a) = (step.state, step.action)
      let rate = configuration.learningRate.value(at: environmentSteps)
      let error = target - table[s, a]
      table[s, a] += stepSizes.next(rate, s, a) * error
      errors.sum += abs(error)
      errors.count += 1
    }
  }

  /// Σ_a π(a|s) Q(s, a).
  private mutating func expectedValue(of state: Int) -> Double {
    configuration.expectedValue(
      table, walk, state,
      parameter: configuration.explorationParameter.value(at: environmentSteps), &probabilities)
  }

  mutating func grow() { grow(to: walk.stateCount) }

  /// Makes room for `states` states.
  package mutating func grow(to states: Int) {
    table.grow(to: states)
    stepSizes.grow(to: states)
    lastSeen.grow(to: states)
  }
}

extension MonteCarloControl {
  /// Writes table, step sizes, the environment, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("walk", walk)
    try checkpoint.value("stream", stream)
    try checkpoint.value("table", table)
    try checkpoint.value("stepSizes", stepSizes)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("walk", &walk)
    stream = try checkpoint.value("stream")
    table = try checkpoint.table("table", like: table, states: walk.stateCount)
    stepSizes = try checkpoint.value("stepSizes")
    lastSeen = ActionValueTable(actions: table.actions)
    episodeNumber = 0
    grow()
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
