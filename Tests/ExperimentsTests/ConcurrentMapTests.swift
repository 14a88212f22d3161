import Experiments
import Foundation
import Testing

struct ConcurrentMapTests {
  @Test(arguments: [-1, 1, 2, 3, 100])
  func resultsAreInOrder(jobs: Int) throws {
    let squares = try concurrentMap(20, jobs: jobs) { i in
      if i % 3 == 0 { Thread.sleep(forTimeInterval: 0.001) }
      return i * i
    }
    #expect(squares == (0..<20).map { $0 * $0 })
    #expect(try concurrentMap(0, jobs: jobs) { $0 } == [])
  }

  private struct Failure: Error, Equatable {
    let index: Int
  }

  /// The first in order, even if a later one failed earlier in time.
  @Test(arguments: [1, 2, 4])
  func theFirstFailureIsThrown(jobs: Int) {
    #expect(throws: Failure(index: 3)) {
      try concurrentMap(8, jobs: jobs) { i in
        if i == 3 { Thread.sleep(forTimeInterval: 0.005) }
        if i >= 3 { throw Failure(index: i) }
        return i
      }
    }
  }
}
