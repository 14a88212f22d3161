import Environments
import Foundation
import LinearAlgebra
import Testing

struct BatchTests {
  /// Counts its steps and terminates after `length` of them; observes the count and the episode's number.
  struct Counter: Environment, Codable {
    var length = 3
    var steps = 0
    var episode = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [2]) }
    var actionSpace: ActionSpace { .multiDiscrete([4, 2]) }
    static var masksActions: Bool { true }
    mutating func reset(using stream: inout RandomStream) {
      steps = 0
      episode += 1
    }
    mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step {
      steps += 1
      return Step(
        reward: Double(10 * action[0] + action[1]), status: steps == length ? .terminated : .running
      )
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = Scalar(steps)
      row[1] = Scalar(episode)
    }
    func writeActionMask(into mask: inout MutableSpan<Bool>) {
      for i in mask.indices { mask[i] = i != 2 && i != 4 }
    }
  }

  @Test func resetsByItselfAndKeepsWhatWasLast() {
    var batch = Batch([Counter(length: 2), Counter(length: 3)], seed: 0)
    #expect(batch.observations == Matrix([[0, 1], [0, 1]]))
    let actions = Matrix<Scalar>([[3, 1], [0, 1]])
    batch.step(actions)
    #expect(batch.statuses == [.running, .running])
    #expect(batch.rewards == [31, 1])
    #expect(batch.observations == Matrix([[1, 1], [1, 1]]))
    batch.step(actions)
    #expect(batch.statuses == [.terminated, .running])
    #expect(batch.rewards == [31, 1])
    #expect(batch.observations == Matrix([[0, 2], [2, 1]]))
    #expect(Array(batch.finalObservations.elements)[..<2] == [2, 1])
    batch.step(actions)
    #expect(batch.statuses == [.running, .terminated])
    #expect(batch.observations == Matrix([[1, 2], [0, 2]]))
    #expect(Array(batch.finalObservations.elements)[2...] == [3, 1])
    batch.reset()
    #expect(batch.statuses == [.running, .running])
    #expect(batch.rewards == [0, 0])
    #expect(batch.observations == Matrix([[0, 3], [0, 3]]))
  }

  @Test func masksAreRespected() {
    var batch: any EnvironmentBatch = Batch(Counter(), count: 3, seed: 7)
    #expect(batch.masksActions)
    var masks = [Bool](repeating: false, count: 3 * 6)
    var span = masks.mutableSpan
    batch.writeActionMasks(into: &span)
    #expect(
      masks == Array(repeating: [true, true, false, true, false, true], count: 3).flatMap { $0 })
    var actions = Matrix<Scalar>(rows: 3, columns: 2)
    var seen: Set<Scalar> = []
    for _ in 0..<100 {
      batch.sampleActions(into: &actions)
      for i in 0..<3 {
        seen.insert(actions[i, 0])
        #expect(actions[i, 1] == 1)
      }
    }
    #expect(seen == [0, 1, 3])
  }

  @Test func truncatesCartPoleAndTerminatesIt() throws {
    var batch = try EnvironmentCatalogue.named("Pendulum-v1").makeBatch(3, 1, 1)
    let actions = Matrix<Scalar>(rows: 3, columns: 1)
    for i in 1...400 {
      batch.step(actions)
      let expected: Status = i % 200 == 0 ? .truncated : .running
      #expect(batch.statuses == [expected, expected, expected])
      if expected == .truncated { #expect(batch.finalObservations != batch.observations) }
    }
    var poles = try EnvironmentCatalogue.named("CartPole-v1").makeBatch(4, 1, 1)
    var ends = 0
    for _ in 0..<50 {
      poles.step(Matrix(repeating: 1, rows: 4, columns: 1))
      for i in 0..<4 where poles.statuses[i] != .running {
        ends += 1
        #expect(poles.statuses[i] == .terminated)
        #expect(abs(poles.finalObservations[i, 2]) > 0.2)
        #expect(abs(poles.observations[i, 2]) <= 0.05)
      }
    }
    #expect(ends >= 12)
  }

  @Test(arguments: [
    "CartPole-v0", "Pendulum-v1", "Obstacles-v0", "PointmassMedium-v0", "GripGrid-v0",
  ])
  func threadsAndPartitionsDoNotMatter(_ name: String) throws {
    let specification = try EnvironmentCatalogue.named(name)
    var alone = specification.makeBatch(100, 9, 1)
    var together = specification.makeBatch(100, 9, 2)
    #expect(alone.observations == together.observations)
    for _ in 0..<300 {
      step(&alone)
      step(&together)
      #expect(alone.observations == together.observations)
      #expect(alone.rewards == together.rewards)
      #expect(alone.statuses == together.statuses)
    }
    var large = Batch(CartPole(), count: 50, seed: 2, threads: 2, partitionSize: 50)
    var small = Batch(CartPole(), count: 50, seed: 2, threads: 2, partitionSize: 1)
    for _ in 0..<100 {
      step(&large)
      step(&small)
    }
    #expect(large.environments == small.environments)
    #expect(large.streams == small.streams)
  }

  @Test func aCopyGoesItsOwnWay() throws {
    var batch: any EnvironmentBatch = try EnvironmentCatalogue.named("CartPole-v1").makeBatch(
      4, 3, 2)
    let before = batch.observations
    var copy = batch
    step(&copy)
    #expect(batch.observations == before)
    #expect(copy.observations != before)
    step(&batch)
    #expect(batch.observations == copy.observations)
  }

  @Test(arguments: [1, 2])
  func goesOnFromASavedState(threads: Int) throws {
    var batch: any EnvironmentBatch = try EnvironmentCatalogue.named("CartPole-v1")
      .makeBatch(5, 3, threads)
    for _ in 0..<37 { step(&batch) }
    let data = try JSONEncoder().encode(SavedBatch(batch: batch))
    var restored = try EnvironmentCatalogue.named("CartPole-v1").makeBatch(5, 99, 1)
    let decoder = JSONDecoder()
    try decoder.decode(BatchDecoder.self, from: data).restore(&restored)
    #expect(restored.observations == batch.observations)
    for _ in 0..<60 {
      step(&batch)
      step(&restored)
      #expect(restored.observations == batch.observations)
      #expect(restored.statuses == batch.statuses)
    }
    var other = try EnvironmentCatalogue.named("CartPole-v1").makeBatch(4, 99, 1)
    #expect(throws: DecodingError.self) {
      try decoder.decode(BatchDecoder.self, from: data).restore(&other)
    }
  }

  /// Wrapped, a batch goes on from a saved state like any other, on any number of threads.
  @Test func wrappedItGoesOnFromASavedState() throws {
    func make(_ seed: UInt64, _ threads: Int) -> any EnvironmentBatch {
      let inner = EpisodeRecorder(
        FrameStack(
          ObservationNoise(StickyActions(ActionRescaling(Pendulum())), deviation: 0.1), frames: 3))
      return Batch(
        TimeLimit(TimeObservation(inner, horizon: 20), steps: 20), count: 40, seed: seed,
        threads: threads)
    }
    var batch = make(3, 1)
    for _ in 0..<37 { step(&batch) }
    let data = try JSONEncoder().encode(SavedBatch(batch: batch))
    var restored = make(99, 2)
    try JSONDecoder().decode(BatchDecoder.self, from: data).restore(&restored)
    for _ in 0..<60 {
      step(&batch)
      step(&restored)
      #expect(restored.observations == batch.observations)
      #expect(restored.rewards == batch.rewards)
      #expect(restored.statuses == batch.statuses)
    }
  }

  @Test func refusesActionsOfAnotherShape() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var batch = Batch(CartPole(), count: 4, seed: 0)
      batch.step(Matrix(rows: 3, columns: 1))
    }
    #if DEBUG  // An optimised program stops without the message.
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("Actions of 3×1 do not fit a batch that takes 4×1."))
    #else
      _ = result
    #endif
  }

  @Test func refusesAnActionThatIsNotANumber() async {
    await #expect(processExitsWith: .failure) {
      var batch = Batch(CartPole(), count: 1, seed: 0)
      batch.step(Matrix([[.nan]]))
    }
  }

  private func step<B: EnvironmentBatch>(_ batch: inout B) {
    var actions = Matrix<Scalar>(rows: batch.count, columns: batch.actionSpace.width)
    batch.sampleActions(into: &actions)
    batch.step(actions)
  }

  private func step(_ batch: inout any EnvironmentBatch) {
    var actions = Matrix<Scalar>(rows: batch.count, columns: batch.actionSpace.width)
    batch.sampleActions(into: &actions)
    batch.step(actions)
  }
}

struct SavedBatch: Encodable {
  var batch: any EnvironmentBatch
  func encode(to encoder: any Encoder) throws { try batch.encodeState(to: encoder) }
}

struct BatchDecoder: Decodable {
  var decoder: any Decoder
  init(from decoder: any Decoder) { self.decoder = decoder }
  func restore(_ batch: inout any EnvironmentBatch) throws {
    try batch.restoreState(from: decoder)
  }
}
