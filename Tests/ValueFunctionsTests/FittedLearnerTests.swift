import Environments
import LinearAlgebra
import Probes
import ReinforcementLearning
import Testing
import ValueFunctions

private func online(_ change: (inout OnlineQIteration.Configuration) -> Void)
  -> OnlineQIteration.Configuration
{
  var configuration = OnlineQIteration.Configuration()
  configuration.stepsPerIteration = 100
  configuration.hiddenWidths = []
  change(&configuration)
  return configuration
}

private func fitted(_ change: (inout FittedQIteration.Configuration) -> Void)
  -> FittedQIteration.Configuration
{
  var configuration = FittedQIteration.Configuration()
  configuration.batchSize = 100
  configuration.hiddenWidths = []
  configuration.solver = .leastSquares
  change(&configuration)
  return configuration
}

@Suite("Fitted and online Q-iteration")
struct FittedLearnerTests {
  @Test(
    "One transition of a linear function, by hand",
    arguments: [Status.terminated, .truncated])
  func oneStep(ending: Status) throws {
    let configuration = online {
      $0.stepsPerIteration = 1
      $0.learningRate = .constant(0.25)
      $0.discount = 0.5
    }
    var learner = try OnlineQIteration(
      environment: specification(ProbeEnvironments.OneReward(ending: ending, actions: 1)),
      configuration: configuration)
    // The only feature is 1, so Q = w + b; both have the gradient 1.
    let before = learner.network.parameters
    let q = before[0] + before[1]
    let y = 1 + (ending == .truncated ? 0.5 * q : 0)
    let metrics = try learner.iterate()
    let change = 0.25 * (y - q)
    #expect(abs(learner.network.parameters[0] - before[0] - change) < 1e-6)
    #expect(abs(learner.network.parameters[1] - before[1] - change) < 1e-6)
    #expect(abs(metrics.errorMean - Double(abs(y - q))) < 1e-6)
  }

  private func value(_ policy: GreedyPolicy, _ row: [Scalar]) -> [Double] {
    let evaluator = ActionValueEvaluator(policy.network, rows: 1)
    let values = evaluator.evaluate(
      policy.network, Matrix(row, rows: 1, columns: row.count))
    return (0..<policy.network.architecture.actions).map { Double(values[$0]) }
  }

  @Test("A truncation keeps bootstrapping, a termination does not")
  func endings() throws {
    for (ending, expected) in [(Status.terminated, 1.0), (.truncated, 2)] {
      let environment = specification(ProbeEnvironments.OneReward(ending: ending, actions: 1))
      var a = try OnlineQIteration(
        environment: environment,
        configuration: online {
          $0.discount = 0.5
          $0.learningRate = .constant(0.05)
        })
      for _ in 0..<10 { _ = try a.iterate() }
      #expect(abs(value(a.policy, [1])[0] - expected) < 0.01)
      for solver in FittedQIteration.Solver.allCases {
        var b = try FittedQIteration(
          environment: environment,
          configuration: fitted {
            $0.discount = 0.5
            $0.solver = solver
            $0.learningRate = 0.02
            $0.fits = 20
          })
        for _ in 0..<3 { _ = try b.iterate() }
        #expect(abs(value(b.policy, [1])[0] - expected) < 0.05, "\(solver)")
      }
    }
  }

  @Test("The action and the discount matter, and forbidden actions are not taken")
  func probes() throws {
    for (discount, best) in [(0.9, 1), (0.4, 0)] {
      let environment = specification(ProbeEnvironments.DiscountMatters())
      var a = try OnlineQIteration(
        environment: environment,
        configuration: online {
          $0.discount = discount
          $0.explorationParameter = .constant(0.5)
          $0.learningRate = .constant(0.05)
        })
      var b = try FittedQIteration(
        environment: environment,
        configuration: fitted {
          $0.discount = discount
          $0.explorationParameter = .constant(0.5)
        })
      for _ in 0..<20 { _ = try a.iterate() }
      for _ in 0..<3 { _ = try b.iterate() }
      for q in [value(a.policy, [0]), value(b.policy, [0])] {
        #expect(q[best] > q[1 - best], "γ \(discount): \(q)")
      }
    }
    let masked = specification(ProbeEnvironments.Masked())
    var learner = try FittedQIteration(
      environment: masked, configuration: fitted { $0.discount = 0.5 })
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(try Evaluation(of: learner.policy, in: masked, episodes: 5, seed: 1).mean == 4)
  }

  @Test("Least squares on one-hot observations find the way through the lake that holds")
  func lake() throws {
    let environment = try EnvironmentCatalogue.named("FrozenLakeNotSlippery-v1")
    let mean = try LearnerChecks.train(
      FittedQIteration.self, in: environment, steps: 4000, episodes: 1,
      fitted {
        $0.batchSize = 2000
        $0.fits = 30
        $0.discount = 0.9
        $0.explorationParameter = .constant(1)
      })
    #expect(mean == 1)
  }

  @Test("Same seed, same bits; saved and continued, the same bits")
  func determinism() throws {
    for name in ["FrozenLake-v1", "TaxiMasked-v3", "CartPole-v1"] {
      let environment = try EnvironmentCatalogue.named(name)
      try LearnerChecks.checkBits(OnlineQIteration.self, in: environment, online { _ in })
      try LearnerChecks.checkBits(
        OnlineQIteration.self, in: environment, online { $0.hiddenWidths = [8] })
      try LearnerChecks.checkBits(
        FittedQIteration.self, in: environment,
        fitted {
          $0.solver = .gradient
          $0.hiddenWidths = [8]
          $0.gradientSteps = 3
        })
    }
    try LearnerChecks.checkBits(
      FittedQIteration.self, in: EnvironmentCatalogue.named("FrozenLake-v1"), fitted { _ in })
  }

  @Test("Learning that diverges is an error that says so")
  func divergence() throws {
    var learner = try OnlineQIteration(
      environment: EnvironmentCatalogue.named("CartPole-v1"),
      configuration: online {
        $0.learningRate = .constant(100)
        $0.stepsPerIteration = 2000
      })
    #expect(throws: NotFiniteError.self) {
      for _ in 0..<10 { _ = try learner.iterate() }
    }
  }

  @Test("Options out of range are refused by name")
  func validation() {
    func option(_ body: () throws -> Void) -> String? {
      do { try body() } catch { return (error as? InvalidConfigurationError)?.option }
      return nil
    }
    #expect(option { try fitted { $0.hiddenWidths = [4] }.validate() } == "solver")
    #expect(option { try fitted { $0.batchSize = 0 }.validate() } == "batchSize")
    #expect(option { try fitted { $0.fits = 0 }.validate() } == "fits")
    #expect(option { try fitted { $0.gradientSteps = 0 }.validate() } == "gradientSteps")
    #expect(option { try fitted { $0.learningRate = 0 }.validate() } == "learningRate")
    #expect(
      option { try online { $0.learningRate = .constant(-1) }.validate() } == "learningRate")
    #expect(option { try online { $0.discount = 2 }.validate() } == "discount")
    #expect(
      option { try online { $0.stepsPerIteration = 0 }.validate() } == "stepsPerIteration")
  }
}
