import CAllocationCounter
import Environments
import Foundation
import LinearAlgebra
import Testing

/// What promises to allocate nothing allocates nothing.
///
/// Where several threads are counted the test runs in a process of its own: the count is of all threads, and
/// other tests allocate at the same time.
@Suite(.enabled(if: allocation_counter_is_active()))
struct AllocationTests {
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

  /// Every environment of the catalogue, with and without a second thread.
  @Test(arguments: [1, 2])
  func aStepAllocatesNothing(threads: Int) async {
    await #expect(processExitsWith: .success) { [threads] in
      var failures: [String] = []
      for specification in EnvironmentCatalogue.all {
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
