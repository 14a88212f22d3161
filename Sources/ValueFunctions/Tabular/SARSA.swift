public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// SARSA with a table: the value of what the policy does next, not of the best (in notes 6.2 as the on-policy relative of
/// Algorithm 10). One step, n steps, or all of them by traces, SARSA(λ); sampled, or as an expectation over a′.
///
/// Q(s, a) ← Q(s, a) + α (r + γ(1−d) Q(s′, a′) − Q(s, a)), a′ ~ π(·|s′), where d is 1 after a termination only. At a
/// truncation a′ is drawn in the last state, though it is never taken. With n steps, Σ_{k<n} γᵏ r_{t+k} + γⁿ Q(s_{t+n},
/// a_{t+n}) takes the place of r + γQ(s′, a′), with fewer where the episode ends; with traces, every pair of the episode
/// learns by its trace.
///
/// G. Rummery and M. Niranjan, "On-line Q-learning using connectionist systems", 1994; H. van Seijen et al., "Expected
/// Sarsa", 2009, and "True online TD(λ)", 2016; R. Sutton and A. Barto, "Reinforcement learning", 2018, chapters 6, 7, 12.
public struct SARSA: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "sarsa"
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
  /// a′, which was chosen for the present state; nil at the start of an episode.
  var nextAction: Int?
  /// The steps of the episode from which nothing has been learned yet, at most n.
  var pending: [Pending] = []
  var traces: EligibilityTraces
  /// Q(s, a) as it was when it was bootstrapped from; for true online traces.
  var oldValue = 0.0
  private var probabilities: [Double]
  private var errors = (sum: 0.0, count: 0)

  /// A step from which nothing has been learned yet.
  struct Pending: Codable, Equatable, Sendable {
    var state: Int
    var action: Int
    var reward: Double
  }

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
    traces = EligibilityTraces(actions: actions)
    probabilities = Array(repeating: 0, count: actions)
    pending.reserveCapacity(configuration.returnSteps)
  }

  /// No statistic: tables take observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q.
  public var policy: TabularPolicy {
    TabularPolicy(observations: walk.observations, values: table.matrix)
  }

  /// `stepsPerIteration` steps.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward or an observation is not finite, ``TooManyStatesError`` if there are more
  ///   different observations than `stateLimit`.
  public mutating func iterate() throws -> TabularMetrics {
    try walk.start()
    grow()
    walk.beginReport()
    errors = (0, 0)
    for step in environmentSteps..<environmentSteps + configuration.stepsPerIteration {
      // 1. Take a and observe (s, a, s′, r).
      let action = nextAction ?? choose(in: walk.state, step)
      let transition = try walk.step(action)
      grow()
      // 2. Choose a′ ~ π(·|s′), in the last state of a truncated episode too.
      nextAction = transition.status == .running ? choose(in: transition.next, step + 1) : nil
      let value =
        transition.status == .terminated ? 0 : value(of: transition.next, nextAction, step + 1)
      // 3. Move Q towards r + γ Q(s′, a′).
      learn(from: transition, bootstrap: value, step: step)
    }
    iteration += 1
    environmentSteps += configuration.stepsPerIteration
    var metrics = TabularMetrics(walk, iteration, environmentSteps)
    metrics.errorMean = errors.sum / Double(errors.count)
    metrics.exploration = configuration.explorationParameter.value(at: environmentSteps - 1)
    return metrics
  }

  /// Learns from a transition whose last state is worth `bootstrap`: Q(s′, a′), its expectation, or 0.
  package mutating func learn(from transition: TabularTransition, bootstrap: Double, step: Int) {
    let rate = configuration.learningRate.value(at: step)
    if configuration.traceDecay > 0 {
      learnByTraces(transition, bootstrap, rate)
    } else {
      learnByReturns(transition, bootstrap, rate)
    }
  }

  /// The step that lies n steps back learns; at an end all that are left do.
  private mutating func learnByReturns(
    _ transition: TabularTransition, _ bootstrap: Double, _ rate: Double
  ) {
    pending.append(
      Pending(state: transition.state, action: transition.action, reward: transition.reward))
    let hasEnded = transition.status != .running
    while hasEnded ? !pending.isEmpty : pending.count == configuration.returnSteps {
      // G = Σ_k γᵏ r_{t+k} + γⁿ Q(s_{t+n}, a_{t+n}).
      var target = bootstrap
      for step in pending.reversed() { target = step.reward + configuration.discount * target }
      let (s, a) = (pending[0].state, pending[0].action)
      let error = target - table[s, a]
      table[s, a] += stepSizes.next(rate, s, a) * error
      errors.sum += abs(error)
      errors.count += 1
      pending.removeFirst()
    }
  }

  /// Every pair of the episode learns by its trace.
  private mutating func learnByTraces(
    _ transition: TabularTransition, _ bootstrap: Double, _ rate: Double
  ) {
    let (s, a) = (transition.state, transition.action)
    let α = stepSizes.next(rate, s, a)
    let value = table[s, a]
    let error = transition.reward + configuration.discount * bootstrap - value
    traces.meet(s, a, configuration.traces, rate: α)
    if configuration.traces == .trueOnline {
      traces.update(&table, by: α * (error + value - oldValue))
      table[s, a] -= α * (value - oldValue)
      oldValue = bootstrap
    } else {
      traces.update(&table, by: α * error)
    }
    traces.decay(by: configuration.discount * configuration.traceDecay)
    errors.sum += abs(error)
    errors.count += 1
    if transition.status != .running {
      traces.clear()
      oldValue = 0
    }
  }

  private mutating func choose(in state: Int, _ step: Int) -> Int {
    configuration.choose(
      table, row: state, walk, state,
      parameter: configuration.explorationParameter.value(at: step), using: &stream)
  }

  /// Q(s′, a′), or Σ_a′ π(a′|s′) Q(s′, a′); `action` is drawn if there is none.
  private mutating func value(of state: Int, _ action: Int?, _ step: Int) -> Double {
    if configuration.target == .sampled { return table[state, action ?? choose(in: state, step)] }
    return configuration.expectedValue(
      table, walk, state, parameter: configuration.explorationParameter.value(at: step),
      &probabilities)
  }

  private mutating func grow() { grow(to: walk.stateCount) }

  /// Makes room for `states` states.
  package mutating func grow(to states: Int) {
    table.grow(to: states)
    stepSizes.grow(to: states)
    if configuration.traceDecay > 0 { traces.grow(to: states) }
  }
}
