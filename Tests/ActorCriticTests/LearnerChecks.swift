import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

#if DEBUG
  let isRelease = false
#else
  let isRelease = true
#endif

/// What every learner of the chapter is held to.
enum LearnerChecks {
  /// Trains on a probe and evaluates the most likely actions.
  static func solve<L: Learner>(
    _ learner: L.Type, _ environment: some Environment, iterations: Int, seed: UInt64 = 2,
    _ configuration: L.Configuration
  ) throws -> Double {
    let specification = EnvironmentSpecification(probe: environment)
    var learner = try L(environment: specification, configuration: configuration, seed: seed)
    for _ in 0..<iterations { _ = try learner.iterate() }
    return try Evaluation(
      of: learner.policy, normalizer: learner.normalizer, in: specification, episodes: 100, seed: 1
    ).mean
  }

  /// All that a learner's state comes to: its checkpoint, tensor by tensor.
  static func state(of learner: some Learner) throws -> [String: [UInt8]] {
    let folder = NSTemporaryDirectory() + "apus-actor-critic-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
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

  /// Runs to the end, and once more with a checkpoint in between from which a new learner goes on.
  static func checkRestoring<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, _ configuration: L.Configuration,
    iterations: Int
  ) throws {
    let folder = NSTemporaryDirectory() + "apus-actor-critic-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var whole = try L(environment: environment, configuration: configuration, seed: 5)
    for _ in 0..<iterations { _ = try whole.iterate() }
    var store = CheckpointStore(folder)
    try store.save(iteration: iterations, notes: [:]) { try $0.part("learner", whole) }
    var rows: [[UInt64]] = []
    for _ in 0..<iterations { rows.append(try whole.iterate().values.map(\.bitPattern)) }

    var resumed = try L(environment: environment, configuration: configuration, seed: 77)
    let reader = try CheckpointReader(store.path(ofIteration: iterations))
    try reader.part("learner", &resumed)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    var others: [[UInt64]] = []
    for _ in 0..<iterations { others.append(try resumed.iterate().values.map(\.bitPattern)) }
    #expect(rows == others)
    #expect(try state(of: whole) == state(of: resumed))
  }

  /// The same seed gives the same bits for any number of threads, and another seed gives others.
  static func checkThreads<L: Learner>(
    _ learner: L.Type, in environment: EnvironmentSpecification, iterations: Int,
    _ configuration: (_ threads: Int) -> L.Configuration
  ) throws {
    func run(_ threads: Int, seed: UInt64) throws -> ([[UInt64]], [String: [UInt8]]) {
      var learner = try L(
        environment: environment, configuration: configuration(threads), seed: seed)
      let rows = try (0..<iterations).map { _ in try learner.iterate().values.map(\.bitPattern) }
      return (rows, try state(of: learner))
    }
    let first = try run(1, seed: 1)
    for threads in [1, 2, 2, 3] {
      #expect(try run(threads, seed: 1) == first, "\(threads) threads")
    }
    let other = try run(1, seed: 2)
    #expect(other.0 != first.0 && other.1 != first.1)
  }
}
