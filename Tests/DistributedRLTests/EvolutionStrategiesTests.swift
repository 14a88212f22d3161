import DistributedRL
import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// A small learner.
private func configuration(
  _ change: (inout EvolutionStrategies.Configuration) -> Void = { _ in }
) -> EvolutionStrategies.Configuration {
  var configuration = EvolutionStrategies.Configuration()
  configuration.pairs = 4
  configuration.hiddenWidths = [4]
  change(&configuration)
  return configuration
}

private func cartPole() throws -> EnvironmentSpecification {
  try EnvironmentCatalogue.named("CartPole-v1")
}

@Suite struct EvolutionStrategiesTests {
  @Test func centredRanks() {
    let ranks = EvolutionStrategies.centredRanks([3, -100, 7e9, 3, 5])
    #expect(ranks == [-0.125, -0.5, 0.5, -0.125, 0.25])
    #expect(EvolutionStrategies.centredRanks([2, 2, 2]) == [0, 0, 0])
  }

  /// A step without ranks, decay and hidden layers: θ moves by Adam's first step α sign(g), with g from two episodes.
  @Test func stepsAlongTheDifference() throws {
    let environment = EnvironmentSpecification(
      name: "Probe", summary: "", environment: ProbeEnvironments.ActionMatters(), stepLimit: 1)
    var learner = try EvolutionStrategies(
      environment: environment,
      configuration: configuration {
        $0.pairs = 1
        $0.hiddenWidths = []
        $0.deviation = 3
        $0.weightDecay = 0
        $0.ranksReturns = false
      }, seed: 3)
    for _ in 0..<20 {
      let before = learner.policy.parameters
      let metrics = try learner.iterate()
      let moved = (0..<before.count).map { learner.policy.parameters[$0] - before[$0] }
      if metrics.returnDeviation == 0 && learner.iteration == 1 {
        #expect(moved.allSatisfy { $0 == 0 })
      }
      // One gets 1 and the other −1, or both the same: ‖g‖ is 2 ‖ε‖/(2σ) or 0.
      #expect(metrics.returnDeviation == 0 || metrics.returnDeviation == 1)
      #expect((metrics.gradientNorm > 0) == (metrics.returnDeviation > 0))
      #expect(metrics.episodes == 2 && metrics.environmentSteps == 2 * learner.iteration)
    }
  }

  @Test func learnsWhichActionIsRewarded() throws {
    let environment = EnvironmentSpecification(
      name: "Probe", summary: "", environment: ProbeEnvironments.ActionMatters(), stepLimit: 1)
    for seed in 1...4 {
      var learner = try EvolutionStrategies(
        environment: environment, configuration: configuration { $0.deviation = 0.5 },
        seed: UInt64(seed))
      for _ in 0..<60 { _ = try learner.iterate() }
      let result = try Evaluation(of: learner.policy, in: environment, episodes: 1, seed: 1)
      #expect(result.mean == 1)
    }
  }

  @Test func optionsHaveEffects() throws {
    try LearnerBits.effects(
      EvolutionStrategies.self, in: cartPole(), configuration(),
      [
        ("pairs", { $0.pairs = 5 }), ("deviation", { $0.deviation = 0.5 }),
        ("learningRate", { $0.learningRate = 0.5 }), ("weightDecay", { $0.weightDecay = 1 }),
        ("episodes", { $0.episodes = 2 }), ("ranksReturns", { $0.ranksReturns = false }),
        ("isStochastic", { $0.isStochastic = true }),
        ("hiddenWidths", { $0.hiddenWidths = [5] }), ("activation", { $0.activation = .relu }),
      ])
  }

  @Test func wrongOptionsAreRefused() throws {
    try LearnerBits.refusals(
      EvolutionStrategies.Configuration(),
      [
        ("pairs", { $0.pairs = 0 }), ("deviation", { $0.deviation = 0 }),
        ("learningRate", { $0.learningRate = -1 }), ("weightDecay", { $0.weightDecay = .nan }),
        ("episodes", { $0.episodes = 0 }), ("hiddenWidths", { $0.hiddenWidths = [0] }),
        ("threads", { $0.threads = 0 }),
      ])
    let endless = EnvironmentSpecification(
      name: "Endless", summary: "", environment: Pendulum(), stepLimit: nil)
    #expect(throws: UnsupportedSpaceError.self) { try EvolutionStrategies(environment: endless) }
  }
}

@Suite struct EvolutionStrategiesDeterminismTests {
  @Test func threadsGiveTheSameBits() throws {
    try LearnerBits.threads(EvolutionStrategies.self, in: cartPole()) { threads in
      configuration { $0.threads = threads }
    }
  }

  @Test func resumes() throws {
    try LearnerBits.restoring(EvolutionStrategies.self, in: cartPole(), configuration())
  }
}

/// In release.
@Suite(.enabled(if: isRelease)) struct EvolutionStrategiesLearningTests {
  @Test func balancesAPole() throws {
    var returns: [Double] = []
    var configuration = EvolutionStrategies.Configuration()
    configuration.isStochastic = true
    for seed in 1...5 {
      var learner = try EvolutionStrategies(
        environment: cartPole(), configuration: configuration, seed: UInt64(seed))
      for _ in 0..<100 { _ = try learner.iterate() }
      returns.append(
        try Evaluation(of: learner.policy, in: learner.environment, episodes: 20, seed: 1).mean)
    }
    #expect(returns.min()! > 300 && returns.reduce(0, +) / 5 > 400, "\(returns)")
  }
}
