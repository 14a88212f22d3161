import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing
import ValueFunctions

private func qLearning(_ change: (inout QLearning.Configuration) -> Void) -> QLearning.Configuration
{
  var configuration = QLearning.Configuration()
  configuration.stepsPerIteration = 100
  change(&configuration)
  return configuration
}

private func sarsa(_ change: (inout SARSA.Configuration) -> Void) -> SARSA.Configuration {
  var configuration = SARSA.Configuration()
  configuration.stepsPerIteration = 100
  change(&configuration)
  return configuration
}

private func monteCarlo(_ change: (inout MonteCarloControl.Configuration) -> Void)
  -> MonteCarloControl.Configuration
{
  var configuration = MonteCarloControl.Configuration()
  change(&configuration)
  return configuration
}

private let qLearners: [QLearning.Configuration] = [
  qLearning { _ in }, qLearning { $0.estimator = .double },
  qLearning { $0.exploration = .epsilonOthers },
  qLearning {
    $0.learningRate = .constant(1)
    $0.visitExponent = 0.7
  },
]
private let sarsas: [SARSA.Configuration] = [
  sarsa { _ in }, sarsa { $0.target = .expected }, sarsa { $0.returnSteps = 4 },
  sarsa {
    $0.returnSteps = 3
    $0.target = .expected
    $0.exploration = .boltzmann
    $0.explorationParameter = .constant(0.3)
  },
  sarsa { $0.traceDecay = 0.8 },
  sarsa {
    $0.traceDecay = 0.8
    $0.traces = .replacing
  },
  sarsa {
    $0.traceDecay = 0.8
    $0.traces = .dutch
  },
  sarsa {
    $0.traceDecay = 0.8
    $0.traces = .trueOnline
  },
]
private let monteCarlos: [MonteCarloControl.Configuration] = [
  monteCarlo { _ in }, monteCarlo { $0.visits = .every },
  monteCarlo {
    $0.learningRate = .constant(0.1)
    $0.visitExponent = 0
  },
]

@Suite("Tabular learners on probes")
struct TabularLearnerTests {
  private func onEach(
    _ body: (
      _ name: String,
      _ train: (EnvironmentSpecification, _ discount: Double, _ steps: Int) throws -> TabularPolicy
    ) throws -> Void
  ) throws {
    func run<L: Learner>(
      _ type: L.Type, _ configuration: L.Configuration, _ environment: EnvironmentSpecification,
      _ steps: Int
    ) throws -> L {
      var learner = try L(environment: environment, configuration: configuration, seed: 3)
      while learner.environmentSteps < steps { _ = try learner.iterate() }
      return learner
    }
    for (i, configuration) in qLearners.enumerated() {
      try body("q-learning \(i)") {
        var configuration = configuration
        configuration.discount = $1
        return try run(QLearning.self, configuration, $0, $2).policy
      }
    }
    for (i, configuration) in sarsas.enumerated() {
      try body("sarsa \(i)") {
        var configuration = configuration
        configuration.discount = $1
        return try run(SARSA.self, configuration, $0, $2).policy
      }
    }
    for (i, configuration) in monteCarlos.enumerated() {
      try body("monte-carlo \(i)") {
        var configuration = configuration
        configuration.discount = $1
        return try run(MonteCarloControl.self, configuration, $0, $2).policy
      }
    }
  }

  @Test("The action and the discount matter")
  func probes() throws {
    try onEach { name, train in
      let action = try train(specification(ProbeEnvironments.ActionMatters()), 0.9, 300)
      #expect(action.values[0, 1] > action.values[0, 0], "\(name)")
      // 1.5 one step later is worth more than 1 with γ = 0.9, and less with γ = 0.4.
      let late = try train(specification(ProbeEnvironments.DiscountMatters()), 0.9, 2000)
      #expect(late.values[0, 1] > late.values[0, 0], "\(name)")
      let soon = try train(specification(ProbeEnvironments.DiscountMatters()), 0.4, 1200)
      #expect(soon.values[0, 1] < soon.values[0, 0], "\(name)")
    }
  }

  @Test("A truncation keeps bootstrapping, a termination does not")
  func endings() throws {
    try onEach { name, train in
      let ended = try train(
        specification(ProbeEnvironments.OneReward(ending: .terminated, actions: 1)), 0.5, 600)
      #expect(abs(ended.values[0, 0] - 1) < 0.01, "\(name): \(ended.values[0, 0])")
      let cut = try train(
        specification(ProbeEnvironments.OneReward(ending: .truncated, actions: 1)), 0.5, 600)
      #expect(abs(cut.values[0, 0] - 2) < 0.1, "\(name): \(cut.values[0, 0])")
    }
  }

  @Test("Forbidden actions are neither taken nor valued")
  func masks() throws {
    try onEach { name, train in
      let policy = try train(specification(ProbeEnvironments.Masked()), 0.5, 1500)
      // Action 2 in either state gives 1 for ever: 1/(1 − ½).
      #expect((0..<2).allSatisfy { policy.values[$0, $0] == 0 }, "\(name)")
      #expect((0..<2).allSatisfy { abs(policy.values[$0, 2] - 2) < 0.25 }, "\(name)")
      let evaluation = try Evaluation(
        of: policy, in: specification(ProbeEnvironments.Masked()), episodes: 5, seed: 1)
      #expect(evaluation.mean == 4, "\(name)")
    }
  }

  @Test("Continuous observations are an error with advice, and other actions are refused")
  func wrongSpaces() throws {
    let cartPole = try EnvironmentCatalogue.named("CartPole-v1")
    var learner = try QLearning(
      environment: cartPole, configuration: qLearning { $0.stateLimit = 100 })
    let error = #expect(throws: TooManyStatesError.self) { _ = try learner.iterate() }
    #expect(error?.description.contains("CartPole-v1 showed more than 100") == true)
    let pendulum = try EnvironmentCatalogue.named("Pendulum-v1")
    #expect(throws: UnsupportedSpaceError.self) { _ = try SARSA(environment: pendulum) }
  }

  @Test("Options out of range are refused by name")
  func validation() throws {
    func option(_ body: () throws -> Void) -> String? {
      do { try body() } catch { return (error as? InvalidConfigurationError)?.option }
      return nil
    }
    #expect(option { try qLearning { $0.discount = 1.1 }.validate() } == "discount")
    #expect(
      option { try qLearning { $0.learningRate = .constant(-1) }.validate() } == "learningRate")
    #expect(option { try qLearning { $0.visitExponent = 2 }.validate() } == "visitExponent")
    #expect(
      option { try qLearning { $0.explorationParameter = .constant(2) }.validate() }
        == "explorationParameter")
    #expect(option { try qLearning { $0.stateLimit = 0 }.validate() } == "stateLimit")
    #expect(
      option { try qLearning { $0.stepsPerIteration = 0 }.validate() } == "stepsPerIteration")
    #expect(option { try qLearning { $0.initialValue = .nan }.validate() } == "initialValue")
    #expect(option { try sarsa { $0.returnSteps = 0 }.validate() } == "returnSteps")
    #expect(option { try sarsa { $0.traces = .dutch }.validate() } == "traces")
    #expect(
      option {
        try sarsa {
          $0.traceDecay = 0.5
          $0.returnSteps = 2
        }.validate()
      } == "traceDecay")
    #expect(
      option { try monteCarlo { $0.episodesPerIteration = 0 }.validate() }
        == "episodesPerIteration")
  }

  @Test("A table is read back as it was written")
  func policyFile() throws {
    var table = ObservationTable(features: 2)
    for row in [[1, 0], [0, 1], [0.5, -2]] as [[Scalar]] { _ = table.insert(row.span) }
    let policy = TabularPolicy(
      observations: table, values: Matrix([[1, 2], [.pi, -1], [0, 1e-300]]))
    let file = try SafetensorsFile(
      parsing: try policy.checkpoint(metadata: ["by": "test"]).encoded(), path: "table")
    let read = try PolicyFile.policy(in: file) as? TabularPolicy
    #expect(read == policy)
    var wrong = file
    wrong.metadata["table"] = #"{"actions":3,"features":2,"observations":3}"#
    #expect(throws: TensorMismatchError.self) { _ = try TabularPolicy(restoring: wrong) }
    wrong.metadata["table"] = "{}"
    #expect(throws: PolicyFileError.self) { _ = try TabularPolicy(restoring: wrong) }
  }

  @Test("Many observations are found again under their numbers")
  func observationTable() {
    var table = ObservationTable(features: 3)
    var stream = RandomStream(seed: 1)
    let rows = (0..<2000).map { i in [Scalar(i % 50), Scalar(i / 50), Scalar(stream.uniform())] }
    for (i, row) in rows.enumerated() {
      let number = table.insert(row.span)
      #expect(number == i)
    }
    let areFound = rows.enumerated().allSatisfy { table.find($1.span) == $0 }
    #expect(areFound)
    let unknown: [Scalar] = [-1, 0, 0]
    let missing = table.find(unknown.span)
    #expect(missing == nil)
    let seventh = rows[7]
    let again = table.insert(seventh.span)
    #expect(again == 7 && table.count == 2000)
    #expect(ObservationTable(table.observations) == table)
  }
}

@Suite("Tabular determinism")
struct TabularDeterminismTests {
  @Test(
    "Same seed, same bits; saved and continued, the same bits",
    arguments: [
      "FrozenLake-v1", "TaxiMasked-v3", "Blackjack-v1",
    ])
  func bits(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    for c in qLearners { try LearnerChecks.checkBits(QLearning.self, in: environment, c) }
    for c in sarsas { try LearnerChecks.checkBits(SARSA.self, in: environment, c) }
    for c in monteCarlos { try LearnerChecks.checkBits(MonteCarloControl.self, in: environment, c) }
  }
}

#if !DEBUG
  @Suite("Tabular learning")
  struct TabularLearningTests {
    private let seeds: [UInt64] = [1, 2, 3, 4, 5]

    private func mean<L: Learner>(
      _ type: L.Type, _ name: String, steps: Int, _ configuration: L.Configuration
    ) throws -> Double {
      let environment = try EnvironmentCatalogue.named(name)
      return try seeds.map {
        try LearnerChecks.train(
          L.self, in: environment, steps: steps, seed: $0, episodes: 1000, configuration)
      }.reduce(0, +) / Double(seeds.count)
    }

    @Test("Q-learning with falling step sizes finds Q* of a random process")
    func optimum() throws {
      let task = RandomProcess(states: 6, actions: 2, branching: 2, discount: 0.6, seed: 8)
      var exact = ValueIteration(try TabularMDP(task.transitionTable()))
      exact.solve()
      let configuration = qLearning {
        $0.discount = 0.6
        $0.learningRate = .constant(1)
        $0.visitExponent = 0.7
        $0.explorationParameter = .constant(1)
      }
      for estimator in QLearning.Estimator.allCases {
        var configuration = configuration
        configuration.estimator = estimator
        let environment = specification(
          FiniteEnvironment(task, observation: .index), stepLimit: 50)
        var learner = try QLearning(environment: environment, configuration: configuration)
        while learner.environmentSteps < 60_000 { _ = try learner.iterate() }
        let policy = learner.policy
        for s in 0..<6 {
          let row: [Scalar] = [Scalar(s)]
          let found = policy.observations.find(row.span)
          let number = try #require(found)
          for a in 0..<2 {
            #expect(abs(policy.values[number, a] - exact.actionValues[s, a]) < 0.15)
          }
        }
      }
    }

    @Test("The slippery lake is crossed as often as anybody can within 100 steps")
    func frozenLake() throws {
      let q = try mean(
        QLearning.self, "FrozenLake-v1", steps: 300_000,
        qLearning {
          $0.learningRate = .exponential(from: 0.2, to: 0.005, over: 300_000)
          $0.explorationParameter = .linear(from: 1, to: 0.1, over: 200_000)
        })
      #expect(q > 0.7, "\(q)")
    }

    @Test("Q-learning walks along the cliff, SARSA keeps away from it")
    func cliff() throws {
      let q = try mean(
        QLearning.self, "CliffWalking-v1", steps: 100_000,
        qLearning {
          $0.discount = 1
          $0.learningRate = .constant(0.5)
        })
      #expect(q == -13)
      let s = try mean(
        SARSA.self, "CliffWalking-v1", steps: 200_000,
        sarsa {
          $0.discount = 1
          $0.learningRate = .exponential(from: 0.5, to: 0.01, over: 200_000)
        })
      #expect(s <= -15 && s >= -19, "\(s)")
    }

    @Test("A taxi finds its passenger")
    func taxi() throws {
      // Sampled returns of three steps vary more than expectations do, so that their step size has to fall.
      let falling = Schedule.exponential(from: 0.4, to: 0.02, over: 400_000)
      for (name, value, rate) in [
        ("n steps", sarsa { $0.returnSteps = 3 }, falling),
        ("expected", sarsa { $0.target = .expected }, .constant(0.4)),
      ] {
        var configuration = value
        configuration.learningRate = rate
        configuration.explorationParameter = .linear(from: 0.3, to: 0.01, over: 300_000)
        let mean = try mean(SARSA.self, "Taxi-v3", steps: 400_000, configuration)
        #expect(mean > 7, "\(name): \(mean)")
      }
    }

    @Test("Blackjack is played nearly as well as it can be")
    func blackjack() throws {
      // The best play loses 0.045 a game on average.
      let mean = try mean(
        MonteCarloControl.self, "Blackjack-v1", steps: 500_000, monteCarlo { $0.discount = 1 })
      #expect(mean > -0.09, "\(mean)")
    }
  }
#endif
