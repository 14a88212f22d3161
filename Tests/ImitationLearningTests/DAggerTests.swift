import Environments
import ImitationLearning
import LinearAlgebra
import ReinforcementLearning
import Testing

/// What DAgger adds to its data.
struct DAggerTests {
  private func learner(
    _ change: (inout DAgger.Configuration) -> Void = { _ in }
  ) throws -> DAgger {
    var configuration = DAgger.Configuration()
    configuration.trajectories = 2
    configuration.episodes = 3
    configuration.evaluationEpisodes = 2
    configuration.clone.gradientSteps = 1
    configuration.clone.batchSize = 8
    configuration.clone.hiddenWidths = [4]
    change(&configuration)
    return try DAgger(
      environment: SignWalk.specification, configuration: configuration,
      expert: Expert(SignController()), seed: 1)
  }

  /// Labels are the expert's, whoever acts; the rewards tell who did.
  @Test(arguments: [0, 0.5, 1]) func labelsAreTheExperts(β: Double) throws {
    var learner = try learner {
      $0.mixing = .constant(β)
      $0.episodes = 40
      $0.clone.isStochastic = true
    }
    #expect(learner.demonstrations.count == 2 && learner.expertReturn == 6)
    let metrics = try learner.iterate()
    #expect(metrics.mixing == β && metrics.samples == 42 * 6)
    let data = learner.demonstrations.trajectories
    #expect(data.count == 42)
    for t in 0..<data.steps {
      #expect(data.actions[t, 0] == (data.observations[t, 0] > 0 ? 1 : 0))
    }
    let reward = (2..<42).reduce(0.0) { $0 + data.totalReward($1) } / 40
    // A clone after one step does no better than chance, so a step's reward is near β + (1 − β)/2.
    if β == 1 { #expect(reward == 6) } else { #expect(abs(reward - 3 - 3 * β) < 1.2) }
    #expect(metrics.environmentSteps == (2 + 2 + 40) * 6)
  }

  @Test func theScheduleOfMixing() throws {
    var learner = try learner { $0.mixing = .exponential(from: 1, to: 0.25, over: 2) }
    #expect(try (0..<4).map { _ in try learner.iterate().mixing } == [1, 0.5, 0.25, 0.25])
    #expect(learner.demonstrations.count == 2 + 4 * 3)
  }

  @Test func anUnknownExpert() throws {
    #expect(throws: ExpertError.self) {
      try DAgger(environment: SignWalk.specification)
    }
  }
}
