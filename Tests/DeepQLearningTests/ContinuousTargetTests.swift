import DeepQLearning
import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

/// The targets of DDPG and TD3 follow: each moves the part τ of the way toward what its network has just become, in the
/// steps in which it is its turn, and stands still in the others.
@Suite struct ContinuousTargetTests {
  private func learner<Variant: DeterministicVariant>(_ variant: Variant.Type) throws
    -> DeterministicActorCritic<Variant>
  {
    var configuration = DeterministicActorCritic<Variant>.Configuration()
    configuration.hiddenWidths = [8]
    configuration.batchSize = 8
    configuration.replayCapacity = 100
    configuration.warmUpSteps = 9
    configuration.iterationSteps = 1
    configuration.targetMoveFraction = 0.25
    configuration.learningRate = .constant(0.01)
    var learner = try DeterministicActorCritic<Variant>(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
    while learner.environmentSteps < 9 { _ = try learner.iterate() }
    #expect(learner.gradientSteps == 0)
    return learner
  }

  private func expectMove(
    _ after: Vector<Scalar>, from before: Vector<Scalar>, toward online: Vector<Scalar>,
    _ fraction: Scalar
  ) {
    for i in 0..<after.count {
      #expect(abs(after[i] - (before[i] + fraction * (online[i] - before[i]))) < 1e-6)
    }
    if fraction == 0 { #expect(after == before) } else { #expect(after != before) }
  }

  private func check<Variant: DeterministicVariant>(
    _ variant: Variant.Type, critics: Int, actorPeriod: Int
  ) throws {
    var learner = try learner(variant)
    for i in 0..<critics {
      #expect(learner.critics.target(i) == learner.critics.critic(i).parameters)
    }
    #expect(learner.targetPolicyParameters == learner.policy.parameters)
    for step in 1...6 {
      let targets = (0..<critics).map { learner.critics.target($0) }
      let (θTarget, θ) = (learner.targetPolicyParameters, learner.policy.parameters)
      _ = try learner.iterate()
      #expect(learner.gradientSteps == step)
      let isActorsTurn = step % actorPeriod == 0
      #expect((learner.policy.parameters != θ) == isActorsTurn)
      let fraction: Scalar = isActorsTurn ? 0.25 : 0
      for i in 0..<critics {
        expectMove(
          learner.critics.target(i), from: targets[i],
          toward: learner.critics.critic(i).parameters, fraction)
      }
      expectMove(
        learner.targetPolicyParameters, from: θTarget, toward: learner.policy.parameters, fraction)
    }
  }

  @Test func ddpg() throws { try check(DDPGVariant.self, critics: 1, actorPeriod: 1) }
  @Test func td3() throws { try check(TD3Variant.self, critics: 2, actorPeriod: 2) }
}
