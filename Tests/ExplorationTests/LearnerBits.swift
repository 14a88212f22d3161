import Environments
import Foundation
import ReinforcementLearning
import Testing

#if DEBUG
  let isRelease = false
#else
  let isRelease = true
#endif

/// What every learner of the chapter is held to.
enum LearnerBits {
  /// A folder for `body`, gone after it.
  private static func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = NSTemporaryDirectory() + "apus-exploration-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// All that a learner's state comes to: its checkpoint, file by file.
  static func state(of learner: some Learner) throws -> [String: [UInt8]] {
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
  static func log(_ learner: inout some Learner, _ iterations: Int) throws -> [[UInt64]] {
    try (0..<iterations).map { _ in try learner.iterate().values.map(\.bitPattern) }
  }

  /// Runs to the end, and once more with a checkpoint in between from which a learner of another seed goes on.
  static func checkRestoring<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, _ configuration: L.Configuration,
    iterations: Int = 2
  ) throws {
    var whole = try L(environment: environment, configuration: configuration, seed: 5)
    _ = try log(&whole, iterations)
    var resumed = try L(environment: environment, configuration: configuration, seed: 77)
    let rows = try withFolder { folder in
      var store = CheckpointStore(folder)
      try store.save(iteration: iterations, notes: [:]) { try $0.part("learner", whole) }
      let rows = try log(&whole, iterations)
      let reader = try CheckpointReader(store.path(ofIteration: iterations))
      try reader.part("learner", &resumed)
      #expect(reader.unread.isEmpty, "\(reader.unread)")
      return rows
    }
    #expect(try log(&resumed, iterations) == rows)
    #expect(try state(of: whole) == state(of: resumed))
  }

  /// The same seed gives the same bits for any number of threads, and another seed gives others.
  static func checkThreads<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, iterations: Int = 3,
    _ configuration: (_ threads: Int) -> L.Configuration
  ) throws {
    func run(_ threads: Int, seed: UInt64) throws -> ([[UInt64]], [String: [UInt8]]) {
      var learner = try L(
        environment: environment, configuration: configuration(threads), seed: seed)
      return (try log(&learner, iterations), try state(of: learner))
    }
    let first = try run(1, seed: 1)
    for threads in [1, 2, 3] { #expect(try run(threads, seed: 1) == first, "\(threads) threads") }
    let other = try run(1, seed: 2)
    #expect(other.0 != first.0 && other.1 != first.1)
  }

  /// That each change of `base` gives other numbers, with what it says beside it.
  static func checkEffects<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, _ base: L.Configuration,
    iterations: Int = 3, _ changes: [(String, (inout L.Configuration) -> Void)]
  ) throws {
    func run(_ configuration: L.Configuration) throws -> [[UInt64]] {
      var learner = try L(environment: environment, configuration: configuration, seed: 1)
      return try log(&learner, iterations)
    }
    let plain = try run(base)
    for (name, change) in changes {
      var configuration = base
      change(&configuration)
      #expect(try run(configuration) != plain, "\(name)")
    }
  }

  /// That each change of `base` is refused, with the option's name.
  static func checkRefusals<C: AlgorithmConfiguration>(
    _ base: C, _ changes: [(String, (inout C) -> Void)]
  ) throws {
    try base.validate()
    for (name, change) in changes {
      var configuration = base
      change(&configuration)
      do {
        try configuration.validate()
        Issue.record("\(name) is not refused.")
      } catch { #expect((error as? InvalidConfigurationError)?.option == name) }
    }
  }
}
