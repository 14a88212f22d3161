public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// What chooses actions by looking ahead from where an environment stands.
public protocol OnlinePlanner: Sendable {
  /// Writes the action for the first copy of `environment` into row 0 of `action` [1 × action width].
  /// - Throws: `NotFiniteError` if no action leads to a finite return.
  mutating func act(in environment: any EnvironmentBatch, into action: inout Matrix<Scalar>) throws

  /// Says that an episode begins.
  mutating func begin()
}

/// Model predictive control: plan, take the first action, and plan again from where it led (notes 10.1.3, steps 3 and 4).
///
/// What is left of the plan is where the next search begins, if the planner can make use of it.
public struct ModelPredictiveControl<Planner: SequencePlanner, Model: PlanningModel>: Sendable {
  /// What searches.
  public private(set) var planner: Planner
  /// What sequences are tried on.
  public var model: Model
  private var stream: RandomStream
  private var hasPlan = false

  /// A controller that has not acted yet.
  ///
  /// - Parameters:
  ///   - planner: What searches.
  ///   - model: What sequences are tried on.
  ///   - seed: Decides the sequences that are tried.
  /// - Precondition: The model tries as many sequences at once as the planner.
  public init(_ planner: Planner, on model: Model, seed: UInt64) {
    precondition(
      planner.candidates == model.candidates,
      "A planner of \(planner.candidates) candidates does not fit a model of \(model.candidates).")
    self.planner = planner
    self.model = model
    stream = RandomStream(seed: seed)
  }

  /// Plans for `state`, and writes the first action into row 0 of `action` [1 × action width].
  /// - Throws: `NotFiniteError` if no sequence has a finite return.
  public mutating func act(for state: Model.State, into action: inout Matrix<Scalar>) throws {
    if hasPlan { planner.advance() }
    planner.search(on: &model, from: state, using: &stream)
    hasPlan = true
    guard planner.bestReturn > -.infinity else {
      throw NotFiniteError(
        "None of \(planner.candidates) sequences of \(planner.horizon) actions has a finite return."
      )
    }
    for j in 0..<action.columns { action[0, j] = planner.plan[0, j] }
  }

  /// Forgets the plan, as at the beginning of an episode.
  public mutating func begin() {
    planner.begin()
    hasPlan = false
  }
}

extension ModelPredictiveControl: OnlinePlanner where Model == SimulatorModel {
  /// Plans on copies of the environment.
  public mutating func act(
    in environment: any EnvironmentBatch, into action: inout Matrix<Scalar>
  ) throws {
    try act(for: environment, into: &action)
  }
}
