import Environments
import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite struct ReplayDeterminismTests {
  /// A buffer that was saved, with segments of earlier checkpoints, goes on with the same bits.
  @Test(arguments: [false, true])
  func aRestoredBufferGoesOn(_ isPrioritized: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let layout = RecordedTransitions.layout(
      capacity: 30, copies: 2, isMasked: true, isPrioritized: isPrioritized)
    var buffer = ReplayBuffer(layout)
    var list = RecordedTransitions(copies: 2)
    var store = CheckpointStore(folder.path)
    var random = RandomStream(seed: 1)
    var batch = TransitionBatch(layout, size: 16)
    func draw(_ buffer: inout ReplayBuffer, _ random: inout RandomStream) -> TransitionBatch {
      guard isPrioritized else {
        buffer.sample(into: &batch, steps: 3, discount: 0.9, using: &random)
        return batch
      }
      buffer.samplePrioritized(
        into: &batch, steps: 3, discount: 0.9, correction: 0.5, using: &random)
      buffer.setPriorities(of: batch, errors: batch.rewards)
      return batch
    }
    try store.save(iteration: 0) { try $0.part("replay", buffer) }
    list.reset(&buffer)
    for iteration in 1...9 {
      for _ in 0..<5 { list.step(&buffer, end: 0.2) }
      _ = draw(&buffer, &random)
      try store.save(iteration: iteration) { try $0.part("replay", buffer) }
      var restored = ReplayBuffer(layout)
      var reading = CheckpointStore(folder.path)
      let reader = try #require(try reading.openLatest())
      try reader.part("replay", &restored)
      #expect(reader.unread.isEmpty)
      #expect(restored.count == buffer.count)
      var (expected, listed, stream) = (buffer, list, random)
      for _ in 0..<25 {
        var same = listed
        same.step(&restored, end: 0.2)
        listed.step(&expected, end: 0.2)
        var other = stream
        let (a, b) = (draw(&restored, &other), draw(&expected, &stream))
        #expect(a.observations == b.observations && a.nextObservations == b.nextObservations)
        #expect(a.rewards == b.rewards && a.discounts == b.discounts && a.weights == b.weights)
        #expect(a.nextAllowed == b.nextAllowed && a.actions == b.actions)
      }
    }
  }

  /// Rows of another capacity are refused.
  @Test func anotherCapacityIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var buffer = ReplayBuffer(RecordedTransitions.layout(capacity: 30, copies: 1))
    var list = RecordedTransitions(copies: 1)
    list.reset(&buffer)
    for _ in 0..<40 { list.step(&buffer, end: 0.2) }
    var store = CheckpointStore(folder.path)
    try store.save(iteration: 1) { try $0.part("replay", buffer) }
    let reader = try CheckpointReader(store.path(ofIteration: 1))
    var other = ReplayBuffer(RecordedTransitions.layout(capacity: 20, copies: 1))
    #expect(throws: CheckpointError.self) { try reader.part("replay", &other) }
  }
}
