import Environments
import LinearAlgebra
import Planning
import ReinforcementLearning
import Testing

@Suite("Simulators")
struct SimulatorModelTests {
  private func returns(
    _ environment: EnvironmentSpecification, _ sequences: Matrix<Scalar>, discount: Double = 1,
    threads: Int = 1, after actions: [Matrix<Scalar>] = []
  ) -> [Double] {
    var batch = environment.makeBatch(2, 1, 1)
    for action in actions { batch.step(action) }
    let before = batch.observations
    var model = SimulatorModel(
      environment, candidates: sequences.rows, seed: 1, threads: threads)
    var returns = Array(repeating: 7.0, count: sequences.rows)
    model.evaluate(sequences, from: batch, discount: discount, into: &returns)
    #expect(batch.observations == before)
    return returns
  }

  @Test("Returns end with the episode, are discounted, and are −∞ where they are not finite")
  func byHand() {
    let sequences = Matrix<Scalar>([[0, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 2], [0, 1, 2]])
    let infinite = -Double.infinity
    #expect(returns(specification(Counting()), sequences) == [6, 3, 1, infinite, 3])
    #expect(
      returns(specification(Counting()), sequences, discount: 0.5)
        == [1 + 1 + 0.75, 2, 1, infinite, 2])
    // A time limit ends it too, and what went before counts against it.
    #expect(
      returns(specification(Counting(), stepLimit: 2), sequences) == [3, 3, 1, 3, 3])
    let first = Matrix<Scalar>([[0], [1]])
    #expect(
      returns(specification(Counting(), stepLimit: 3), sequences, after: [first])
        == [5, 5, 2, 5, 5])
  }

  @Test(
    "Simulated episodes are those of the environment",
    arguments: ["Pendulum-v1", "CartPole-v1", "Obstacles-v0"])
  func agreement(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    let (width, steps) = (environment.actionSpace.width, 8)
    var batch = environment.makeBatch(1, 5, 1)
    var action = Matrix<Scalar>(rows: 1, columns: width)
    for _ in 0..<3 {
      batch.sampleActions(into: &action)
      batch.step(action)
    }
    var model = SimulatorModel(environment, candidates: 20, seed: 1, threads: 2)
    var sequences = Matrix<Scalar>(rows: 20, columns: steps * width)
    for i in 0..<20 {
      for t in 0..<steps {
        batch.sampleActions(into: &action)
        for j in 0..<width { sequences[i, t * width + j] = action[0, j] }
      }
    }
    var returns = [Double](repeating: 0, count: 20)
    model.evaluate(sequences, from: batch, discount: 0.9, into: &returns)
    for i in 0..<20 {
      var (copy, sum, weight) = (batch, 0.0, 1.0)
      for t in 0..<steps {
        for j in 0..<width { action[0, j] = sequences[i, t * width + j] }
        copy.step(action)
        sum += weight * Double(copy.rewards[0])
        weight *= 0.9
        if copy.statuses[0] != .running { break }
      }
      #expect(sum == returns[i])
    }
  }

  @Test func aBatchOfOthersStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var batch = Batch(Counting(), count: 2, seed: 1)
      batch.becomeCopies(of: Batch(Lock(), count: 1, seed: 1), copy: 0)
    }
    await #expect(processExitsWith: .failure) {
      var batch = Batch(Counting(), count: 2, seed: 1)
      batch.becomeCopies(of: Batch(Counting(), count: 1, seed: 1), copy: 1)
    }
  }
}

@Suite("Shooting")
struct ShootingTests {
  private let tracking = specification(Tracking())

  /// The plan of one search from the start, and the planner.
  private func plan<Planner: SequencePlanner>(
    _ planner: Planner, in environment: EnvironmentSpecification, seed: UInt64 = 3,
    threads: Int = 1
  ) -> Planner {
    var planner = planner
    var model = SimulatorModel(
      environment, candidates: planner.candidates, seed: 1, threads: threads)
    var stream = RandomStream(seed: seed)
    planner.search(
      on: &model, from: environment.makeBatch(1, 1, 1), using: &stream)
    return planner
  }

  /// The greatest distance of a plan from what is wanted.
  private func error(_ plan: Matrix<Scalar>) -> Double {
    (0..<plan.rows).reduce(0) { worst, t in
      (0..<2).reduce(worst) { max($0, abs(Double(plan[t, $1]) - Tracking.wanted(t)[$1])) }
    }
  }

  /// What a plan costs.
  private func cost(of plan: Matrix<Scalar>) -> Double {
    (0..<plan.rows).reduce(0.0) { sum, t in
      (0..<2).reduce(sum) {
        let difference = Double(plan[t, $1]) - Tracking.wanted(t)[$1]
        return $0 + difference * difference
      }
    }
  }

  private func cem(_ change: (inout CrossEntropyMethod.Configuration) -> Void = { _ in })
    -> CrossEntropyMethod.Configuration
  {
    var configuration = CrossEntropyMethod.Configuration()
    configuration.horizon = 6
    change(&configuration)
    return configuration
  }

  private func mppi(_ change: (inout MPPI.Configuration) -> Void = { _ in }) -> MPPI.Configuration {
    var configuration = MPPI.Configuration()
    configuration.horizon = 6
    change(&configuration)
    return configuration
  }

  @Test("The best of random sequences is the plan")
  func randomShooting() throws {
    let space = tracking.actionSpace
    let few = plan(try RandomShooting(space, horizon: 6, candidates: 10), in: tracking)
    let many = plan(try RandomShooting(space, horizon: 6, candidates: 3000), in: tracking)
    #expect(many.bestReturn > few.bestReturn)
    #expect(many.plan.rows == 6 && many.plan.columns == 2)
    // Its return is that of the plan.
    #expect(abs(cost(of: many.plan) + many.bestReturn) < 1e-5)
    #expect((0..<12).allSatisfy { abs(many.plan[$0 / 2, $0 % 2]) <= 1 })
  }

  @Test("CEM and MPPI come to the best sequence of continuous actions")
  func continuous() throws {
    let space = tracking.actionSpace
    let found = plan(
      try CrossEntropyMethod(
        space, configuration: cem { ($0.iterations, $0.candidates) = (15, 300) }), in: tracking)
    #expect(error(found.plan) < 0.02)
    #expect(found.bestReturn > -0.01)
    #expect(found.trials == 4500)
    let averaged = plan(
      try MPPI(
        space,
        configuration: mppi {
          ($0.iterations, $0.candidates, $0.temperature) = (30, 500, 0.05)
          ($0.smoothness, $0.deviation) = (1, 0.3)
        }), in: tracking)
    #expect(cost(of: averaged.plan) < 0.4)
    #expect(cost(of: Matrix(rows: 6, columns: 2)) > 3)
    // A high temperature averages all: the plan stays where it was.
    let hot = plan(
      try MPPI(space, configuration: mppi { $0.temperature = 1e6 }), in: tracking)
    #expect((0..<12).allSatisfy { abs(hot.plan[$0 / 2, $0 % 2]) < 0.15 })
  }

  @Test("CEM and random shooting find sequences of choices")
  func discrete() throws {
    let lock = specification(Lock())
    let planner = try CrossEntropyMethod(
      lock.actionSpace, configuration: cem { ($0.horizon, $0.iterations) = (5, 8) })
    let found = plan(planner, in: lock)
    #expect(found.bestReturn == 10)
    for t in 0..<5 { for j in 0..<2 { #expect(Int(found.plan[t, j]) == Lock.right(t)[j]) } }
    #expect(
      plan(try RandomShooting(lock.actionSpace, horizon: 5, candidates: 3000), in: lock)
        .bestReturn >= 8)
  }

  @Test("A search goes on from the plan before, one step on")
  func advancing() throws {
    // One pass each: a plan that is carried on becomes better, one that is forgotten does not.
    var planner = try CrossEntropyMethod(
      tracking.actionSpace, configuration: cem { $0.iterations = 4 })
    var model = SimulatorModel(tracking, candidates: planner.candidates, seed: 1)
    var stream = RandomStream(seed: 1)
    let batch = tracking.makeBatch(1, 1, 1)
    for _ in 0..<4 { planner.search(on: &model, from: batch, using: &stream) }
    let before = planner.plan
    planner.advance()
    for t in 0..<5 { for j in 0..<2 { #expect(planner.plan[t, j] == before[t + 1, j]) } }
    planner.begin()
    planner.search(on: &model, from: batch, using: &stream)
    var averaging = try MPPI(tracking.actionSpace, configuration: mppi())
    averaging.search(
      on: &model, from: batch, using: &stream)
    #expect(averaging.plan != Matrix(rows: 6, columns: 2))
    averaging.begin()
    #expect(averaging.plan == Matrix(rows: 6, columns: 2))
  }

  @Test("Options out of bounds and actions that cannot be averaged are refused")
  func refusals() {
    #expect(throws: InvalidConfigurationError.self) {
      try RandomShooting(.discrete(2), horizon: 0)
    }
    let error = #expect(throws: InvalidConfigurationError.self) {
      try CrossEntropyMethod(.discrete(2), configuration: cem { $0.elites = 201 })
    }
    #expect(
      error?.description
        == "elites is 201; it must be positive and at most the number of candidates, 200.")
    for change: (inout CrossEntropyMethod.Configuration) -> Void in [
      { $0.iterations = 0 }, { $0.smoothing = 1 }, { $0.initialDeviation = 0 }, { $0.discount = 2 },
      { $0.candidates = 0 },
    ] {
      #expect(throws: InvalidConfigurationError.self) {
        try CrossEntropyMethod(.discrete(2), configuration: cem(change))
      }
    }
    for change: (inout MPPI.Configuration) -> Void in [
      { $0.iterations = 0 }, { $0.temperature = 0 }, { $0.deviation = .nan },
      { $0.smoothness = 0 },
    ] {
      #expect(throws: InvalidConfigurationError.self) {
        try MPPI(tracking.actionSpace, configuration: mppi(change))
      }
    }
    #expect(throws: UnsupportedSpaceError.self) { try MPPI(.discrete(2)) }
  }
}

@Suite("Model predictive control")
struct ModelPredictiveControlTests {
  @Test("Planning again at each step, it does what is wanted")
  func tracking() throws {
    let environment = specification(Tracking())
    var configuration = CrossEntropyMethod.Configuration()
    (configuration.horizon, configuration.candidates, configuration.iterations) = (3, 100, 6)
    let planner = try CrossEntropyMethod(environment.actionSpace, configuration: configuration)
    var controller = ModelPredictiveControl(
      planner, on: SimulatorModel(environment, candidates: 100, seed: 1), seed: 2)
    var steps: [[Int]] = []
    let evaluation = try Evaluation(
      planning: &controller, in: environment, episodes: 2, seed: 3
    ) { episode, step, _ in steps.append([episode, step]) }
    #expect(evaluation.lengths == [6, 6])
    #expect(evaluation.returns.allSatisfy { $0 > -0.2 && $0 <= 0 })
    #expect(
      steps == [[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [0, 6]] + (1...6).map { [1, $0] })
  }

  @Test("An environment whose rewards are never finite is an error that says so")
  func notFinite() throws {
    struct Broken: Environment {
      var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
      var actionSpace: ActionSpace { .discrete(2) }
      mutating func reset(using stream: inout RandomStream) {}
      mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
        Step(reward: .nan, status: .running)
      }
      func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
    }
    let environment = specification(Broken())
    var controller = ModelPredictiveControl(
      try RandomShooting(environment.actionSpace, horizon: 2, candidates: 5),
      on: SimulatorModel(environment, candidates: 5, seed: 1), seed: 1)
    let error = #expect(throws: NotFiniteError.self) {
      try Evaluation(planning: &controller, in: environment, episodes: 1, seed: 1)
    }
    #expect(
      error?.description == "None of 5 sequences of 2 actions has a finite return.")
    var search = try MonteCarloTreeSearch(environment, seed: 1)
    #expect(throws: NotFiniteError.self) {
      try Evaluation(planning: &search, in: environment, episodes: 1, seed: 1)
    }
  }
}

/// In release: the same seed gives the same bits, with any number of threads.
@Suite("Determinism of planning")
struct PlanningDeterminismTests {
  @Test func sameBits() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    func run(seed: UInt64, threads: Int) throws -> [Double] {
      let planner = try CrossEntropyMethod(environment.actionSpace)
      var controller = ModelPredictiveControl(
        planner,
        on: SimulatorModel(environment, candidates: 200, seed: seed, threads: threads), seed: seed)
      return try Evaluation(planning: &controller, in: environment, episodes: 1, seed: 9).returns
    }
    let one = try run(seed: 1, threads: 1)
    #expect(try run(seed: 1, threads: 1) == one)
    #expect(try run(seed: 1, threads: 3) == one)
    #expect(try run(seed: 2, threads: 1) != one)
  }
}

/// In release: what planning with the true dynamics reaches.
@Suite("Learning nothing, planning well")
struct PlanningLearningTests {
  @Test("CEM and MPPI swing the pendulum up")
  func pendulum() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    var cem = CrossEntropyMethod.Configuration()
    cem.horizon = 20
    var controller = ModelPredictiveControl(
      try CrossEntropyMethod(environment.actionSpace, configuration: cem),
      on: SimulatorModel(environment, candidates: cem.candidates, seed: 1), seed: 1)
    let found = try Evaluation(planning: &controller, in: environment, episodes: 5, seed: 1)
    #expect(found.mean > -220)
    var mppi = MPPI.Configuration()
    mppi.horizon = 20
    var averaging = ModelPredictiveControl(
      try MPPI(environment.actionSpace, configuration: mppi),
      on: SimulatorModel(environment, candidates: mppi.candidates, seed: 1), seed: 1)
    let averaged = try Evaluation(planning: &averaging, in: environment, episodes: 5, seed: 1)
    #expect(averaged.mean > -220)
  }

  @Test("Tree search balances the pole from its first episode on")
  func cartPole() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    var configuration = MonteCarloTreeSearch.Configuration()
    (configuration.simulations, configuration.horizon) = (100, 60)
    var search = try MonteCarloTreeSearch(environment, configuration: configuration, seed: 1)
    let found = try Evaluation(planning: &search, in: environment, episodes: 2, seed: 1)
    #expect(found.mean == 500)
  }
}
