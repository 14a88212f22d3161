internal import LinearAlgebra

/// The results of `body` for 0..<`count`, on `jobs` threads, in order.
///
/// - Throws: The error of the first `body` that failed, in order.
public func concurrentMap<Result: Sendable>(
  _ count: Int, jobs: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  var results = [Swift.Result<Result, any Error>?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    nonisolated(unsafe) let results = results
    WorkerPool(threads: max(1, min(jobs, count))).run(count) { i in
      results[i] = Swift.Result { try body(i) }
    }
  }
  return try results.map { result in
    guard let result else { preconditionFailure("A part of the work was not done.") }
    return try result.get()
  }
}
