import ControlAsInference
import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// The targets of chapter 13's learners move the part τ of the way toward what their networks have just become, at every
/// gradient step.
@Suite struct SoftTargetTests {
  private let fraction: Scalar = 0.25

  /// Steps a learner through its first gradient steps; `networks` reads (φ, φ′) of each network with a target.
  private func check<L: Learner>(
    _ learner: L, warmUp: Int, _ networks: (L) -> [(online: Vector<Scalar>, target: Vector<Scalar>)]
  ) throws {
    var learner = learner
    while learner.environmentSteps < warmUp { _ = try learner.iterate() }
    for (online, target) in networks(learner) { #expect(online == target) }
    for _ in 1...4 {
      let before = networks(learner)
      _ = try learner.iterate()
      for (old, new) in zip(before, networks(learner)) {
        #expect(new.online != old.online && new.target != old.target)
        for i in 0..<new.target.count {
          let expected = old.target[i] + fraction * (new.online[i] - old.target[i])
          #expect(abs(new.target[i] - expected) < 1e-6)
        }
      }
    }
  }

  @Test func sac() throws {
    var configuration = SAC.Configuration()
    (configuration.hiddenWidths, configuration.batchSize) = ([8], 8)
    (configuration.warmUpSteps, configuration.iterationSteps) = (9, 1)
    configuration.replayCapacity = 100
    configuration.targetMoveFraction = Double(fraction)
    let learner = try SAC(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
    try check(learner, warmUp: 9) { learner in
      (0..<2).map { (learner.critics.critic($0).parameters, learner.critics.target($0)) }
    }
  }

  @Test func discreteSAC() throws {
    var configuration = DiscreteSAC.Configuration()
    (configuration.hiddenWidths, configuration.batchSize) = ([8], 8)
    (configuration.warmUpSteps, configuration.iterationSteps) = (9, 1)
    configuration.replayCapacity = 100
    configuration.targetMoveFraction = Double(fraction)
    let learner = try DiscreteSAC(
      environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration)
    try check(learner, warmUp: 9) { [($0.critics, $0.targets)] }
  }

  @Test func softQLearning() throws {
    var configuration = SoftQLearning.Configuration()
    (configuration.hiddenWidths, configuration.batchSize) = ([8], 8)
    (configuration.warmUpSteps, configuration.iterationSteps) = (9, 1)
    configuration.replayCapacity = 100
    configuration.targetMoveFraction = Double(fraction)
    let learner = try SoftQLearning(
      environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration)
    try check(learner, warmUp: 9) { [($0.policy.parameters, $0.target)] }
  }

  @Test func continuousSoftQLearning() throws {
    var configuration = ContinuousSoftQLearning.Configuration()
    (configuration.hiddenWidths, configuration.batchSize) = ([8], 8)
    (configuration.warmUpSteps, configuration.iterationSteps) = (9, 1)
    (configuration.particles, configuration.valueSamples) = (4, 4)
    configuration.replayCapacity = 100
    configuration.targetMoveFraction = Double(fraction)
    let learner = try ContinuousSoftQLearning(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
    try check(learner, warmUp: 9) { [($0.critic.critic(0).parameters, $0.critic.target(0))] }
  }
}
