import ActorCritic
import Environments
import Probes
import Testing

/// Batch actor-critic learns; in release, since it takes seconds there and minutes otherwise.
@Suite(.serialized, .enabled(if: isRelease))
struct BatchActorCriticLearningTests {
  private func solve(
    _ environment: some Environment,
    _ change: (inout BatchActorCritic.Configuration) -> Void = { _ in }
  ) throws -> Double {
    var configuration = BatchActorCritic.Configuration()
    configuration.batchSize = 128
    configuration.learningRate = 0.02
    configuration.criticLearningRate = 0.02
    configuration.hiddenWidths = [16]
    change(&configuration)
    return try LearnerChecks.solve(
      BatchActorCritic.self, environment, iterations: 100, configuration)
  }

  @Test(arguments: AdvantageForm.allCases, BatchActorCritic.Target.allCases)
  func probes(form: AdvantageForm, target: BatchActorCritic.Target) throws {
    func use(_ configuration: inout BatchActorCritic.Configuration) {
      (configuration.advantage, configuration.target) = (form, target)
    }
    #expect(try solve(ProbeEnvironments.ActionMatters(), use) == 1)
    #expect(try solve(ProbeEnvironments.ContinuousActionMatters(), use) > -0.02)
    #expect(try solve(ProbeEnvironments.ComponentsMatter(), use) == 2)
    #expect(try solve(ProbeEnvironments.TwoSteps(), use) == 2)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), use) == 1.5)
    let impatient = try solve(ProbeEnvironments.DiscountMatters()) {
      use(&$0)
      $0.discount = 0.5
    }
    #expect(impatient == 1)
    let patient = try solve(ProbeEnvironments.Patience()) {
      use(&$0)
      $0.discount = 0.9
    }
    #expect(abs(patient - 0.6) < 1e-6)
    let terminating = try solve(ProbeEnvironments.Patience()) {
      use(&$0)
      $0.discount = 0.9
      $0.bootstrapsTruncations = false
    }
    #expect(terminating == 1)
  }

  /// The course's (10, 10) with a discount.
  @Test func cartPole() throws {
    let returns = try (1...3).map { seed in
      var learner = try BatchActorCritic(
        environment: EnvironmentCatalogue.named("CartPole-v0"), seed: UInt64(seed))
      let returns = try (0..<100).map { _ in try learner.iterate().returnMean }
      return returns.suffix(10).reduce(0, +) / 10
    }
    #expect(returns.reduce(0, +) / 3 >= 180, "\(returns)")
  }
}
