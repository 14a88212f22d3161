import AdvancedPolicyGradients
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// PPO with a memory.
struct RecurrentPPOTests {
  private func learner(
    _ environment: some Environment, _ change: (inout PPO.Configuration) -> Void = { _ in }
  ) throws -> PPO {
    var configuration = PPO.Configuration()
    (configuration.copies, configuration.horizon, configuration.batchSize) = (8, 16, 64)
    (configuration.epochs, configuration.learningRate) = (4, .constant(0.02))
    (configuration.hiddenWidths, configuration.memory, configuration.units) = ([8], .lstm, 8)
    configuration.sequenceLength = 8
    change(&configuration)
    return try PPO(
      environment: EnvironmentSpecification(probe: environment), configuration: configuration)
  }

  /// Sequences start from what was remembered, forget where episodes begin, and hold the rows that they should: at
  /// θ_old the probabilities of all minibatches are those with which the actions were drawn, to rounding.
  @Test(arguments: [PolicyMemory.gru, .lstm], [1, 2, 4, 12])
  func sequencesAreThoseThatWereCollected(_ memory: PolicyMemory, _ length: Int) throws {
    for sharesTrunk in [false, true] {
      var configuration = PPO.Configuration()
      (configuration.copies, configuration.horizon) = (5, 24)
      (configuration.memory, configuration.units, configuration.hiddenWidths) = (memory, 6, [4])
      (configuration.sequenceLength, configuration.sharesTrunk) = (length, sharesTrunk)
      (configuration.batchSize, configuration.initialization) = (36, .glorot)
      configuration.normalizesAdvantages = false
      try configuration.validate()
      let environment = try EnvironmentCatalogue.named("CartPole-v1-NoVelocity")
      var random = RandomStream(seed: 3)
      let network = try configuration.makeNetwork(
        for: environment, sharesTrunk: sharesTrunk, memory: configuration.networkMemory,
        using: &random)
      var collector = configuration.makeCollector(
        environment, network, sequenceLength: length, using: &random)
      for _ in 0..<3 { try collector.collect(network) }
      #expect(collector.rollout.statuses.contains(.terminated))
      // Targets that are V itself, so that V's loss shows whether it remembers the same.
      collector.rollout.estimateAdvantages(discount: 0.9, lambda: 0.8)
      collector.rollout.returns.assign(from: collector.rollout.values)
      var minibatches = Minibatches(rows: 120, size: 36, sequenceLength: length)
      minibatches.shuffle(using: &random)
      var seen = Set<Int>()
      for k in 0..<minibatches.count {
        let rows = minibatches[k]
        seen.formUnion(rows)
        let objective = PPOObjective(
          network, rows: rows.count, isMasked: false, configuration)
        let terms = objective.evaluate(
          network, network.parameters, collector.rollout, rows,
          sequences: minibatches.sequences(k), proximity: 1e-4)
        #expect(terms.clippedShare == 0 && terms.divergence < 1e-10)
        #expect(terms.valueLoss < 1e-10)
      }
      #expect(seen.count == 120)
    }
  }

  /// What was seen two steps ago decides; without a memory half of the answers are right.
  @Test func aMemoryRemembers() throws {
    for memory in [PolicyMemory.gru, .lstm] {
      var remembering = try learner(ProbeEnvironments.SignIsRemembered()) { $0.memory = memory }
      #expect(try remembering.learned(40) == 1)
    }
    var forgetful = try learner(ProbeEnvironments.SignIsRemembered()) {
      ($0.memory, $0.units, $0.sequenceLength) = (.none, nil, nil)
    }
    #expect(try forgetful.learned(40) < 0.8)
  }

  @Test func aPenaltyAndASharedTrunkRememberToo() throws {
    var learner = try learner(ProbeEnvironments.SignIsRemembered()) {
      ($0.proximity, $0.sharesTrunk) = (.penalty, true)
    }
    #expect(try learner.learned(50) == 1)
  }

  @Test func aTruncationIsNoTermination() throws {
    var cut = try learner(ProbeEnvironments.EndsMatter()) { $0.discount = 0.9 }
    #expect(try cut.learned(30) == 1)
    var ended = try learner(ProbeEnvironments.EndsMatter(cut: .terminated)) { $0.discount = 0.9 }
    #expect(try ended.learned(30) == 1.5)
  }

  @Test func whatIsForbiddenIsNeverDone() throws {
    var masked = try learner(ProbeEnvironments.Temptation())
    for _ in 0..<60 { #expect(try masked.iterate().returnMean <= 8) }
    #expect(try masked.learned(0) == 8)
  }

  @Test func badConfigurationsAreRefused() throws {
    let changes: [(String, (inout PPO.Configuration) -> Void)] = [
      ("units", { $0.units = 0 }), ("sequenceLength", { $0.sequenceLength = 0 }),
      ("sequenceLength", { $0.sequenceLength = 5 }),
      ("sequenceLength", { $0.batchSize = 20 }),
      (
        "units",
        {
          $0.memory = .none
          $0.sequenceLength = nil
        }
      ),
      (
        "sequenceLength",
        {
          $0.memory = .none
          $0.units = nil
        }
      ),
    ]
    for (option, change) in changes {
      let error = #expect(throws: InvalidConfigurationError.self) {
        try learner(ProbeEnvironments.SignIsRemembered(), change)
      }
      #expect(error?.option == option)
    }
  }
}
