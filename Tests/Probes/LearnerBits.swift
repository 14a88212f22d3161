package import Environments
internal import Foundation
package import ReinforcementLearning

/// What every learner is held to. Each check throws ``LearnerFailures`` if anything is wrong.
package enum LearnerBits {
  /// A folder for `body`, gone after it.
  private static func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = NSTemporaryDirectory() + "apus-learner-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// All that a learner's state comes to: its checkpoint, file by file.
  package static func state(of learner: some Learner) throws -> [String: [UInt8]] {
    try withFolder { folder in
      var store = CheckpointStore(folder)
      try store.save(iteration: learner.iteration, notes: [:]) {
        try $0.part("learner", learner)
      }
      let path = store.path(ofIteration: learner.iteration)
      var state: [String: [UInt8]] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: path) {
        state[name] = FileManager.default.contents(atPath: "\(path)/\(name)").map(Array.init)
      }
      return state
    }
  }

  /// The bits that `learner` logs in as many iterations.
  package static func log(_ learner: inout some Learner, _ iterations: Int) throws -> [[UInt64]] {
    try (0..<iterations).map { _ in try learner.iterate().values.map(\.bitPattern) }
  }

  /// Runs to the end, and once more with a checkpoint in between from which a learner of another seed goes on.
  package static func restoring<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, _ configuration: L.Configuration,
    iterations: Int = 2
  ) throws {
    var whole = try L(environment: environment, configuration: configuration, seed: 5)
    _ = try log(&whole, iterations)
    var resumed = try L(environment: environment, configuration: configuration, seed: 77)
    var failures: [String] = []
    let rows = try withFolder { folder in
      var store = CheckpointStore(folder)
      try store.save(iteration: iterations, notes: [:]) { try $0.part("learner", whole) }
      let rows = try log(&whole, iterations)
      let reader = try CheckpointReader(store.path(ofIteration: iterations))
      try reader.part("learner", &resumed)
      if !reader.unread.isEmpty { failures.append("\(reader.unread) were not read") }
      return rows
    }
    if try log(&resumed, iterations) != rows { failures.append("other numbers are logged") }
    if try state(of: whole) != state(of: resumed) { failures.append("the state is another") }
    try LearnerFailures.report(failures)
  }

  /// The same seed gives the same bits for any number of threads, and another seed gives others.
  package static func threads<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, iterations: Int = 3,
    _ configuration: (_ threads: Int) -> L.Configuration
  ) throws {
    func run(_ threads: Int, seed: UInt64) throws -> ([[UInt64]], [String: [UInt8]]) {
      var learner = try L(
        environment: environment, configuration: configuration(threads), seed: seed)
      return (try log(&learner, iterations), try state(of: learner))
    }
    let first = try run(1, seed: 1)
    var failures: [String] = []
    for threads in [1, 2, 3] where try run(threads, seed: 1) != first {
      failures.append("\(threads) threads give other bits")
    }
    let other = try run(1, seed: 2)
    if other.0 == first.0 || other.1 == first.1 { failures.append("another seed changes nothing") }
    try LearnerFailures.report(failures)
  }

  /// Each change of `base` gives other numbers, with what it says beside it.
  package static func effects<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, _ base: L.Configuration,
    iterations: Int = 3, _ changes: [(String, (inout L.Configuration) -> Void)]
  ) throws {
    func run(_ configuration: L.Configuration) throws -> [[UInt64]] {
      var learner = try L(environment: environment, configuration: configuration, seed: 1)
      return try log(&learner, iterations)
    }
    let plain = try run(base)
    try LearnerFailures.report(
      changes.compactMap { name, change in
        var configuration = base
        change(&configuration)
        return try run(configuration) == plain ? "\(name) has no effect" : nil
      })
  }

  /// Each change of `base` is refused, with the option's name.
  package static func refusals<C: AlgorithmConfiguration>(
    _ base: C, _ changes: [(String, (inout C) -> Void)]
  ) throws {
    try base.validate()
    try LearnerFailures.report(
      changes.compactMap { name, change in
        var configuration = base
        change(&configuration)
        do {
          try configuration.validate()
          return "\(name) is not refused"
        } catch {
          let option = (error as? InvalidConfigurationError)?.option
          return option == name ? nil : "\(name) is refused as \(option ?? "\(error)")"
        }
      })
  }
}

/// What is wrong with a learner.
package struct LearnerFailures: Error, CustomStringConvertible {
  /// One failure a line.
  package let description: String

  /// Throws if there are any.
  static func report(_ failures: [String]) throws {
    guard failures.isEmpty else { throw Self(description: failures.joined(separator: "\n")) }
  }
}
