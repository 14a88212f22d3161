import Foundation
import LinearAlgebra
import Synchronization
import Testing

struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8])
  func runsEveryPartitionOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for partitions in [0, 1, 2, 3, 7, 100, 1_000] {
      var calls = [Int](repeating: 0, count: partitions)
      calls.withUnsafeMutableBufferPointer { calls in
        nonisolated(unsafe) let calls = calls
        pool.run(partitions) { calls[$0] += 1 }
      }
      #expect(calls.allSatisfy { $0 == 1 })
    }
  }

  @Test func manyRunsGiveTheSameAsALoop() {
    let pool = WorkerPool(threads: 3)
    var results = [Int](repeating: 0, count: 17)
    for run in 0..<5_000 {
      results.withUnsafeMutableBufferPointer { results in
        pool.run(results.count) { results[$0] = run * $0 }
      }
      guard results == (0..<17).map({ run * $0 }) else {
        Issue.record("Run \(run) gave \(results).")
        return
      }
    }
  }

  @Test func callsMayBeNested() {
    let pool = WorkerPool(threads: 2)
    let sum = Atomic<Int>(0)
    pool.run(20) { i in
      pool.run(30) { j in sum.add(i * j, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 190 * 435)
  }

  @Test func threadsMayShareAPool() async {
    let pool = WorkerPool(threads: 2)
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let sum = Atomic<Int>(0)
          for _ in 0..<200 { pool.run(10) { sum.add($0, ordering: .relaxed) } }
          return sum.load(ordering: .relaxed)
        }
      }
      for await sum in group { #expect(sum == 200 * 45) }
    }
  }

  /// In a process of its own, where no other test starts threads.
  @Test func endsItsThreads() async {
    await #expect(processExitsWith: .success) {
      func threads() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
      }
      let before = try threads()
      for _ in 0..<200 { WorkerPool(threads: 3).run(4) { _ in } }
      let after = try threads()
      precondition(after < before + 20, "\(before) threads became \(after)")
    }
  }

  @Test func refusesToHaveNoThreads() async {
    await #expect(processExitsWith: .failure) { _ = WorkerPool(threads: 0) }
  }
}
