import DeepQLearning
import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct DDPGConfigurationTests {
  @Test func theVariantsDiffer() throws {
    let (ddpg, td3) = (DDPG.Configuration(), TD3.Configuration())
    #expect(ddpg.critics == 1 && ddpg.actorPeriod == 1 && ddpg.targetNoise == nil)
    #expect(td3.critics == 2 && td3.actorPeriod == 2 && td3.targetNoise == 0.2)
    try ddpg.validate()
    try td3.validate()
  }

  @Test func whatHasNoEffectIsRefused() {
    var configuration = DDPG.Configuration()
    configuration.noiseReversion = 0.1
    #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
    configuration.noise = .ornsteinUhlenbeck
    #expect(throws: Never.self) { try configuration.validate() }
    configuration.targetNoise = 0.2
    #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
  }

  @Test(arguments: ["CartPole-v1"])
  func discreteActionsAreRefused(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    #expect(throws: UnsupportedSpaceError.self) { try DDPG(environment: environment) }
  }

  /// Each option changes the bits.
  @Test func everyOptionHasAnEffect() throws {
    let changes: [(String, (inout TD3.Configuration) -> Void)] = [
      ("batchSize", { $0.batchSize = 20 }),
      ("learningRate", { $0.learningRate = .linear(from: 1e-3, to: 0, over: 100) }),
      ("discount", { $0.discount = 0.9 }),
      ("targetMoveFraction", { $0.targetMoveFraction = 0.5 }),
      ("warmUpSteps", { $0.warmUpSteps = 30 }),
      ("trainPeriod", { $0.trainPeriod = 2 }),
      ("gradientSteps", { $0.gradientSteps = 2 }),
      ("critics", { $0.critics = 1 }),
      ("actorPeriod", { $0.actorPeriod = 1 }),
      ("targetNoise", { $0.targetNoise = 0.3 }),
      ("targetNoiseLimit", { $0.targetNoiseLimit = 0.05 }),
      ("noise", { $0.noise = .ornsteinUhlenbeck }),
      ("noiseDeviation", { $0.noiseDeviation = 0.3 }),
      ("hiddenWidths", { $0.hiddenWidths = [8] }),
      ("activation", { $0.activation = .tanh }),
      ("copies", { $0.copies = 2 }),
      ("replayCapacity", { $0.replayCapacity = 32 }),
    ]
    func outcome(_ change: (inout TD3.Configuration) -> Void) throws -> [UInt64] {
      var configuration = TD3.Configuration()
      configuration.hiddenWidths = [8, 8]
      configuration.batchSize = 16
      configuration.replayCapacity = 1000
      configuration.warmUpSteps = 20
      configuration.iterationSteps = 60
      change(&configuration)
      var learner = try TD3(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
      _ = try learner.iterate()
      return try learner.iterate().values.map(\.bitPattern)
    }
    let plain = try outcome { _ in }
    for (name, change) in changes { #expect(try outcome(change) != plain, "\(name)") }
  }

  /// x ← x − θ x Δt + σ √Δt ε: its stationary variance is σ² / (2θ − θ² Δt), and it forgets at an episode's start.
  @Test func ornsteinUhlenbeckNoise() {
    var noise = ActionNoise(
      .ornsteinUhlenbeck(reversion: 0.5, timeStep: 0.1), deviation: 0.3, copies: 2, width: 1)
    var random = RandomStream(seed: 1)
    var (squares, products, last) = (0.0, 0.0, 0.0)
    for _ in 0..<200_000 {
      let x = noise.next(1, 0, using: &random)
      squares += x * x
      products += x * last
      last = x
    }
    let variance = 0.09 / (1 - 0.25 * 0.1)
    #expect(abs(squares / 200_000 / variance - 1) < 0.05)
    #expect(abs(products / squares - 0.95) < 0.005)
    noise.begin(1)
    var same = random
    #expect(noise.next(1, 0, using: &random) == 0.3 * 0.1.squareRoot() * same.normal())
  }

  @Test func aPolicySurvivesItsFile() throws {
    var random = RandomStream(seed: 2)
    let policy = DeterministicPolicy(
      observations: 3, scaling: ActionScaling(low: [-1, 0], high: [2, 5]), hidden: [4, 6],
      activation: .tanh, using: &random)
    let file = try policy.checkpoint(metadata: [:])
    let read = try PolicyFile.policy(in: file)
    let restored = try #require(read as? DeterministicPolicy)
    #expect(restored.parameters == policy.parameters && restored.scaling == policy.scaling)
    #expect(restored.network == policy.network)
    #expect(restored.acts(in: .continuous(low: [-1, 0], high: [2, 5])))
    #expect(!restored.acts(in: .continuous(low: [-1, -1], high: [1, 1])))
    var actor = restored.makeActor(copies: 40, isMasked: false)
    var (actions, streams) = (Matrix<Scalar>(rows: 40, columns: 2), random.split(40))
    let observations = Matrix<Scalar>(rows: 40, columns: 3) { i, _ in Scalar(i) - 20 }
    actor.act(
      observations, allowed: nil, isStochastic: true, into: &actions, using: &streams)
    for i in 0..<40 {
      #expect((-1...2).contains(actions[i, 0]) && (0...5).contains(actions[i, 1]))
    }
    var broken = file
    broken = SafetensorsFile(metadata: [DeterministicPolicy.fileKey: "{}"])
    #expect(throws: PolicyFileError.self) { try PolicyFile.policy(in: broken) }
  }
}
