public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Fitted Q-iteration: targets for a whole set of transitions, a fit to them, and both again (notes 6.1.5, Algorithm 9).
///
/// y_i = r_i + γ(1−d_i) max_a′ Q_φ(s′_i, a′), φ ← argmin ½ Σ_i (Q_φ(s_i, a_i) − y_i)², where d is 1 after a termination only
/// (slip in Algorithm 9). The argmin is steps of Adam on all samples or, where Q_φ is linear, least squares for each action;
/// on one-hot observations that is a table. The behaviour policy explores by Q_φ, and each set replaces the one
/// before.
///
/// D. Ernst, P. Geurts and L. Wehenkel, "Tree-based batch mode reinforcement learning", 2005; M. Riedmiller, "Neural
/// fitted Q iteration", 2005.
public struct FittedQIteration: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "fitted-q-iteration"
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
  var optimizer: Adam<Scalar>
  private let actor: ActionValueEvaluator
  private let evaluator: ActionValueEvaluator
  private let regression: ActionValueRegression
  private var set: TransitionSet
  private var targets: Matrix<Scalar>

  /// The transitions of a pass.
  struct TransitionSet {
    var observations: Matrix<Scalar>
    var next: Matrix<Scalar>
    /// 1 for each action that s′ allows.
    var nextAllowed: Matrix<Scalar>
    /// 1 in the column of a.
    var selection: Matrix<Scalar>
    var actions: [Int]
    var rewards: [Double]
    var statuses: [Status]
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
    walk = try ObservedWalk(environment, using: &random)
    let (features, actions) = (environment.observationSpace.count, environment.actionSpace.choices)
    network = ActionValueNetwork(
      ActionValueArchitecture(
        observationShape: [features], actions: actions, hidden: configuration.hiddenWidths,
        activation: configuration.activation), using: &random)
    stream = random.split()
    optimizer = Adam(count: network.layout.count, learningRate: configuration.learningRate)
    let rows = configuration.batchSize
    actor = ActionValueEvaluator(network, rows: 1)
    evaluator = ActionValueEvaluator(network, rows: rows)
    regression = ActionValueRegression(network, rows: rows)
    targets = Matrix(rows: rows, columns: actions)
    set = TransitionSet(
      observations: Matrix(rows: rows, columns: features),
      next: Matrix(rows: rows, columns: features), nextAllowed: targets, selection: targets,
      actions: Array(repeating: 0, count: rows), rewards: Array(repeating: 0, count: rows),
      statuses: Array(repeating: .running, count: rows))
  }

  /// No statistic: the network sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }

  /// The policy that is greedy by Q_φ.
  public var policy: GreedyPolicy { GreedyPolicy(network) }

  /// One pass of the notes' outer Loop, with all of its inner ones.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, an observation or φ is not finite, `LinearAlgebraError` if the least squares
  ///   have no finite solution.
  public mutating func iterate() throws -> FittedMetrics {
    try walk.start()
    walk.beginReport()
    // 1. Collect the set {(s, a, s′, r)} using some policy.
    for i in 0..<configuration.batchSize { try collect(i) }
    var error = 0.0
    for pass in 0..<configuration.fits {
      // 2. y ← r + γ max_a′ Q_φ(s′, a′).
      computeTargets()
      if pass == 0 { error = meanError() }
      // 3. φ ← argmin_φ ½ Σ ‖Q_φ(s, a) − y‖².
      try fit()
    }
    guard network.parameters.isFinite else {
      throw NotFiniteError(
        "The parameters of iteration \(iteration + 1) are not finite: the learning has diverged; lower the learning rate."
      )
    }
    iteration += 1
    environmentSteps += configuration.batchSize
    return FittedMetrics(
      walk.report, iteration: iteration, environmentSteps: environmentSteps, error: error,
      exploration: configuration.explorationParameter.value(at: environmentSteps - 1))
  }

  private mutating func collect(_ i: Int) throws {
    let (features, actions) = (set.observations.columns, targets.columns)
    let values = actor.evaluate(network, walk.observation)
    let action = ActionValueExploration(
      configuration.exploration, configuration.explorationParameter
    ).choose(values, walk.allowed, row: 0, step: environmentSteps + i, using: &stream)
    for j in 0..<features { set.observations[i, j] = walk.observation[0, j] }
    let (reward, status) = try walk.step(action)
    for j in 0..<features { set.next[i, j] = walk.next[0, j] }
    for a in 0..<actions {
      set.nextAllowed[i, a] = walk.nextAllowed[0, a]
      set.selection[i, a] = a == action ? 1 : 0
    }
    (set.actions[i], set.rewards[i], set.statuses[i]) = (action, reward, status)
  }

  private mutating func computeTargets() {
    let actions = targets.columns
    let values = evaluator.evaluate(network, set.next)
    for i in 0..<targets.rows {
      var y = set.rewards[i]
      if set.statuses[i] != .terminated {
        let row = values + i * actions
        let best = ActionValueExploration.greedy(row, set.nextAllowed, row: i)
        y += configuration.discount * Double(row[best])
      }
      for a in 0..<actions { targets[i, a] = a == set.actions[i] ? Scalar(y) : 0 }
    }
  }

  private func meanError() -> Double {
    let values = evaluator.evaluate(network, set.observations)
    var sum = 0.0
    for (i, a) in set.actions.enumerated() {
      sum += abs(Double(targets[i, a] - values[i * targets.columns + a]))
    }
    return sum / Double(targets.rows)
  }

  private mutating func fit() throws {
    if configuration.solver == .leastSquares { return try fitLeastSquares() }
    regression.load(set.observations, targets: targets, selection: set.selection)
    for _ in 0..<configuration.gradientSteps {
      _ = regression.evaluate(network.parameters)
      optimizer.update(&network.parameters, gradient: regression.gradient)
    }
  }

  /// Weights and bias of each action by least squares over its own samples; what was never tried keeps its values.
  private mutating func fitLeastSquares() throws {
    let (features, actions) = (set.observations.columns, targets.columns)
    for a in 0..<actions {
      let rows = set.actions.indices.filter { set.actions[$0] == a }
      if rows.isEmpty { continue }
      let (x, y) = (set.observations, targets)
      let solution = try leastSquares(
        Matrix<Double>(rows: rows.count, columns: features + 1) {
          $1 == features ? 1 : Double(x[rows[$0], $1])
        }, Matrix<Double>(rows: rows.count, columns: 1) { i, _ in Double(y[rows[i], a]) },
        tolerance: 1e-9
      ).solution
      // W [features × actions], and then b [1 × actions].
      for j in 0...features { network.parameters[j * actions + a] = Scalar(solution[j, 0]) }
    }
  }
}

extension FittedQIteration {
  /// Writes φ, the optimiser, the environment, streams and counters; a set of transitions does not outlive its pass.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("network", network.parameters)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("walk", walk)
    try checkpoint.value("stream", stream)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    network.parameters = try checkpoint.tensor("network", count: network.layout.count)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == network.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(network.layout.count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("walk", &walk)
    stream = try checkpoint.value("stream")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
