import DeepQLearning
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// DDPG and TD3 solve the probes in a second or two, and learn to swing up a pendulum.
@Suite(.serialized, .enabled(if: isRelease))
struct DDPGLearningTests {
  private func train<Variant: DeterministicVariant>(
    _ variant: Variant.Type, _ environment: some Environment, steps: Int = 1500, seed: UInt64 = 1,
    _ change: (inout DeterministicActorCritic<Variant>.Configuration) -> Void = { _ in }
  ) throws -> DeterministicActorCritic<Variant> {
    let specification = EnvironmentSpecification(
      name: "Probe", summary: "", environment: environment)
    var configuration = DeterministicActorCritic<Variant>.Configuration()
    configuration.hiddenWidths = [32, 32]
    configuration.batchSize = 32
    configuration.replayCapacity = 5000
    configuration.learningRate = .constant(3e-3)
    configuration.targetMoveFraction = 0.02
    configuration.noiseDeviation = 0.3
    change(&configuration)
    var learner = try DeterministicActorCritic<Variant>(
      environment: specification, configuration: configuration, seed: seed)
    while learner.environmentSteps < steps { _ = try learner.iterate() }
    return learner
  }

  private func mean<Variant: DeterministicVariant>(_ learner: DeterministicActorCritic<Variant>)
    throws -> Double
  {
    try Evaluation(of: learner.policy, in: learner.environment, episodes: 50, seed: 1).mean
  }

  @Test func theActionMatters() throws {
    let environment = ProbeEnvironments.ContinuousActionMatters(low: -1)
    #expect(try mean(train(DDPGVariant.self, environment)) > -0.01)
    #expect(try mean(train(TD3Variant.self, environment)) > -0.01)
    let correlated = try train(DDPGVariant.self, environment) { $0.noise = .ornsteinUhlenbeck }
    #expect(try mean(correlated) > -0.01)
  }

  @Test func rewardsComeLate() throws {
    let environment = ContinuousProbes.TwoSteps()
    #expect(try mean(train(DDPGVariant.self, environment, steps: 4000)) > -0.03)
    #expect(try mean(train(TD3Variant.self, environment, steps: 4000)) > -0.03)
  }

  @Test(arguments: [(Status.terminated, 1.0), (.truncated, 2.0)])
  func aTruncationBootstrapsAndATerminationDoesNot(ending: Status, value: Double) throws {
    let environment = ContinuousProbes.OneStep(ending: ending)
    let ddpg = try train(DDPGVariant.self, environment) { $0.discount = 0.5 }
    #expect(abs(Double(ddpg.critics.critic(0).value([1, 0])) - value) < 0.05)
    let td3 = try train(TD3Variant.self, environment) { $0.discount = 0.5 }
    #expect(abs(Double(td3.critics.critic(1).value([1, 0])) - value) < 0.05)
  }

  /// A random policy's mean return is about −1,200, the best ones' about −150; after 10,000 steps seeds differ much.
  @Test func pendulum() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    var configuration = TD3.Configuration()
    configuration.hiddenWidths = [64, 64]
    configuration.batchSize = 100
    configuration.discount = 0.98
    let means = try (1...3).map { seed in
      var learner = try TD3(
        environment: environment, configuration: configuration, seed: UInt64(seed))
      for _ in 0..<10 { _ = try learner.iterate() }
      return try mean(learner)
    }
    #expect(means.reduce(0, +) / 3 > -450, "\(means)")
  }
}
