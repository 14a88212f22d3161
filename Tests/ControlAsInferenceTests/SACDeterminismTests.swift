import CAllocationCounter
import ControlAsInference
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
struct SACDeterminismTests {
  private func learner(
    threads: Int = 1, seed: UInt64 = 1, _ change: (inout SAC.Configuration) -> Void = { _ in }
  ) throws -> SAC {
    var configuration = SAC.Configuration()
    configuration.hiddenWidths = [16, 16]
    configuration.batchSize = 128
    configuration.replayCapacity = 300
    configuration.copies = 2
    configuration.trainPeriod = 2
    configuration.warmUpSteps = 50
    configuration.iterationSteps = 60
    configuration.threads = threads
    change(&configuration)
    return try SAC(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration,
      seed: seed)
  }

  @Test(arguments: [true, false], [nil, 7])
  func threadsDoNotDecide(isLearned: Bool, interval: Int?) throws {
    func run(threads: Int, seed: UInt64 = 1) throws -> (Vector<Scalar>, [[UInt64]]) {
      var learner = try learner(threads: threads, seed: seed) {
        $0.learnsTemperature = isLearned
        $0.explorationInterval = interval
      }
      let metrics = try (0..<4).map { _ in try learner.iterate().values.map(\.bitPattern) }
      return (learner.policy.parameters, metrics)
    }
    let first = try run(threads: 1)
    for threads in [1, 2, 3] { #expect(try run(threads: threads) == first, "\(threads) threads") }
    #expect(try run(threads: 1, seed: 2) != first)
  }

  @Test(arguments: [nil, 7])
  func aRestoredLearnerGoesOnWithTheSameBits(interval: Int?) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sac-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var original = try learner { $0.explorationInterval = interval }
    for _ in 0..<3 { _ = try original.iterate() }
    var store = CheckpointStore(folder.path)
    try store.save(iteration: 3) { try original.save(to: &$0) }
    var restored = try learner(seed: 7) { $0.explorationInterval = interval }
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
    #expect(restored.temperature == original.temperature)
  }

  /// In release only: without optimisation Swift puts closures and boxes on the heap.
  @Test(.enabled(if: isRelease && allocation_counter_is_active()))
  func anIterationAllocatesNothing() throws {
    var learner = try learner()
    for _ in 0..<5 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
