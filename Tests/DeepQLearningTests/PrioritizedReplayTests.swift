import Environments
import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite struct PrioritizedReplayTests {
  /// A buffer of transitions with the numbers 0..<count, of one copy.
  static func buffer(_ count: Int, capacity: Int, exponent: Double) -> ReplayBuffer {
    var buffer = ReplayBuffer(
      RecordedTransitions.layout(capacity: capacity, copies: 1, isPrioritized: true),
      priorityExponent: exponent)
    var list = RecordedTransitions(copies: 1)
    list.reset(&buffer)
    for _ in 0..<count { list.step(&buffer, end: 0) }
    return buffer
  }

  /// Frequencies follow |δ|^α, and the weights are (N P)^−β over their largest.
  @Test func transitionsAreDrawnByTheirPriority() {
    let (count, exponent, correction) = (20, 0.7, 0.4)
    var buffer = Self.buffer(count, capacity: 32, exponent: exponent)
    var batch = TransitionBatch(buffer.layout, size: 100)
    var random = RandomStream(seed: 4)
    var known: Set<Int> = []
    while known.count < count {
      buffer.samplePrioritized(into: &batch, discount: 1, correction: 1, using: &random)
      #expect(batch.weights.count == 100)
      var errors = Vector<Scalar>(count: 100)
      for k in 0..<100 {
        errors[k] = (batch.observations[k, 1] + 1) * (k % 2 == 0 ? 1 : -1)
        known.insert(Int(batch.observations[k, 1]))
      }
      buffer.setPriorities(of: batch, errors: errors, offset: 0)
    }
    let priorities = (1...count).map { pow(Double($0), exponent) }
    let total = priorities.reduce(0, +)
    let leastProbability = priorities[0] / total
    var counts = Array(repeating: 0, count: count)
    for _ in 0..<400 {
      buffer.samplePrioritized(into: &batch, discount: 1, correction: correction, using: &random)
      let probabilities = (0..<100).map { priorities[Int(batch.observations[$0, 1])] / total }
      let largest = probabilities.map { pow($0 * Double(count), -correction) }.max() ?? 0
      #expect(largest <= pow(leastProbability * Double(count), -correction) + 1e-9)
      for k in 0..<100 {
        counts[Int(batch.observations[k, 1])] += 1
        let weight = pow(probabilities[k] * Double(count), -correction) / largest
        #expect(abs(Double(batch.weights[k]) - weight) < 1e-5)
      }
    }
    for i in 0..<count {
      let expected = 40_000 * priorities[i] / total
      #expect(abs(Double(counts[i]) - expected) < 5 * expected.squareRoot() + 1)
    }
  }

  /// A new transition has the largest priority so far, and what is overwritten is never drawn again.
  @Test func newTransitionsComeFirstAndOldOnesLeave() {
    var buffer = Self.buffer(8, capacity: 8, exponent: 1)
    var batch = TransitionBatch(buffer.layout, size: 50)
    var random = RandomStream(seed: 6)
    for _ in 0..<5 {
      buffer.samplePrioritized(into: &batch, discount: 1, correction: 1, using: &random)
      buffer.setPriorities(of: batch, errors: Vector(repeating: 0, count: 50), offset: 0.01)
    }
    // The list goes on with other observations: numbers start at 0 again, in copy 0.
    var list = RecordedTransitions(copies: 1)
    list.reset(&buffer)
    list.step(&buffer, end: 0)
    buffer.samplePrioritized(into: &batch, discount: 1, correction: 1, using: &random)
    let new = (0..<50).count { batch.observations[$0, 1] == 0 }
    #expect(new >= 45, "\(new) of 50 draws are the new transition's.")
    for _ in 0..<20 { list.step(&buffer, end: 0.2) }
    for _ in 0..<20 {
      buffer.samplePrioritized(into: &batch, discount: 1, correction: 1, using: &random)
      for k in 0..<50 { #expect(batch.observations[k, 1] >= 12) }
    }
  }
}
