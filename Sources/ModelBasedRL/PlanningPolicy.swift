public import Environments
internal import LinearAlgebra
internal import Planning
internal import ReinforcementLearning

/// The policy that plans on a learned model: it looks for the best actions anew at each observation, or at every k-th.
public struct PlanningPolicy: Sendable {
  /// The networks.
  public internal(set) var ensemble: DynamicsEnsemble
  /// The actions.
  public let actionSpace: ActionSpace
  /// How actions are found.
  public let planner: PlannerSettings
  /// P, the number of particles of a sequence on each network.
  public let particles: Int
  /// Whether the networks' word on terminations counts.
  public let canTerminate: Bool
  /// Whose reward function counts in place of what the networks learned; nil if none does.
  public let rewards: RewardSource?
  /// The number of threads that the networks are asked by; not part of the file.
  var threads = 1

  /// A policy on `ensemble`.
  /// - Throws: `InvalidConfigurationError` for settings out of bounds, and if the planner cannot search among such actions.
  public init(
    _ ensemble: DynamicsEnsemble, actionSpace: ActionSpace, planner: PlannerSettings,
    particles: Int = 1, canTerminate: Bool = true, rewards: RewardSource? = nil
  ) throws {
    try planner.validate()
    self.ensemble = ensemble
    self.actionSpace = actionSpace
    self.planner = planner
    self.particles = particles
    self.canTerminate = canTerminate
    self.rewards = rewards
    if planner.kind == .mppi { _ = try MPPI(actionSpace, configuration: planner.mppi) }
  }

  /// An actor for `copies` environments.
  func makePlanningActor(copies: Int) -> any ModelPlanning {
    let model = LearnedModel(
      ensemble, actionSpace: actionSpace, candidates: planner.candidates, particles: particles,
      canTerminate: canTerminate, reward: rewards?.function, threads: threads)
    func actor<Planner: SequencePlanner>(_ make: () throws -> Planner) -> any ModelPlanning {
      guard let first = try? make() else { preconditionFailure("The planner was checked before.") }
      return PlanningActor(
        Array(repeating: first, count: copies), on: model, executed: planner.executedSteps)
    }
    switch planner.kind {
    case .randomShooting:
      return actor {
        try RandomShooting(
          actionSpace, horizon: planner.horizon, candidates: planner.candidates,
          discount: planner.discount)
      }
    case .cem:
      return actor {
        try CrossEntropyMethod(actionSpace, configuration: planner.crossEntropyMethod)
      }
    case .mppi: return actor { try MPPI(actionSpace, configuration: planner.mppi) }
    }
  }
}

/// A reward function that is known, with the name of the environment that it belongs to.
public struct RewardSource: Sendable {
  /// The environment's name in the catalogue.
  public let environment: String
  /// r(s, a, s′).
  public let function: RewardFunction

  /// The reward function of `environment`.
  /// - Throws: `InvalidConfigurationError` if it has none.
  public init(_ environment: EnvironmentSpecification) throws {
    guard let function = environment.reward else {
      throw InvalidConfigurationError(
        option: "reward", value: "known",
        requirement:
          "must be learned: the reward of \(environment.name) is no function of its observations")
    }
    self.environment = environment.name
    self.function = function
  }
}

/// An actor whose model can be exchanged.
protocol ModelPlanning: PolicyActor, Sendable {
  /// Plans with `ensemble` from now on.
  mutating func assign(_ ensemble: DynamicsEnsemble)
  /// What the last search of the first copy expected of its best sequence.
  var expectedReturn: Double { get }
}

/// Acts by plans on a learned model, with a planner for each copy.
struct PlanningActor<Planner: SequencePlanner>: ModelPlanning {
  private var planners: [Planner]
  private var model: LearnedModel
  private var state: Vector<Scalar>
  /// k.
  private let executed: Int
  /// The number of actions of its plan that each copy has executed; nil before its first plan.
  private var position: [Int?]

  init(_ planners: [Planner], on model: LearnedModel, executed: Int) {
    self.planners = planners
    self.model = model
    self.executed = executed
    state = Vector(count: model.features)
    position = Array(repeating: nil, count: planners.count)
  }

  var expectedReturn: Double { planners[0].bestReturn }

  mutating func assign(_ ensemble: DynamicsEnsemble) { model.assign(ensemble) }

  mutating func begin(_ copy: Int) {
    planners[copy].begin()
    position[copy] = nil
  }

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    for copy in planners.indices {
      if position[copy] ?? executed == executed {
        search(copy, from: observations, using: &streams[copy])
      }
      let step = position[copy] ?? 0
      let isFound = planners[copy].bestReturn > -.infinity
      for j in 0..<actions.columns {
        // Where no sequence has a finite return there is no action, as whoever takes it will say.
        actions[copy, j] = isFound ? planners[copy].plan[step, j] : .nan
      }
      position[copy] = step + 1
    }
  }

  /// Plans for what `copy` observes.
  private mutating func search(
    _ copy: Int, from observations: Matrix<Scalar>, using stream: inout RandomStream
  ) {
    for _ in 0..<(position[copy] ?? 0) { planners[copy].advance() }
    for j in 0..<state.count { state[j] = observations[copy, j] }
    model.reseed(stream.next())
    planners[copy].search(on: &model, from: state, using: &stream)
    position[copy] = 0
  }
}
