import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// The same seed gives the same bits, whatever the number of threads.
struct ReinforceDeterminismTests {
  private struct Outcome: Equatable {
    var parameters: Vector<Scalar>
    var metrics: [[UInt64]]
    var normalizer: ObservationNormalizer?
  }

  private func run(
    _ name: String, seed: UInt64 = 1, threads: Int,
    _ change: (inout REINFORCE.Configuration) -> Void
  ) throws -> Outcome {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 400
    configuration.hiddenWidths = [32, 32]
    configuration.workers = 3
    configuration.copies = 2
    change(&configuration)
    configuration.threads = threads
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named(name), configuration: configuration, seed: seed)
    let metrics = try (0..<4).map { _ in try learner.iterate().values.map(\.bitPattern) }
    return Outcome(
      parameters: learner.policy.parameters, metrics: metrics, normalizer: learner.normalizer)
  }

  private func check(
    _ name: String, _ change: (inout REINFORCE.Configuration) -> Void
  ) throws {
    let first = try run(name, threads: 1, change)
    for threads in [1, 2, 2, 3] {
      #expect(try run(name, threads: threads, change) == first, "\(threads) threads")
    }
    let other = try run(name, seed: 2, threads: 1, change)
    #expect(other.parameters != first.parameters && other.metrics != first.metrics)
  }

  @Test func cartPole() throws { try check("CartPole-v0") { _ in } }

  @Test func pendulumWithEverything() throws {
    try check("Pendulum-v1") {
      $0.baseline = .learned
      $0.normalizesObservations = true
      $0.updatesPerBatch = 3
      $0.importanceSampling = .perDecision
      $0.ratioClip = 2
      $0.entropyCoefficient = 0.01
    }
  }

  @Test func optimalBaseline() throws {
    try check("CartPole-v0") {
      $0.baseline = .optimal
      $0.returnForm = .full
      $0.normalizesAdvantages = false
    }
  }
}
