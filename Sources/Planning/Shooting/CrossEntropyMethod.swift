public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// The cross-entropy method: random shooting whose distribution moves to where the best sequences were (chapter 9, headings
/// only; the course's lecture on optimal control).
///
///     Loop M times
///       1. Draw A₁ … A_N from p(A)
///       2. Evaluate J(A₁) … J(A_N)
///       3. Take the elites, the K sequences with the highest J
///       4. Fit p(A) to them
///     end
///
/// p is a Gaussian of its own for each component of each continuous action, moved within the bounds, and a table of
/// probabilities for each discrete one. A search begins with the means of the plan before, one step on, and with the first
/// deviations; probabilities are mixed in halves with uniform ones. The plan is the last mean, or the likeliest choices.
///
/// R. Rubinstein, "The cross-entropy method for combinatorial and continuous optimization", 1999; K. Chua et al., "Deep
/// reinforcement learning in a handful of trials", 2018, for its use with models.
public struct CrossEntropyMethod: SequencePlanner {
  /// How it goes about.
  public struct Configuration: Sendable, Equatable {
    /// The number of time steps to plan ahead, H.
    public var horizon = 15
    /// The number of sequences of a pass, N.
    public var candidates = 200
    /// The number of elites, K.
    public var elites = 20
    /// The number of passes, M.
    public var iterations = 4
    /// The share of the distribution before that stays in the one that is fitted.
    public var smoothing = 0.1
    /// The first deviation, of half the width between the bounds, or of 1 where there are none.
    public var initialDeviation = 0.5
    /// γ.
    public var discount = 1.0

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try checkSearch(horizon: horizon, candidates: candidates, discount: discount)
      try check(
        elites > 0 && elites <= candidates, "elites", elites,
        "must be positive and at most the number of candidates, \(candidates)")
      try check(iterations > 0, "iterations", iterations, "must be positive")
      try check(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "must be in [0, 1)")
      try check(
        initialDeviation > 0 && initialDeviation.isFinite, "initialDeviation", initialDeviation,
        "must be positive and finite")
    }
  }

  /// How it goes about.
  public let configuration: Configuration
  /// The plan [H × action width].
  public private(set) var plan: Matrix<Scalar>
  /// J of the best sequence of the last pass.
  public private(set) var bestReturn = -Double.infinity
  private var tried: Candidates
  private var distribution: SequenceDistribution
  private var elites: Elites

  /// H.
  public var horizon: Int { configuration.horizon }
  /// N.
  public var candidates: Int { configuration.candidates }
  /// M N.
  public var trials: Int { configuration.iterations * configuration.candidates }

  /// A planner.
  /// - Throws: `InvalidConfigurationError` for an option out of bounds.
  public init(_ actionSpace: ActionSpace, configuration: Configuration = Configuration()) throws {
    try configuration.validate()
    self.configuration = configuration
    tried = Candidates(
      actionSpace, horizon: configuration.horizon, count: configuration.candidates)
    distribution = SequenceDistribution(
      actionSpace, horizon: configuration.horizon, deviation: configuration.initialDeviation)
    elites = Elites(configuration.elites, of: configuration.candidates)
    plan = Matrix(rows: configuration.horizon, columns: actionSpace.width)
  }

  /// Moves the distribution M times.
  public mutating func search<Model: PlanningModel>(
    on model: inout Model, from state: Model.State, using stream: inout RandomStream
  ) {
    distribution.open()
    for _ in 0..<configuration.iterations {
      // 1. Draw.
      distribution.sample(into: &tried.sequences, using: &stream)
      // 2. Evaluate.
      tried.evaluate(on: &model, from: state, discount: configuration.discount)
      bestReturn = tried.returns[tried.best]
      if bestReturn == -.infinity { return }
      // 3. The elites.
      elites.choose(from: tried.returns)
      // 4. Fit.
      distribution.fit(
        to: tried.sequences, rows: elites.chosen, smoothing: configuration.smoothing)
    }
    distribution.writeMode(into: &plan)
  }

  /// Goes one time step on.
  public mutating func advance() {
    distribution.advance()
    plan.shiftUp()
  }

  /// Forgets the plan.
  public mutating func begin() { distribution.begin() }
}
