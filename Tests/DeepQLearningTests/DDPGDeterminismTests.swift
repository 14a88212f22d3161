import CAllocationCounter
import DeepQLearning
import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// The same seed gives the same bits, whatever the number of threads, and a learner that was saved and restored goes on
/// with the same bits.
struct DDPGDeterminismTests {
  private func learner<Variant: DeterministicVariant>(
    _ variant: Variant.Type, threads: Int = 1, seed: UInt64 = 1, noise: NoiseForm = .gaussian
  ) throws -> DeterministicActorCritic<Variant> {
    var configuration = DeterministicActorCritic<Variant>.Configuration()
    configuration.hiddenWidths = [16, 16]
    configuration.batchSize = 128
    configuration.replayCapacity = 300
    configuration.copies = 2
    configuration.trainPeriod = 2
    configuration.warmUpSteps = 50
    configuration.iterationSteps = 60
    configuration.noise = noise
    configuration.threads = threads
    return try DeterministicActorCritic<Variant>(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration,
      seed: seed)
  }

  private func check<Variant: DeterministicVariant>(_ variant: Variant.Type, noise: NoiseForm)
    throws
  {
    func run(threads: Int, seed: UInt64 = 1) throws -> (Vector<Scalar>, [[UInt64]]) {
      var learner = try learner(variant, threads: threads, seed: seed, noise: noise)
      let metrics = try (0..<4).map { _ in try learner.iterate().values.map(\.bitPattern) }
      return (learner.policy.parameters, metrics)
    }
    let first = try run(threads: 1)
    for threads in [1, 2, 3] { #expect(try run(threads: threads) == first, "\(threads) threads") }
    #expect(try run(threads: 1, seed: 2) != first)
  }

  @Test func ddpg() throws { try check(DDPGVariant.self, noise: .ornsteinUhlenbeck) }
  @Test func td3() throws { try check(TD3Variant.self, noise: .gaussian) }

  @Test func aRestoredLearnerGoesOnWithTheSameBits() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ddpg-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var original = try learner(TD3Variant.self, noise: .ornsteinUhlenbeck)
    for _ in 0..<3 { _ = try original.iterate() }
    var store = CheckpointStore(folder.path)
    try store.save(iteration: 3) { try original.save(to: &$0) }
    var restored = try learner(TD3Variant.self, seed: 7, noise: .ornsteinUhlenbeck)
    let reader = try CheckpointReader(store.path(ofIteration: 3))
    try restored.restore(from: reader)
    #expect(reader.unread.isEmpty)
    for _ in 0..<3 {
      #expect(
        try restored.iterate().values.map(\.bitPattern)
          == original.iterate().values.map(\.bitPattern))
    }
    #expect(restored.policy.parameters == original.policy.parameters)
    #expect(restored.critics.target(1) == original.critics.target(1))
  }

  /// In release only: without optimisation Swift puts closures and boxes on the heap.
  @Test(.enabled(if: isRelease && allocation_counter_is_active()))
  func anIterationAllocatesNothing() throws {
    var learner = try learner(TD3Variant.self)
    for _ in 0..<5 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
