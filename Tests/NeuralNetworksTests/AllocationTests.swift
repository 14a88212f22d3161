import CAllocationCounter
import LinearAlgebra
import NeuralNetworks
import Testing

/// What promises to allocate nothing allocates nothing on the calling thread, which does all the work.
@Suite(
  .enabled(
    if: allocation_counter_is_active(), "Allocations are counted on glibc without sanitizers."))
struct AllocationTests {
  /// The allocations of five calls of `body`, after three to warm up.
  private func allocations(_ body: () -> Void) -> UInt64 {
    for _ in 0..<3 { body() }
    allocation_counter_start_thread()
    for _ in 0..<5 { body() }
    return allocation_counter_stop_thread()
  }

  /// Without optimisation, the standard library's generic iterators allocate while a tape is recorded.
  private static var isOptimized: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test func theCounterCounts() {
    var copy = Matrix<Float>(rows: 2, columns: 2)
    #expect(allocations { copy = Matrix(rows: 2, columns: 2) } >= 5)
    #expect(copy.count == 4)
  }

  static let shapes = [
    (widths: [17, 256, 256, 6], batch: 256), (widths: [3, 64, 64, 1], batch: 100),
    (widths: [4, 64, 64, 2], batch: 64),
  ]

  @Test(arguments: 0..<shapes.count) func replayedUpdates(_ number: Int) {
    let (widths, batch) = Self.shapes[number]
    var stream = RandomStream(seed: 1)
    let x = normal(batch, widths[0], &stream, of: Float.self)
    let y = normal(batch, widths[3], &stream, of: Float.self)
    var regression = Regression<Float>(widths)
    let recording = regression.record(x, y)
    #expect(allocations { regression.replayedUpdate(recording, x, y) } == 0)
  }

  @Test(
    .enabled(if: isOptimized, "Recording allocates nothing in optimised builds."),
    arguments: 0..<shapes.count)
  func recordedUpdates(_ number: Int) {
    let (widths, batch) = Self.shapes[number]
    var stream = RandomStream(seed: 2)
    let data = [batch, batch / 2, 1, batch - 3, batch / 3].map {
      (
        normal($0, widths[0], &stream, of: Float.self),
        normal($0, widths[3], &stream, of: Float.self)
      )
    }
    var regression = Regression<Float>(widths, hidden: .relu)
    #expect(
      allocations { for (x, y) in data { regression.recordedUpdate(x, y) } } == 0)
  }

  /// The surrogate of a policy gradient with its entropy, recorded anew for batches of changing size.
  @Test(
    .enabled(if: isOptimized, "Recording allocates nothing in optimised builds."),
    arguments: [true, false])
  func recordedPolicyGradients(_ isDiscrete: Bool) {
    var stream = RandomStream(seed: 3)
    let policy = StochasticPolicy<Float>(
      observations: 4,
      head: isDiscrete ? .categorical(actions: 3) : .gaussian(components: 2, deviation: 1),
      using: &stream)
    let tape = Tape<Float>()
    let data = [64, 7, 33].map { rows in
      (
        normal(rows, 4, &stream, of: Float.self),
        Matrix<Float>(rows: rows, columns: policy.actionWidth) { i, _ in Float(i % 3) },
        normal(rows, 1, &stream, of: Float.self)
      )
    }
    let count = allocations {
      for (observations, actions, advantages) in data {
        policy.parameters.withUnsafePointer {
          tape.reset()
          let θ = tape.borrow($0, rows: 1, columns: policy.layout.count, trainable: true)
          let π = policy.distribution(tape.input(observations), θ)
          let logπ = π.logProbability(of: tape.input(actions))
          let objective = (logπ * tape.input(advantages)).mean() + 0.01 * π.entropy().mean()
          _ = tape.gradient(of: objective, withRespectTo: θ)
        }
      }
    }
    #expect(count == 0)
  }

  @Test(arguments: [true, false]) func actions(_ isDiscrete: Bool) {
    var stream = RandomStream(seed: 4)
    let policy = StochasticPolicy<Float>(
      observations: 4,
      head: isDiscrete ? .categorical(actions: 3) : .gaussian(components: 2, deviation: 1),
      using: &stream)
    let evaluator = PolicyEvaluator(policy, rows: 8)
    let observations = normal(8, 4, &stream, of: Float.self)
    var actions = Matrix<Float>(rows: 8, columns: policy.actionWidth)
    var streams = stream.split(8)
    #expect(
      allocations { evaluator.sample(policy, observations, into: &actions, using: &streams) }
        == 0)
    #expect(allocations { evaluator.mode(policy, observations, into: &actions) } == 0)
  }
}
