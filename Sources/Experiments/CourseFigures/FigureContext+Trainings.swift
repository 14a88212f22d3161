internal import Synchronization

extension FigureContext {
  /// The results of `train` for each setting with each of the seeds 1, 2, …, on the context's threads, which report
  /// how many are done.
  ///
  /// - Parameters:
  ///   - settings: What the trainings differ in.
  ///   - seeds: The number of seeds.
  ///   - label: A word on a setting for the progress line.
  ///   - train: A training; may be called from any thread.
  /// - Returns: By setting, in the order of the seeds.
  func trainings<Setting: Sendable, Result: Sendable>(
    of settings: [Setting], seeds: Int, label: @Sendable (Setting) -> String = { "\($0)" },
    _ train: @Sendable (Setting, UInt64) throws -> Result
  ) throws -> [[Result]] {
    let done = Counter()
    let count = settings.count * seeds
    let results = try concurrentMap(count, jobs: jobs) { i in
      let setting = settings[i / seeds]
      let result = try train(setting, UInt64(1 + i % seeds))
      progress(Double(done.increment()) / Double(count), label(setting))
      return result
    }
    return settings.indices.map { Array(results[$0 * seeds..<($0 + 1) * seeds]) }
  }
}

/// A number that threads count up.
final class Counter: Sendable {
  private let value = Atomic(0)

  /// The number after counting one more.
  func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
