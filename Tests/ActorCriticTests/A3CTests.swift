import ActorCritic
import Environments
import LinearAlgebra
import Probes
import ReinforcementLearning
import Testing

struct A3CDeterminismTests {
  private func configuration(threads: Int) -> A3C.Configuration {
    var configuration = A3C.Configuration()
    configuration.workers = 3
    configuration.threads = threads
    configuration.horizon = 6
    configuration.rolloutsPerIteration = 10
    configuration.hiddenWidths = [16]
    return configuration
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1"])
  func inOrderThreadsDecideNothing(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    try LearnerChecks.checkThreads(
      A3C.self, in: environment, iterations: 3, configuration(threads:))
    try LearnerChecks.checkRestoring(
      A3C.self, in: environment, configuration(threads: 2), iterations: 3)
  }

  /// One worker is deterministic in either form, and both are the same.
  @Test func oneWorkerIsInOrder() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    let parameters = try [false, true].map { isOrdered in
      var configuration = configuration(threads: 2)
      configuration.workers = 1
      configuration.isOrdered = isOrdered
      var learner = try A3C(environment: environment, configuration: configuration)
      for _ in 0..<3 { _ = try learner.iterate() }
      return learner.network.parameters
    }
    #expect(parameters[0] == parameters[1])
  }
}

struct A3CTests {
  private func learner(
    _ environment: some Environment, isOrdered: Bool,
    _ change: (inout A3C.Configuration) -> Void = { _ in }
  ) throws -> A3C {
    var configuration = A3C.Configuration()
    configuration.isOrdered = isOrdered
    configuration.hiddenWidths = [8]
    configuration.learningRate = .constant(5e-3)
    change(&configuration)
    return try A3C(
      environment: EnvironmentSpecification(probe: environment), configuration: configuration,
      seed: 3)
  }

  @Test(arguments: [false, true])
  func aTruncationIsWorthMoreThanATermination(isOrdered: Bool) throws {
    for (ending, worth) in [(Status.terminated, 1.0), (.truncated, 2.0)] {
      var learner = try learner(
        ProbeEnvironments.OneReward(ending: ending), isOrdered: isOrdered
      ) { $0.discount = 0.5 }
      var value = 0.0
      for _ in 0..<10 { value = try learner.iterate().valueMean }
      #expect(abs(value - worth) < 0.1, "\(ending): \(value)")
    }
  }

  @Test(arguments: [ProbeEnvironments.Broken.Part.reward, .observation], [false, true])
  func whatIsNotFiniteIsAnError(part: ProbeEnvironments.Broken.Part, isOrdered: Bool) throws {
    var learner = try learner(ProbeEnvironments.Broken(part: part), isOrdered: isOrdered)
    let θ = learner.network.parameters
    #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(learner.network.parameters == θ && learner.iteration == 0)
  }

  @Test func everyInvalidOptionIsNamed() throws {
    typealias Configuration = A3C.Configuration
    try Configuration().validate()
    let cases: [(String, (inout Configuration) -> Void)] = [
      ("workers", { $0.workers = 0 }), ("horizon", { $0.horizon = 0 }),
      ("rolloutsPerIteration", { $0.rolloutsPerIteration = 0 }),
      ("learningRate", { $0.learningRate = .constant(-1) }), ("decay", { $0.decay = 1 }),
      ("epsilon", { $0.epsilon = 0 }), ("discount", { $0.discount = 2 }),
      ("lambda", { $0.lambda = 2 }), ("gradientLimit", { $0.gradientLimit = 0 }),
      ("threads", { $0.threads = 0 }),
    ]
    for (option, change) in cases {
      var configuration = Configuration()
      change(&configuration)
      let error = #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
      #expect(error?.option == option)
    }
  }
}

@Suite(.serialized, .enabled(if: isRelease))
struct A3CLearningTests {
  @Test(arguments: [false, true])
  func probes(isOrdered: Bool) throws {
    func solve(_ environment: some Environment, discount: Double = 0.99) throws -> Double {
      var configuration = A3C.Configuration()
      configuration.isOrdered = isOrdered
      configuration.hiddenWidths = [16]
      configuration.learningRate = .constant(3e-3)
      configuration.discount = discount
      return try LearnerChecks.solve(A3C.self, environment, iterations: 60, configuration)
    }
    #expect(try solve(ProbeEnvironments.ActionMatters()) == 1)
    #expect(try solve(ProbeEnvironments.TwoSteps()) == 2)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), discount: 0.5) == 1)
    #expect(abs(try solve(ProbeEnvironments.Patience(), discount: 0.9) - 0.6) < 1e-6)
  }
}
