import ActorCritic
import Environments
import Probes
import ReinforcementLearning
import Testing

/// A2C and online actor-critic learn; in release, since it takes seconds there and minutes otherwise.
@Suite(.serialized, .enabled(if: isRelease))
struct RolloutLearnersLearningTests {
  private func a2c(
    _ environment: some Environment, _ change: (inout A2C.Configuration) -> Void = { _ in }
  ) throws -> Double {
    var configuration = A2C.Configuration()
    configuration.learningRate = .constant(3e-3)
    configuration.hiddenWidths = [16]
    change(&configuration)
    return try LearnerChecks.solve(A2C.self, environment, iterations: 40, configuration)
  }

  private func online(
    _ environment: some Environment,
    _ change: (inout OnlineActorCritic.Configuration) -> Void = { _ in }
  ) throws -> Double {
    var configuration = OnlineActorCritic.Configuration()
    configuration.learningRate = .constant(1e-3)
    configuration.criticLearningRate = .constant(3e-3)
    configuration.hiddenWidths = [16]
    change(&configuration)
    return try LearnerChecks.solve(
      OnlineActorCritic.self, environment, iterations: 30, configuration)
  }

  @Test(arguments: [false, true])
  func a2cSolvesProbes(sharesTrunk: Bool) throws {
    func share(_ c: inout A2C.Configuration) { c.sharesTrunk = sharesTrunk }
    #expect(try a2c(ProbeEnvironments.ActionMatters(), share) == 1)
    #expect(try a2c(ProbeEnvironments.ContinuousActionMatters(), share) > -0.03)
    #expect(try a2c(ProbeEnvironments.ComponentsMatter(), share) == 2)
    #expect(try a2c(ProbeEnvironments.TwoSteps(), share) == 2)
    #expect(try a2c(ProbeEnvironments.Temptation(), share) > 7.5)
    let late = try a2c(ProbeEnvironments.DiscountMatters()) {
      share(&$0)
      $0.discount = 0.5
    }
    #expect(late == 1)
    let patient = try a2c(ProbeEnvironments.Patience()) {
      share(&$0)
      $0.discount = 0.9
    }
    #expect(abs(patient - 0.6) < 1e-6)
  }

  @Test(arguments: [1, 4])
  func onlineActorCriticSolvesProbes(copies: Int) throws {
    func use(_ c: inout OnlineActorCritic.Configuration) { c.copies = copies }
    #expect(try online(ProbeEnvironments.ActionMatters(), use) == 1)
    #expect(try online(ProbeEnvironments.TwoSteps(), use) == 2)
    let late = try online(ProbeEnvironments.DiscountMatters()) {
      use(&$0)
      $0.discount = 0.5
    }
    #expect(late == 1)
    let patient = try online(ProbeEnvironments.Patience()) {
      use(&$0)
      $0.discount = 0.9
    }
    #expect(abs(patient - 0.6) < 1e-6)
  }

  /// The zoo's settings for a fifth of its steps.
  @Test func a2cCartPole() throws {
    let returns = try (1...3).map { seed in
      let environment = try EnvironmentCatalogue.named("CartPole-v1")
      var learner = try A2C(environment: environment, seed: UInt64(seed))
      while learner.environmentSteps < 100_000 { _ = try learner.iterate() }
      return try Evaluation(of: learner.policy, in: environment, episodes: 50, seed: 1).mean
    }
    #expect(returns.reduce(0, +) / 3 >= 250, "\(returns)")
  }
}
