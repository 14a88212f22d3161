import CAllocationCounter
import Environments
import Foundation
import LinearAlgebra
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// What promises to allocate nothing allocates nothing.
///
/// Where several threads are counted the test runs in a process of its own: the count is of all threads, and
/// other tests allocate at the same time.
@Suite(.enabled(if: allocation_counter_is_active()))
struct AllocationTests {
  /// Their loops and closures cost allocations where they are not optimised.
  static let needingOptimization = [
    "Obstacles-v0", "MultiGoal-v0", "GripGrid-v0", "CartPole-v1-NoVelocity",
    "Pendulum-v1-NoVelocity", "Pendulum-v1-Pictures", "NoisyHopper-v4",
  ]

  @Test func theCounterCounts() {
    allocation_counter_start_thread()
    let matrix = Matrix<Scalar>(rows: 8, columns: 8)
    #expect(allocation_counter_stop_thread() >= 2)
    var copy = matrix
    allocation_counter_start_thread()
    copy = Matrix(rows: 8, columns: 8)
    #expect(allocation_counter_stop_thread() >= 2)
    #expect(copy == matrix)
  }

  @Test func theCounterCountsOtherThreads() async {
    await #expect(processExitsWith: .success) {
      let matrix = Matrix<Scalar>(rows: 8, columns: 8)
      let done = DispatchSemaphore(value: 0)
      allocation_counter_start_thread()
      allocation_counter_start()
      Thread {
        var copies: [Matrix<Scalar>] = []
        for i in 0..<1_000 {
          copies.append(matrix)
          copies[i][0, 0] = Scalar(i)
        }
        if copies.count == 1_000 { done.signal() }
      }.start()
      done.wait()
      precondition(allocation_counter_stop() >= 1_000)
      precondition(allocation_counter_stop_thread() < 100)
    }
  }

  /// Every environment of the catalogue but Box2D's, whose library makes worlds and contacts anew.
  @Test(arguments: [1, 2])
  func aStepAllocatesNothing(threads: Int) async {
    await #expect(processExitsWith: .success) { [threads] in
      // The loader allocates once, when a process takes its first remainder, as Pendulum does of a large angle.
      precondition((20 + Double(threads)).truncatingRemainder(dividingBy: 2 * .pi) < 7)
      var failures: [String] = []
      let families = EnvironmentCatalogue.families.filter { $0.name != "Box2D" }
      for specification in families.flatMap(\.environments)
      where isRelease || !AllocationTests.needingOptimization.contains(specification.name) {
        var batch = specification.makeBatch(32, 1, threads)
        var actions = Matrix<Scalar>(rows: 32, columns: batch.actionSpace.width)
        func step() {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
        for _ in 0..<10 { step() }
        allocation_counter_start()
        for _ in 0..<120 { step() }
        let count = allocation_counter_stop()
        if count != 0 { failures.append("\(specification.name): \(count)") }
      }
      precondition(failures.isEmpty, "allocations in 120 steps: \(failures)")
    }
  }

  /// Every wrapper, one on another, in a batch that normalises.
  @Test(.enabled(if: isRelease)) func wrappedAndNormalizedAStepAllocatesNothing() async {
    await #expect(processExitsWith: .success) {
      typealias Pole = DomainRandomization<VariableCartPole>
      let pole = Pole(VariableCartPole(), scaling: [.init("force", 0.5, 2)])
      let seen = TimeObservation(
        FeatureSelection(ObservationNoise(pole, deviation: 0.1), dropping: [1]), horizon: 50)
      let stacked = ContextObservation(FrameStack(seen, frames: 4), context: [1])
      let swung = FiniteGuard(
        EpisodeRecorder(
          StickyActions(
            ActionRepeat(ActionClipping(ActionRescaling(VariablePendulum())), times: 2))))
      let batches: [any EnvironmentBatch] = [
        NormalizedBatch(
          Batch(TimeLimit(RewardScaling(stacked, by: 2), steps: 40), count: 8, seed: 1)),
        NormalizedBatch(
          Batch(TimeLimit(SparseGoalReward(swung), steps: 40), count: 8, seed: 1, threads: 2)),
      ]
      for var batch in batches {
        var actions = Matrix<Scalar>(rows: 8, columns: 1)
        func step() {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
        for _ in 0..<200 { step() }
        allocation_counter_start()
        for _ in 0..<200 { step() }
        let count = allocation_counter_stop()
        precondition(count == 0, "\(count) allocations in 200 steps")
      }
    }
  }

  /// `assign(from:)` is what a planner does for each candidate.
  @Test(.enabled(if: isRelease)) func assigningAWrappedEnvironmentAllocatesNothing() {
    var stream = RandomStream(seed: 1)
    var original = EpisodeRecorder(
      FrameStack(ObservationNoise(TimeLimit(Obstacles(), steps: 20), deviation: 0.1), frames: 3))
    original.reset(using: &stream)
    for _ in 0..<9 { _ = original.step([0.1, -0.1], using: &stream) }
    var copy = EpisodeRecorder(
      FrameStack(ObservationNoise(TimeLimit(Obstacles(), steps: 20), deviation: 0.1), frames: 3))
    copy.reset(using: &stream)
    copy.assign(from: original)
    #expect(copy == original)
    for _ in 0..<11 { _ = copy.step([0.1, -0.1], using: &stream) }
    allocation_counter_start_thread()
    for _ in 0..<20 {
      copy.assign(from: original)
      for _ in 0..<11 { _ = copy.step([0.1, -0.1], using: &stream) }
    }
    #expect(allocation_counter_stop_thread() == 0)
  }

  @Test func aRunOnAContextAllocatesNothing() async {
    await #expect(processExitsWith: .success) {
      let pool = WorkerPool(threads: 2)
      let counts = UnsafeMutablePointer<Int>.allocate(capacity: 8)
      counts.initialize(repeating: 0, count: 8)
      pool.run(8, on: counts) { $0.assumingMemoryBound(to: Int.self)[$1] += 1 }
      allocation_counter_start()
      for _ in 0..<100 {
        pool.run(8, on: counts) { $0.assumingMemoryBound(to: Int.self)[$1] += 1 }
      }
      precondition(allocation_counter_stop() == 0)
      precondition((0..<8).allSatisfy { counts[$0] == 101 })
    }
  }
}
