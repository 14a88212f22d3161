import ActorCritic
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

struct A2CTests {
  private func learner(
    _ environment: some Environment, _ change: (inout A2C.Configuration) -> Void = { _ in }
  ) throws -> A2C {
    var configuration = A2C.Configuration()
    configuration.hiddenWidths = [8]
    configuration.updatesPerIteration = 20
    configuration.learningRate = .constant(5e-3)
    change(&configuration)
    return try A2C(
      environment: EnvironmentSpecification(probe: environment), configuration: configuration,
      seed: 3)
  }

  /// After a termination nothing follows; after a truncation the value goes on.
  @Test func aTruncationIsWorthMoreThanATermination() throws {
    for (ending, worth) in [(Status.terminated, 1.0), (.truncated, 2.0)] {
      var learner = try learner(ProbeEnvironments.OneReward(ending: ending)) { $0.discount = 0.5 }
      var value = 0.0
      for _ in 0..<40 { value = try learner.iterate().valueMean }
      #expect(abs(value - worth) < 0.05, "\(ending): \(value)")
    }
  }

  /// What was seen two steps ago decides; without a memory half of the answers are right.
  @Test func aMemoryRemembers() throws {
    for (memory, expected) in [(PolicyMemory.gru, 1.0...1.0), (.none, 0.2...0.8)] {
      var learner = try learner(ProbeEnvironments.SignIsRemembered()) {
        $0.memory = memory
        if memory != .none { $0.units = 8 }
        ($0.horizon, $0.entropyCoefficient, $0.optimizer) = (6, 0.01, .adam)
        $0.learningRate = .constant(0.01)
      }
      for _ in 0..<25 { _ = try learner.iterate() }
      let mean = try Evaluation(
        of: learner.policy, in: learner.environment, episodes: 100, seed: 1
      ).mean
      #expect(expected.contains(mean), "\(memory): \(mean)")
    }
  }

  /// A truncation keeps bootstrapping from what is remembered of the episode that it cuts: V is 1 + γ V of that memory,
  /// which no update sees, and is not 2 as it is without one. After a termination V is 1.
  @Test func aTruncationIsNoTerminationForAMemory() throws {
    for ending in [Status.terminated, .truncated] {
      var learner = try learner(ProbeEnvironments.OneReward(ending: ending)) {
        ($0.discount, $0.memory, $0.units, $0.horizon) = (0.5, .lstm, 4, 6)
      }
      var value = 0.0
      for _ in 0..<60 { value = try learner.iterate().valueMean }
      let bootstraps = Array(learner.collector.rollout.bootstrapValues)
      #expect(bootstraps.isEmpty == (ending == .terminated))
      let following = bootstraps.reduce(0) { $0 + Double($1) } / Double(max(bootstraps.count, 1))
      if ending == .truncated { #expect(following > 1) }
      #expect(abs(value - (1 + 0.5 * following)) < 0.1, "\(ending): \(value), \(following)")
    }
  }

  /// Where one action alone is rewarded, masks keep the forbidden ones from ever being drawn.
  @Test func whatIsForbiddenIsNeverDone() throws {
    var learner = try learner(ProbeEnvironments.Temptation()) { $0.entropyCoefficient = 0.01 }
    for _ in 0..<5 {
      let metrics = try learner.iterate()
      #expect(metrics.returnMean <= 8)
    }
  }

  @Test(arguments: [ProbeEnvironments.Broken.Part.reward, .observation, .lastObservation])
  func whatIsNotFiniteIsAnError(part: ProbeEnvironments.Broken.Part) throws {
    var learner = try learner(ProbeEnvironments.Broken(part: part))
    let θ = learner.network.parameters
    #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(learner.network.parameters == θ && learner.iteration == 0)
  }

  @Test func everyInvalidOptionIsNamed() throws {
    typealias Configuration = A2C.Configuration
    try Configuration().validate()
    let cases: [(String, (inout Configuration) -> Void)] = [
      ("copies", { $0.copies = 0 }), ("horizon", { $0.horizon = 0 }),
      ("updatesPerIteration", { $0.updatesPerIteration = 0 }),
      ("learningRate", { $0.learningRate = .constant(-1) }),
      ("epsilon", { $0.epsilon = 0 }),
      (
        "epsilon",
        {
          $0.optimizer = .sgd
          $0.epsilon = 1e-3
        }
      ),
      ("discount", { $0.discount = 1.1 }), ("lambda", { $0.lambda = -0.1 }),
      ("valueCoefficient", { $0.valueCoefficient = -1 }),
      ("entropyCoefficient", { $0.entropyCoefficient = .nan }),
      ("gradientLimit", { $0.gradientLimit = 0 }),
      (
        "valueWidths",
        {
          $0.sharesTrunk = true
          $0.valueWidths = [4]
        }
      ),
      ("threads", { $0.threads = 0 }),
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
    typealias Configuration = A2C.Configuration
    let changes: [String: (inout Configuration) -> Void] = [
      "copies": { $0.copies = 3 }, "horizon": { $0.horizon = 7 },
      "updatesPerIteration": { $0.updatesPerIteration = 4 },
      "optimizer": { $0.optimizer = .adam }, "learningRate": { $0.learningRate = .constant(1e-3) },
      "epsilon": { $0.epsilon = 1e-3 }, "discount": { $0.discount = 0.9 },
      "lambda": { $0.lambda = 0.5 }, "valueCoefficient": { $0.valueCoefficient = 1 },
      "entropyCoefficient": { $0.entropyCoefficient = 0.1 },
      "gradientLimit": { $0.gradientLimit = nil },
      "normalizesAdvantages": { $0.normalizesAdvantages = true },
      "normalizesObservations": { $0.normalizesObservations = true },
      "normalizesRewards": { $0.normalizesRewards = true },
      "hiddenWidths": { $0.hiddenWidths = [9] }, "valueWidths": { $0.valueWidths = [5] },
      "sharesTrunk": { $0.sharesTrunk = true }, "activation": { $0.activation = .relu },
      "initialization": { $0.initialization = .glorot },
      "initialDeviation": { $0.initialDeviation = 0.5 }, "noiseInterval": { $0.noiseInterval = 4 },
      "memory": { $0.memory = .gru }, "units": { ($0.memory, $0.units) = (.gru, 3) },
    ]
    let options = Configuration.options.filter(\.decidesBits).map(\.name)
    #expect(Set(options) == Set(changes.keys))
    func row(_ change: (inout Configuration) -> Void) throws -> [Double] {
      var configuration = Configuration()
      configuration.hiddenWidths = [8]
      configuration.updatesPerIteration = 3
      change(&configuration)
      var learner = try A2C(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
      return try (0..<3).map { _ in try learner.iterate() }[2].values
    }
    let plain = try row { _ in }.map(\.bitPattern)
    for (option, change) in changes {
      #expect(try row(change).map(\.bitPattern) != plain, "\(option)")
    }
    let remembered = try row { $0.memory = .gru }
    #expect(try row { ($0.memory, $0.units) = (.gru, 3) } != remembered)
    #expect(try row { $0.memory = .lstm } != remembered)
  }
}
