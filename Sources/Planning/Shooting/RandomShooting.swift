public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Random shooting: of many random sequences of actions, the best (chapter 9, headings only; the planner of the course's
/// homework on model-based learning).
///
///     1. Draw A₁ … A_N uniformly from the sequences of H actions
///     2. argmax_i J(Aᵢ)
///
/// For any kind of actions. A search begins anew: it knows nothing of the plan before.
public struct RandomShooting: SequencePlanner {
  /// γ.
  public let discount: Double
  /// The best sequence [H × action width].
  public private(set) var plan: Matrix<Scalar>
  /// J of the best sequence.
  public private(set) var bestReturn = -Double.infinity
  private var tried: Candidates

  /// The number of time steps that it plans ahead, H.
  public var horizon: Int { tried.horizon }
  /// The number of sequences, N.
  public var candidates: Int { tried.count }
  /// N.
  public var trials: Int { candidates }

  /// A planner.
  ///
  /// - Parameters:
  ///   - actionSpace: The actions.
  ///   - horizon: The number of time steps to plan ahead, H.
  ///   - candidates: The number of sequences, N.
  ///   - discount: γ.
  /// - Throws: `InvalidConfigurationError` if H or N is not positive or γ not in [0, 1].
  public init(
    _ actionSpace: ActionSpace, horizon: Int = 15, candidates: Int = 1000, discount: Double = 1
  ) throws {
    try checkSearch(horizon: horizon, candidates: candidates, discount: discount)
    self.discount = discount
    tried = Candidates(actionSpace, horizon: horizon, count: candidates)
    plan = Matrix(rows: horizon, columns: actionSpace.width)
  }

  /// Tries N new sequences.
  public mutating func search<Model: PlanningModel>(
    on model: inout Model, from state: Model.State, using stream: inout RandomStream
  ) {
    // 1. Draw the sequences.
    tried.sampleUniformly(using: &stream)
    // 2. Take the best.
    tried.evaluate(on: &model, from: state, discount: discount)
    let best = tried.best
    bestReturn = tried.returns[best]
    tried.write(best, into: &plan)
  }

  /// Goes one time step on.
  public mutating func advance() { plan.shiftUp() }

  /// Nothing is remembered.
  public mutating func begin() {}
}

/// Throws for options that no planner can have.
func checkSearch(horizon: Int, candidates: Int, discount: Double) throws(InvalidConfigurationError)
{
  try check(horizon > 0, "horizon", horizon, "must be positive")
  try check(candidates > 0, "candidates", candidates, "must be positive")
  try check(discount >= 0 && discount <= 1, "discount", discount, "must be in [0, 1]")
}

/// Throws an error about `option` unless the condition holds.
func check<Value>(
  _ holds: Bool, _ option: String, _ value: Value, _ requirement: String
) throws(InvalidConfigurationError) {
  guard !holds else { return }
  throw InvalidConfigurationError(option: option, value: "\(value)", requirement: requirement)
}
