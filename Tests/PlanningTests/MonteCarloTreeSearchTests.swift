import CAllocationCounter
import Environments
import LinearAlgebra
import Planning
import ReinforcementLearning
import Testing

@Suite("Monte-Carlo tree search")
struct MonteCarloTreeSearchTests {
  private func search(
    _ environment: EnvironmentSpecification, seed: UInt64 = 1,
    _ change: (inout MonteCarloTreeSearch.Configuration) -> Void = { _ in }
  ) throws -> MonteCarloTreeSearch {
    var configuration = MonteCarloTreeSearch.Configuration()
    change(&configuration)
    var search = try MonteCarloTreeSearch(environment, configuration: configuration, seed: seed)
    search.search(from: environment.makeBatch(1, 1, 1))
    return search
  }

  /// Two steps of two actions; the rewards are 1 for the first 0, then 0; 0 for the first 1, then 3 for another 1.
  private struct TwoSteps: Environment {
    private var first: Int?
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 2) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) { first = nil }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      guard let first else {
        first = action
        return Step(reward: action == 0 ? 1 : 0, status: .running)
      }
      return Step(reward: first == 1 && action == 1 ? 3 : 0, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar((first ?? -1) + 1) }
  }

  @Test("A tree of two steps, by hand")
  func byHand() throws {
    let environment = specification(TwoSteps())
    let found = try search(environment) { $0.simulations = 400 }
    // The root, and one situation after each action.
    #expect(found.nodeCount == 3)
    #expect(found.rootVisits.reduce(0, +) == 400)
    #expect(found.rootMeans[0] == 1)
    #expect(found.rootMeans[1] > 2.5 && found.rootMeans[1] < 3)
    #expect(found.rootVisits[1] > 300)
    // γ = 0.25: 1 against 0.75.
    let near = try search(environment) { ($0.simulations, $0.discount) = (400, 0.25) }
    #expect(near.rootVisits[0] > near.rootVisits[1])
    // One step ahead, 1 against 0.
    let blind = try search(environment) { ($0.simulations, $0.horizon) = (400, 1) }
    #expect(blind.rootMeans == [1, 0])
    var action = Matrix<Scalar>(rows: 1, columns: 1)
    var planner = found
    try planner.act(in: environment.makeBatch(1, 1, 1), into: &action)
    #expect(action[0, 0] == 1)
  }

  @Test(
    "The values of a random process are those of value iteration",
    arguments: 1...3 as ClosedRange<UInt64>)
  func values(seed: UInt64) throws {
    let task = RandomProcess(states: 6, actions: 3, branching: 2, discount: 0.6, seed: seed)
    let process = try TabularMDP(task.transitionTable())
    var values = Vector<Double>(count: 6)
    for _ in 0..<200 {
      let q = process.actionValues(following: values)
      values = Vector((0..<6).map { s in (0..<3).reduce(-.infinity) { max($0, q[s, $1]) } })
    }
    let best = process.actionValues(following: values)
    let environment = specification(FiniteEnvironment(task), stepLimit: 50)
    var planner = try MonteCarloTreeSearch(
      environment,
      configuration: {
        var configuration = MonteCarloTreeSearch.Configuration()
        (configuration.simulations, configuration.horizon) = (6000, 12)
        (configuration.discount, configuration.exploration) = (0.6, 0.7)
        return configuration
      }(), seed: seed)
    let batch = Batch(TimeLimit(FiniteEnvironment(task), steps: 50), count: 1, seed: seed)
    planner.search(from: batch)
    let state = batch.environments[0].base.state
    let row = (0..<3).map { best[state, $0] }
    let most = (0..<3).max { planner.rootVisits[$0] < planner.rootVisits[$1] }!
    // Exploration keeps the means below the optimum; the chosen one comes near.
    let spread = row.max()! - row.min()!
    #expect(row.max()! - row[most] < 0.05 * spread)
    #expect(abs(planner.rootMeans[most] - row[most]) < 0.25 * spread)
  }

  @Test("Outcomes of chance are told apart unless the loop is open")
  func outcomes() throws {
    let environment = try EnvironmentCatalogue.named("FrozenLake-v1")
    let closed = try search(environment) { ($0.simulations, $0.horizon) = (300, 3) }
    let open = try search(environment) {
      ($0.simulations, $0.horizon, $0.isOpenLoop) = (300, 3, true)
    }
    // One, and after two steps 4 · 4 sequences of choices at most; three outcomes each otherwise.
    #expect(open.nodeCount <= 1 + 4 + 16)
    #expect(closed.nodeCount > open.nodeCount)
  }

  @Test("Forbidden choices are never tried")
  func masks() throws {
    let environment = specification(FiniteEnvironment(WithoutNoops(Taxi())), stepLimit: 200)
    let batch = environment.makeBatch(1, 4, 1)
    #expect(batch.masksActions)
    var planner = try MonteCarloTreeSearch(environment, seed: 1)
    planner.search(from: batch)
    var mask = [Bool](repeating: false, count: 6)
    var span = mask.mutableSpan
    batch.writeActionMasks(into: &span)
    #expect(mask.contains(false))
    for choice in 0..<6 { #expect((planner.rootVisits[choice] > 0) == mask[choice]) }
  }

  @Test("The same seed gives the same tree, and the environment stays as it is")
  func sameTree() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    let (one, other) = (try search(environment, seed: 5), try search(environment, seed: 5))
    #expect(one.rootVisits == other.rootVisits && one.rootMeans == other.rootMeans)
    #expect(try search(environment, seed: 6).rootVisits != one.rootVisits)
    var planner = one
    let batch = environment.makeBatch(1, 1, 1)
    let before = batch.observations
    planner.search(from: batch)
    #expect(batch.observations == before)
  }

  @Test("Continuous actions and options out of bounds are refused")
  func refusals() throws {
    let error = #expect(throws: UnsupportedSpaceError.self) {
      try MonteCarloTreeSearch(EnvironmentCatalogue.named("Pendulum-v1"), seed: 1)
    }
    #expect(
      error?.description
        == "Tree search branches over the choices of an action; Pendulum-v1 takes 1 number in [-2.0, 2.0]."
    )
    for change: (inout MonteCarloTreeSearch.Configuration) -> Void in [
      { $0.simulations = 0 }, { $0.horizon = 0 }, { $0.exploration = -1 }, { $0.discount = 1.5 },
    ] {
      #expect(throws: InvalidConfigurationError.self) {
        try search(specification(Counting()), change)
      }
    }
  }
}

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// After the first search, one allocates nothing. In release only.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct PlanningAllocationTests {
  private func check<Planner: OnlinePlanner>(
    _ planner: Planner, _ environment: EnvironmentSpecification
  ) throws {
    var planner = planner
    let batch = environment.makeBatch(1, 1, 1)
    var action = Matrix<Scalar>(rows: 1, columns: environment.actionSpace.width)
    for _ in 0..<3 { try planner.act(in: batch, into: &action) }
    allocation_counter_start_thread()
    for _ in 0..<3 { try planner.act(in: batch, into: &action) }
    #expect(allocation_counter_stop_thread() == 0)
  }

  private func check(_ planner: some SequencePlanner, _ environment: EnvironmentSpecification)
    throws
  {
    let model = SimulatorModel(environment, candidates: planner.candidates, seed: 1)
    try check(ModelPredictiveControl(planner, on: model, seed: 1), environment)
  }

  @Test func shooting() throws {
    for name in ["Pendulum-v1", "CartPole-v1"] {
      let environment = try EnvironmentCatalogue.named(name)
      try check(RandomShooting(environment.actionSpace), environment)
      try check(CrossEntropyMethod(environment.actionSpace), environment)
      if name == "Pendulum-v1" { try check(MPPI(environment.actionSpace), environment) }
    }
  }

  @Test func treeSearch() throws {
    for name in ["CartPole-v1", "FrozenLake-v1", "Taxi-v3"] {
      let environment = try EnvironmentCatalogue.named(name)
      try check(MonteCarloTreeSearch(environment, seed: 1), environment)
    }
  }
}
