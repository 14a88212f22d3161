public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The policy that plans in a latent space: it encodes what it observes, and looks from there for the best actions on a learned
/// model, as ``PlanningPolicy`` does from what is observed itself.
public struct LatentPlanningPolicy: Sendable {
  /// The model that it plans on.
  public internal(set) var model: LatentModel
  /// How latent states are made.
  public let latent: LatentSettings
  /// How actions are found; its networks are those of a model before it learned.
  private var search: PlanningPolicy

  /// A policy on `model`, whose encoder was made by `latent`.
  /// - Throws: `InvalidConfigurationError` for settings out of bounds, and if the planner cannot search among such actions.
  public init(
    _ model: LatentModel, _ latent: LatentSettings, actionSpace: ActionSpace,
    planner: PlannerSettings, particles: Int = 1, canTerminate: Bool = true
  ) throws {
    self.init(
      model, latent,
      search: try PlanningPolicy(
        model.ensemble, actionSpace: actionSpace, planner: planner, particles: particles,
        canTerminate: canTerminate))
  }

  /// A policy that searches as `search` does.
  init(_ model: LatentModel, _ latent: LatentSettings, search: PlanningPolicy) {
    self.model = model
    self.latent = latent
    self.search = search
  }

  /// The policy that plans from latent states.
  public var planning: PlanningPolicy {
    var planning = search
    planning.ensemble = model.ensemble
    return planning
  }

  /// The number of threads that the networks are asked by; not part of the file.
  var threads: Int {
    get { search.threads }
    set { search.threads = newValue }
  }

  /// An actor for `copies` environments.
  func makePlanningActor(copies: Int) -> LatentPlanningActor {
    LatentPlanningActor(model, planning.makePlanningActor(copies: copies), copies: copies)
  }
}

/// Encodes what each copy observes, and acts by plans from there.
struct LatentPlanningActor: PolicyActor, Sendable {
  private var model: LatentModel
  private var planner: any ModelPlanning
  private let encoder: ObservationEncoder
  /// s of each copy [copies × L].
  private var states: Matrix<Scalar>

  init(_ model: LatentModel, _ planner: any ModelPlanning, copies: Int) {
    self.model = model
    self.planner = planner
    encoder = ObservationEncoder(model.autoencoder, rows: copies)
    states = Matrix(rows: copies, columns: model.autoencoder.size)
  }

  var expectedReturn: Double { planner.expectedReturn }

  /// Plans with `model` from now on.
  mutating func assign(_ model: LatentModel) {
    self.model = model
    planner.assign(model.ensemble)
  }

  mutating func begin(_ copy: Int) { planner.begin(copy) }

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    encoder.encode(observations, by: model, into: &states)
    planner.act(
      states, allowed: allowed, isStochastic: isStochastic, into: &actions, using: &streams)
  }
}

/// Encodes as many observations at once, without allocating. Scratch, not state.
final class ObservationEncoder: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let ψ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let states: Variable<Scalar>
  private let pass: Range<Int>

  /// An encoder by networks like `network` of `rows` observations at once.
  init(_ network: LatentAutoencoder, rows: Int) {
    let tape = tape
    ψ = network.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: network.layout.count)
    }
    observations = tape.input(rows: rows, columns: network.features)
    let start = tape.count
    states = network.encode(observations, ψ)
    pass = start..<tape.count
  }

  /// Writes g(o) of each row of `observations` [rows × features] to `states` [rows × L].
  func encode(
    _ observations: Matrix<Scalar>, by model: LatentModel, into states: inout Matrix<Scalar>
  ) {
    precondition(
      observations.rows == self.observations.rows
        && observations.columns == self.observations.columns,
      "Observations of \(observations.rows)×\(observations.columns) do not fit an encoder of "
        + "\(self.observations.rows)×\(self.observations.columns).")
    observations.withUnsafePointer {
      model.observations.write($0, rows: observations.rows, to: self.observations.pointer)
    }
    model.autoencoder.parameters.withUnsafePointer {
      tape.bind(ψ, to: $0)
      tape.replay(pass)
    }
    let (from, count) = (self.states.pointer, self.states.count)
    states.withUnsafeMutablePointer { $0.update(from: from, count: count) }
  }
}
