import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite struct ReplayBufferTests {
  /// Episodes of random lengths, resets in between, rings that wrap: every sampled transition equals the plain list's.
  @Test(arguments: [(1, 40), (1, 3), (3, 60), (4, 4)], [1, 3, 7])
  func samplesEqualAPlainList(_ shape: (copies: Int, capacity: Int), _ steps: Int) {
    let discount = 0.9
    let layout = RecordedTransitions.layout(
      capacity: shape.capacity, copies: shape.copies, isMasked: true)
    var buffer = ReplayBuffer(layout)
    var list = RecordedTransitions(copies: shape.copies)
    var batch = TransitionBatch(layout, size: 32)
    var random = RandomStream(seed: 1)
    list.reset(&buffer)
    for time in 0..<120 {
      list.step(&buffer, end: 0.15)
      if time == 33 || time == 34 { list.reset(&buffer) }
      guard buffer.count > 0 else { continue }
      buffer.sample(into: &batch, steps: steps, discount: discount, using: &random)
      for k in 0..<batch.count {
        let (copy, i) = (Int(batch.observations[k, 0]), Int(batch.observations[k, 1]))
        #expect(batch.observations[k, 2] == 7)
        let age = list.transitions[copy].count - i
        #expect(age >= 1 && age <= (shape.capacity + shape.copies - 1) / shape.copies)
        #expect(batch.actions[k, 0] == list.transitions[copy][i].action)
        let target = list.target(copy, i, steps: steps, discount: discount)
        #expect(abs(Double(batch.rewards[k]) - target.sum) < 1e-4)
        #expect(abs(Double(batch.discounts[k]) - target.factor) < 1e-6)
        #expect((0..<3).map { batch.nextObservations[k, $0] } == target.next)
        let mask =
          target.last.status != .running
          ? [1, 1, 1, 1] : RecordedTransitions.mask(Int(target.next[1]))
        #expect((0..<4).map { batch.nextAllowed?[k, $0] } == mask)
      }
    }
  }

  /// One step with γ = 0.5: a truncation bootstraps by γ, a termination by 0, and two steps by γ².
  @Test func discountsAreFormedFromTheStatus() {
    let layout = RecordedTransitions.layout(capacity: 10, copies: 1)
    var buffer = ReplayBuffer(layout)
    let row = { (x: Scalar) in Matrix<Scalar>([[x, 0, 0]]) }
    buffer.begin(row(0))
    func append(_ reward: Scalar, _ status: Status, _ next: Scalar, _ final: Scalar = -1) {
      buffer.append(
        actions: [[1]].matrix, rewards: [reward], statuses: [status], observations: row(next),
        finalObservations: row(final))
    }
    append(1, .running, 1)
    append(2, .truncated, 10, 2)
    append(4, .running, 11)
    append(8, .terminated, 20, 12)
    #expect(buffer.count == 4)
    var batch = TransitionBatch(layout, size: 64)
    var random = RandomStream(seed: 2)
    var expected: [Int: [Scalar]] = [
      0: [1, 0.5, 1], 1: [2, 0.5, 2], 10: [4, 0.5, 11], 11: [8, 0, 12],
    ]
    for steps in 1...3 {
      if steps > 1 {
        expected[0] = [2, 0.25, 2]
        expected[10] = [8, 0, 12]
      }
      var seen: Set<Int> = []
      buffer.sample(into: &batch, steps: steps, discount: 0.5, using: &random)
      for k in 0..<batch.count {
        let first = Int(batch.observations[k, 0])
        seen.insert(first)
        #expect(
          [batch.rewards[k], batch.discounts[k], batch.nextObservations[k, 0]] == expected[first])
      }
      #expect(seen == [0, 1, 10, 11])
    }
  }

  /// Every transition that is held is drawn with the same probability, whatever its copy.
  @Test func samplingIsUniform() {
    let layout = RecordedTransitions.layout(capacity: 24, copies: 2)
    var buffer = ReplayBuffer(layout)
    var list = RecordedTransitions(copies: 2)
    list.reset(&buffer)
    for _ in 0..<31 { list.step(&buffer, end: 0.3) }
    var counts: [[Int]: Int] = [:]
    var batch = TransitionBatch(layout, size: 100)
    var random = RandomStream(seed: 5)
    for _ in 0..<200 {
      buffer.sample(into: &batch, discount: 1, using: &random)
      for k in 0..<100 {
        counts[[Int(batch.observations[k, 0]), Int(batch.observations[k, 1])], default: 0] += 1
      }
    }
    #expect(counts.count == buffer.count)
    let expected = 20_000 / Double(buffer.count)
    var square = 0.0
    for count in counts.values {
      square += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    let freedom = Double(counts.count - 1)
    #expect(square < freedom + 4 * (2 * freedom).squareRoot(), "χ² = \(square)")
  }

  /// Images are kept as bytes and come back as they were.
  @Test func bytesComeBack() {
    let space = ObservationSpace(shape: [3, 5, 1], storage: .byte, low: 0, high: 255)
    let layout = ReplayLayout(capacity: 8, observations: space, actions: .discrete(2))
    let image = { (k: Int) in Matrix<Scalar>(rows: 1, columns: 15) { Scalar(($1 * 17 + k) % 256) } }
    var buffer = ReplayBuffer(layout)
    buffer.begin(image(0))
    buffer.append(
      actions: [[1]].matrix, rewards: [0.5], statuses: [.running], observations: image(1),
      finalObservations: image(9))
    var batch = TransitionBatch(layout, size: 1)
    var random = RandomStream(seed: 1)
    buffer.sample(into: &batch, discount: 1, using: &random)
    #expect(batch.observations == image(0))
    #expect(batch.nextObservations == image(1))
    #expect(batch.rewards[0] == 0.5)
  }

  /// A million transitions of HalfCheetah take at most 105 MB, which is known before any is taken.
  @Test func theMemoryIsKnownBefore() throws {
    let cheetah = ReplayLayout(
      capacity: 1_001_000, observations: ObservationSpace(shape: [17]),
      actions: .continuous(
        low: Array(repeating: -1, count: 6), high: Array(repeating: 1, count: 6)))
    #expect(cheetah.bytes == 1_001_001 * (4 * 17 + 4 * 6 + 4 + 1))
    #expect(cheetah.bytes <= 105_000_000)
    let images = ReplayLayout(
      capacity: 1000, observations: ObservationSpace(shape: [10, 10, 4], storage: .byte),
      actions: .discrete(6))
    #expect(images.bytes == 1001 * (400 + 4 + 4 + 1))
    let endless = ReplayLayout(
      capacity: 1_000_000_000_000, observations: ObservationSpace(shape: [17]),
      actions: .discrete(2))
    #expect(throws: InvalidConfigurationError.self) {
      try endless.validateMemory(option: "replayCapacity")
    }
  }

  @Test func shapesThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ReplayBuffer(RecordedTransitions.layout(capacity: 8, copies: 2))
      buffer.begin(Matrix(rows: 2, columns: 4))
    }
    await #expect(processExitsWith: .failure) {
      let buffer = ReplayBuffer(RecordedTransitions.layout(capacity: 8, copies: 2))
      var batch = TransitionBatch(buffer.layout, size: 1)
      var random = RandomStream(seed: 1)
      buffer.sample(into: &batch, discount: 1, using: &random)
    }
  }
}

extension [[Scalar]] {
  var matrix: Matrix<Scalar> { Matrix(self) }
}
