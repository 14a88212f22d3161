import ControlAsInference
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

/// The soft actor-critic solves the probes in a second or two, and learns to swing up a pendulum.
@Suite(.serialized, .enabled(if: isRelease))
struct SACLearningTests {
  private func train(
    _ environment: some Environment, steps: Int = 1500, seed: UInt64 = 1,
    _ change: (inout SAC.Configuration) -> Void = { _ in }
  ) throws -> SAC {
    let specification = EnvironmentSpecification(
      name: "Probe", summary: "", environment: environment)
    var configuration = SAC.Configuration()
    configuration.hiddenWidths = [32, 32]
    configuration.batchSize = 32
    configuration.replayCapacity = 5000
    configuration.learningRate = .constant(3e-3)
    configuration.targetMoveFraction = 0.02
    configuration.temperature = 0.1
    configuration.targetEntropy = -2
    change(&configuration)
    var learner = try SAC(environment: specification, configuration: configuration, seed: seed)
    while learner.environmentSteps < steps { _ = try learner.iterate() }
    return learner
  }

  private func mean(_ learner: SAC) throws -> Double {
    try Evaluation(of: learner.policy, in: learner.environment, episodes: 50, seed: 1).mean
  }

  @Test func theActionMatters() throws {
    #expect(try mean(train(ProbeEnvironments.ContinuousActionMatters(low: -1))) > -0.01)
    let kept = try train(ProbeEnvironments.ContinuousActionMatters(low: -1)) {
      $0.explorationInterval = 8
      $0.initialDeviation = 0.3
    }
    #expect(try mean(kept) > -0.01)
  }

  @Test func rewardsComeLate() throws {
    #expect(try mean(train(ContinuousProbes.TwoSteps(), steps: 4000)) > -0.03)
  }

  @Test(arguments: [(Status.terminated, 1.0), (.truncated, 2.0)])
  func aTruncationBootstrapsAndATerminationDoesNot(ending: Status, value: Double) throws {
    let learner = try train(ContinuousProbes.OneStep(ending: ending)) {
      $0.discount = 0.5
      $0.learnsTemperature = false
      $0.targetEntropy = nil
      $0.temperature = 1e-4
    }
    #expect(abs(Double(learner.critics.critic(0).value([1, 0])) - value) < 0.05)
    #expect(abs(Double(learner.critics.critic(1).value([1, 0])) - value) < 0.05)
  }

  /// For one step of reward 0 and the temperature α, the value of the start is αH, and H is log 2 at most: the policy
  /// becomes uniform over the positions, as far as a squashed Gaussian can.
  @Test func withoutARewardThePolicyIsNearlyUniform() throws {
    let learner = try train(ContinuousProbes.OneStep(ending: .truncated), steps: 3000) {
      $0.discount = 0.5
      $0.learnsTemperature = false
      $0.targetEntropy = nil
      $0.temperature = 1
    }
    var random = RandomStream(seed: 3)
    var streams = random.split(2000)
    var actions = Matrix<Scalar>(rows: 2000, columns: 1)
    let evaluator = PolicyEvaluator(learner.policy, rows: 2000)
    evaluator.sample(
      learner.policy, Matrix(repeating: 1, rows: 2000, columns: 1), into: &actions, using: &streams)
    let squares = (0..<2000).reduce(0) { $0 + Double(actions[$1, 0] * actions[$1, 0]) } / 2000
    #expect(abs(squares - 1 / 3.0) < 0.06, "\(squares)")
    // Reward 1 at each step and entropy log 2: (1 + 0.5 log 2) / (1 − 0.5).
    let value = Double(learner.critics.critic(0).value([1, 0]))
    #expect(abs(value - 2.693) < 0.1, "\(value)")
  }

  @Test func theTemperatureHoldsTheEntropy() throws {
    var learner = try train(ProbeEnvironments.ContinuousActionMatters(low: -1), steps: 4000) {
      $0.targetEntropy = -1
    }
    #expect(abs(try learner.iterate().entropy + 1) < 0.15)
  }

  /// A random policy's mean return is about −1,200, the best ones' about −150; up to 10,000 steps the better ones still waver.
  @Test func pendulum() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    var configuration = SAC.Configuration()
    configuration.hiddenWidths = [64, 64]
    configuration.batchSize = 100
    configuration.learningRate = .constant(1e-3)
    let means = try (1...3).map { seed in
      var learner = try SAC(
        environment: environment, configuration: configuration, seed: UInt64(seed))
      for _ in 0..<12 { _ = try learner.iterate() }
      return try mean(learner)
    }
    #expect(means.reduce(0, +) / 3 > -250, "\(means)")
  }
}
