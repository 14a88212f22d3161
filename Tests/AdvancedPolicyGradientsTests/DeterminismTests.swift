import AdvancedPolicyGradients
import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// The same seed gives the same bits, with any number of threads, and after saving and going on.
struct AdvancedPolicyGradientsDeterminismTests {
  private struct Outcome: Equatable {
    var parameters: Vector<Scalar>
    var metrics: [[UInt64]]
    var normalizer: ObservationNormalizer?
  }

  private func outcome<L: Learner>(_ learner: inout L, iterations: Int) throws -> Outcome
  where L.LearnedPolicy: Parameterized, L.LearnedPolicy.Element == Scalar {
    let metrics = try (0..<iterations).map { _ in try learner.iterate().values.map(\.bitPattern) }
    return Outcome(
      parameters: learner.policy.parameters, metrics: metrics, normalizer: learner.normalizer)
  }

  private func check<L: Learner>(
    _ type: L.Type, _ environment: String, _ change: (inout L.Configuration) -> Void
  ) throws
  where
    L.LearnedPolicy: Parameterized, L.LearnedPolicy.Element == Scalar,
    L.Configuration: OnPolicyConfiguration
  {
    let specification = try EnvironmentCatalogue.named(environment)
    func learner(seed: UInt64 = 1, threads: Int = 1) throws -> L {
      var configuration = L.Configuration()
      (configuration.copies, configuration.horizon) = (20, 12)
      configuration.hiddenWidths = [16]
      change(&configuration)
      configuration.threads = threads
      return try L(environment: specification, configuration: configuration, seed: seed)
    }
    var first = try learner()
    let expected = try outcome(&first, iterations: 5)
    for threads in [1, 2, 3] {
      var other = try learner(threads: threads)
      #expect(try outcome(&other, iterations: 5) == expected, "\(threads) threads")
    }
    var different = try learner(seed: 2)
    #expect(try outcome(&different, iterations: 5) != expected)

    let path = NSTemporaryDirectory() + "apus-on-policy-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    var store = CheckpointStore(path)
    var saved = try learner()
    let start = try outcome(&saved, iterations: 2)
    try store.save(iteration: 2, notes: [:]) { try saved.save(to: &$0) }
    var restored = try learner(seed: 7)
    let reader = try CheckpointReader(store.path(ofIteration: 2))
    try restored.restore(from: reader)
    #expect(reader.unread.isEmpty)
    #expect(restored.iteration == 2 && restored.environmentSteps == saved.environmentSteps)
    let rest = try outcome(&restored, iterations: 3)
    #expect(start.metrics + rest.metrics == expected.metrics)
    #expect(rest.parameters == expected.parameters && rest.normalizer == expected.normalizer)
  }

  @Test func ppoOnCartPole() throws {
    try check(PPO.self, "CartPole-v1") {
      ($0.batchSize, $0.epochs, $0.sharesTrunk) = (50, 3, true)
      ($0.normalizesObservations, $0.normalizesRewards) = (true, true)
      $0.learningRate = .linear(from: 0.01, to: 0, over: 2000)
    }
  }

  @Test func ppoWithAPenaltyAndStateDependentExploration() throws {
    try check(PPO.self, "Pendulum-v1") {
      ($0.proximity, $0.noiseInterval, $0.valueClip) = (.penalty, 5, 0.2)
      ($0.epochs, $0.entropyCoefficient, $0.divergenceLimit) = (3, 0.01, 0.05)
      $0.normalizesObservations = true
    }
  }

  @Test(arguments: [PolicyMemory.gru, .lstm])
  func ppoWithAMemory(_ memory: PolicyMemory) throws {
    try check(PPO.self, memory == .gru ? "CartPole-v1-NoVelocity" : "Pendulum-v1-NoVelocity") {
      ($0.memory, $0.units, $0.sequenceLength) = (memory, 5, 4)
      ($0.batchSize, $0.epochs, $0.normalizesObservations) = (64, 2, true)
      if memory == .lstm { $0.noiseInterval = 3 }
    }
  }

  @Test func trpo() throws {
    try check(TRPO.self, "Acrobot-v1") {
      ($0.fisherStride, $0.criticBatchSize, $0.criticEpochs) = (3, 64, 2)
      ($0.normalizesObservations, $0.normalizesRewards) = (true, true)
    }
  }

  @Test func npg() throws {
    try check(NPG.self, "Pendulum-v1") { ($0.criticEpochs, $0.noiseInterval) = (2, 7) }
  }
}
