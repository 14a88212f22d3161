import ActorCritic
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

struct OnlineActorCriticTests {
  private func learner(
    _ environment: some Environment,
    _ change: (inout OnlineActorCritic.Configuration) -> Void = { _ in }
  ) throws -> OnlineActorCritic {
    var configuration = OnlineActorCritic.Configuration()
    configuration.hiddenWidths = [8]
    configuration.updatesPerIteration = 50
    configuration.learningRate = .constant(1e-3)
    configuration.criticLearningRate = .constant(5e-3)
    change(&configuration)
    return try OnlineActorCritic(
      environment: EnvironmentSpecification(probe: environment), configuration: configuration,
      seed: 3)
  }

  @Test(arguments: [1, 3], [false, true])
  func aTruncationIsWorthMoreThanATermination(copies: Int, sharesTrunk: Bool) throws {
    for (ending, worth) in [(Status.terminated, 1.0), (.truncated, 2.0)] {
      var learner = try learner(ProbeEnvironments.OneReward(ending: ending)) {
        $0.discount = 0.5
        $0.copies = copies
        $0.sharesTrunk = sharesTrunk
      }
      var value = 0.0
      for _ in 0..<20 { value = try learner.iterate().valueMean }
      #expect(abs(value - worth) < 0.05, "\(ending): \(value)")
    }
  }

  /// The advantage is taken with the critic that has moved: where the critic's step is large, it changes the policy's.
  @Test func theCriticMovesFirst() throws {
    func policy(_ rate: Double) throws -> Vector<Scalar> {
      var learner = try learner(ProbeEnvironments.ActionMatters()) {
        $0.updatesPerIteration = 1
        $0.optimizer = .sgd
        $0.criticLearningRate = .constant(rate)
      }
      _ = try learner.iterate()
      return learner.policy.parameters
    }
    #expect(try policy(1e-12) != policy(0.5))
  }

  @Test(arguments: [ProbeEnvironments.Broken.Part.reward, .observation, .lastObservation])
  func whatIsNotFiniteIsAnError(part: ProbeEnvironments.Broken.Part) throws {
    var learner = try learner(ProbeEnvironments.Broken(part: part)) { $0.horizon = 5 }
    #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(
      learner.network.parameters.span.indices.allSatisfy { learner.network.parameters[$0].isFinite }
    )
  }

  @Test func everyInvalidOptionIsNamed() throws {
    typealias Configuration = OnlineActorCritic.Configuration
    try Configuration().validate()
    let cases: [(String, (inout Configuration) -> Void)] = [
      ("copies", { $0.copies = 0 }), ("horizon", { $0.horizon = 0 }),
      ("lambda", { $0.lambda = 0.5 }), ("updatesPerIteration", { $0.updatesPerIteration = 0 }),
      ("learningRate", { $0.learningRate = .constant(-1) }),
      ("criticLearningRate", { $0.criticLearningRate = .constant(.nan) }),
      ("entropyCoefficient", { $0.entropyCoefficient = -1 }),
      ("gradientLimit", { $0.gradientLimit = -1 }),
    ]
    for (option, change) in cases {
      var configuration = Configuration()
      change(&configuration)
      let error = #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
      #expect(error?.option == option)
    }
  }

  /// Every option that decides bits does so.
  @Test func everyOptionHasAnEffect() throws {
    typealias Configuration = OnlineActorCritic.Configuration
    let changes: [String: (inout Configuration) -> Void] = [
      "copies": { $0.copies = 3 }, "horizon": { $0.horizon = 7 },
      "updatesPerIteration": { $0.updatesPerIteration = 4 },
      "optimizer": { $0.optimizer = .rmsProp },
      "learningRate": { $0.learningRate = .constant(1e-3) },
      "criticLearningRate": { $0.criticLearningRate = .constant(1e-3) },
      "epsilon": { $0.epsilon = 1e-3 }, "discount": { $0.discount = 0.9 },
      "lambda": { $0.lambda = 0.5 }, "entropyCoefficient": { $0.entropyCoefficient = 0.1 },
      "gradientLimit": { $0.gradientLimit = 0.1 },
      "normalizesObservations": { $0.normalizesObservations = true },
      "normalizesRewards": { $0.normalizesRewards = true },
      "hiddenWidths": { $0.hiddenWidths = [9] }, "valueWidths": { $0.valueWidths = [5] },
      "sharesTrunk": { $0.sharesTrunk = true }, "activation": { $0.activation = .relu },
      "initialization": { $0.initialization = .glorot },
      "initialDeviation": { $0.initialDeviation = 0.5 }, "noiseInterval": { $0.noiseInterval = 4 },
    ]
    let options = Configuration.options.filter(\.decidesBits).map(\.name)
    #expect(Set(options) == Set(changes.keys))
    func row(_ change: (inout Configuration) -> Void) throws -> [UInt64] {
      var configuration = Configuration()
      configuration.hiddenWidths = [8]
      configuration.horizon = 5
      configuration.optimizer = .adam
      configuration.updatesPerIteration = 3
      change(&configuration)
      var learner = try OnlineActorCritic(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
      return try (0..<3).map { _ in try learner.iterate() }[2].values.map(\.bitPattern)
    }
    let plain = try row { _ in }
    for (option, change) in changes { #expect(try row(change) != plain, "\(option)") }
  }
}
