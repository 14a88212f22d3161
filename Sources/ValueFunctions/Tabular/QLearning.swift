public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// Q-learning with a table, and double Q-learning: online Q-iteration (notes 6.1.6, Algorithm 10) where φ is one number
/// for each state and action.
///
/// Q(s, a) ← Q(s, a) + α (r + γ(1−d) max_a′ Q(s′, a′) − Q(s, a)), where d is 1 after a termination only: a truncation keeps
/// bootstrapping (slip in Algorithm 10). Double Q-learning keeps two tables, of which one chooses a′ and the other one
/// values it; a coin says which of them learns. It then explores by their mean.
///
/// C. Watkins, "Learning from delayed rewards", 1989; H. van Hasselt, "Double Q-learning", 2010.
public struct QLearning: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "q-learning"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public package(set) var environmentSteps = 0
  /// Q(s, a), or the two of double Q-learning.
  public package(set) var tables: [ActionValueTable]

  var walk: TabularWalk
  var stream: RandomStream
  var stepSizes: [StepSizes]
  /// The mean of the two tables' values in a state.
  private var mean: ActionValueTable

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
    let count = configuration.estimator == .double ? 2 : 1
    tables = Array(
      repeating: ActionValueTable(actions: actions, initialValue: configuration.initialValue),
      count: count)
    stepSizes = Array(
      repeating: StepSizes(exponent: configuration.visitExponent, actions: actions), count: count)
    mean = ActionValueTable(actions: actions)
    mean.grow(to: 1)
  }

  /// No statistic: tables take observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q, or by the mean of the two tables.
  public var policy: TabularPolicy {
    var values = Vector<Double>(count: tables[0].states * tables[0].actions)
    for table in tables {
      for i in 0..<values.count { values[i] += table.elements[i] / Double(tables.count) }
    }
    return TabularPolicy(
      observations: walk.observations,
      values: Matrix(values, rows: tables[0].states, columns: tables[0].actions))
  }

  /// `stepsPerIteration` passes of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward or an observation is not finite, ``TooManyStatesError`` if there are more
  ///   different observations than `stateLimit`.
  public mutating func iterate() throws -> TabularMetrics {
    try iterate { learner in abs(try learner.pass().error) }
  }

  /// `stepsPerIteration` passes of a loop about this table.
  /// - Parameter pass: One pass, which makes one environment step and counts it, and returns |y − Q(s, a)|.
  package mutating func iterate(_ pass: (inout Self) throws -> Double) throws -> TabularMetrics {
    walk.beginReport()
    var errors = 0.0
    for _ in 0..<configuration.stepsPerIteration { errors += try pass(&self) }
    iteration += 1
    var metrics = TabularMetrics(walk, iteration, environmentSteps)
    metrics.errorMean = errors / Double(configuration.stepsPerIteration)
    metrics.exploration = configuration.explorationParameter.value(at: environmentSteps - 1)
    return metrics
  }

  /// One pass of the notes' Loop, without what is logged.
  /// - Returns: The transition that was made, and y − Q(s, a).
  @discardableResult
  package mutating func pass() throws -> (transition: TabularTransition, error: Double) {
    let transition = try act()
    let error = learn(from: transition, step: environmentSteps)
    environmentSteps += 1
    return (transition, error)
  }

  /// Step 1 of the notes' Loop: some action a and what follows, (s, a, s′, r).
  package mutating func act() throws -> TabularTransition {
    try walk.start()
    grow()
    let parameter = configuration.explorationParameter.value(at: environmentSteps)
    let transition = try walk.step(choose(in: walk.state, parameter))
    grow()
    return transition
  }

  /// Steps 2 and 3 of the notes' Loop.
  /// - Returns: y − Q(s, a) before the update.
  @discardableResult
  package mutating func learn(from transition: TabularTransition, step: Int) -> Double {
    let discount = configuration.discount
    // 2. y = r + γ max_a′ Q(s′, a′), without the second part after a termination.
    return learn(transition.state, transition.action, step: step) { greatest in
      transition.status == .terminated
        ? transition.reward : transition.reward + discount * greatest(transition.next)
    }
  }

  /// Moves Q(s, a) towards a target.
  ///
  /// - Parameters:
  ///   - s: s.
  ///   - a: a.
  ///   - step: The environment step whose α it is.
  ///   - target: y, given what tells max_a′ Q(s′, a′) of a state.
  /// - Returns: y − Q(s, a) before the update.
  @discardableResult
  package mutating func learn(
    _ s: Int, _ a: Int, step: Int, target: (_ greatest: (Int) -> Double) -> Double
  ) -> Double {
    let i = tables.count == 2 && stream.bernoulli(0.5) ? 1 : 0
    let other = tables.count == 2 ? 1 - i : i
    let target = target { next in
      tables[other][next, configuration.greedy(tables[i], walk, next)]
    }
    // 3. φ ← φ − α dQ_φ/dφ(s, a) (Q_φ(s, a) − y).
    let error = target - tables[i][s, a]
    let rate = configuration.learningRate.value(at: step)
    tables[i][s, a] += stepSizes[i].next(rate, s, a) * error
    return error
  }

  private mutating func choose(in state: Int, _ parameter: Double) -> Int {
    guard tables.count == 2 else {
      return configuration.choose(
        tables[0], row: state, walk, state, parameter: parameter, using: &stream)
    }
    for a in 0..<mean.actions { mean[0, a] = (tables[0][state, a] + tables[1][state, a]) / 2 }
    return configuration.choose(mean, row: 0, walk, state, parameter: parameter, using: &stream)
  }

  private mutating func grow() { grow(to: walk.stateCount) }

  /// Makes room for `states` states.
  package mutating func grow(to states: Int) {
    for i in tables.indices {
      tables[i].grow(to: states)
      stepSizes[i].grow(to: states)
    }
  }
}

extension TabularMetrics {
  init(_ walk: TabularWalk, _ iteration: Int, _ environmentSteps: Int) {
    self.iteration = iteration
    self.environmentSteps = environmentSteps
    episodes = walk.report.episodes
    returnMean = walk.report.returnMean
    episodeLength = walk.report.lengthMean
    states = walk.stateCount
  }
}
