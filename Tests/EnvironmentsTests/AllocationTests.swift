import CAllocationCounter
import Environments
import Foundation
import LinearAlgebra
import Testing

/// What promises to allocate nothing allocates nothing; one test after the other, since there is one count
/// for all threads.
@Suite(.serialized, .enabled(if: allocation_counter_is_active()))
struct AllocationTests {
  /// The fewest allocations, by any thread, of `attempts` calls of `body`.
  ///
  /// Other tests allocate at the same time, so an attempt may be spoilt, but not all of them.
  private func fewestAllocations(attempts: Int, _ body: () -> Void) -> UInt64 {
    var fewest = UInt64.max
    for _ in 0..<attempts {
      allocation_counter_start()
      body()
      fewest = min(fewest, allocation_counter_stop())
    }
    return fewest
  }

  @Test func theCounterCounts() {
    allocation_counter_start_thread()
    let matrix = Matrix<Scalar>(rows: 8, columns: 8)
    #expect(allocation_counter_stop_thread() >= 2)
    var copy = matrix
    #expect(fewestAllocations(attempts: 100) { copy = Matrix(rows: 8, columns: 8) } >= 2)
    #expect(copy == matrix)
  }

  @Test func theCounterCountsOtherThreads() {
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
    #expect(allocation_counter_stop() >= 1_000)
    #expect(allocation_counter_stop_thread() < 100)
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"], [1, 2])
  func aStepAllocatesNothing(_ name: String, threads: Int) throws {
    var batch = try EnvironmentCatalogue.named(name).makeBatch(64, 1, threads)
    var actions = Matrix<Scalar>(rows: 64, columns: 1)
    for _ in 0..<10 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    // The calling thread over more than a whole episode, and all threads over single steps.
    allocation_counter_start_thread()
    for _ in 0..<250 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    #expect(allocation_counter_stop_thread() == 0)
    let fewest = fewestAllocations(attempts: 500) {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    #expect(fewest == 0)
  }

  @Test func aRunOnAContextAllocatesNothing() {
    let pool = WorkerPool(threads: 2)
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    counts.initialize(repeating: 0, count: 8)
    defer { counts.deallocate() }
    let fewest = fewestAllocations(attempts: 2_000) {
      pool.run(8, on: counts) { $0.assumingMemoryBound(to: Int.self)[$1] += 1 }
    }
    #expect(fewest == 0)
    #expect((0..<8).allSatisfy { counts[$0] == 2_000 })
  }
}
