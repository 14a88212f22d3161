import Environments
import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

/// What every learner of the chapter is held to.
enum LearnerChecks {
  /// Trains and evaluates the greedy policy.
  static func train<L: Learner>(
    _ type: L.Type, in environment: EnvironmentSpecification, steps: Int, seed: UInt64 = 1,
    episodes: Int = 100, _ configuration: L.Configuration
  ) throws -> Double {
    var learner = try L(environment: environment, configuration: configuration, seed: seed)
    while learner.environmentSteps < steps { _ = try learner.iterate() }
    return try Evaluation(of: learner.policy, in: environment, episodes: episodes, seed: 1).mean
  }

  /// All that a learner's state comes to.
  static func state(of learner: some Learner) throws -> [String: Data] {
    let folder = NSTemporaryDirectory() + "apus-values-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: learner.iteration, notes: [:]) { try $0.part("learner", learner) }
    let path = store.path(ofIteration: learner.iteration)
    var state: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      state[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return state
  }

  /// The same seed gives the same bits, another one others; and a learner that was saved goes on as the one that wasn't.
  static func checkBits<L: Learner>(
    _ type: L.Type, in environment: EnvironmentSpecification, _ configuration: L.Configuration,
    iterations: Int = 3
  ) throws {
    func rows(_ learner: inout L) throws -> [[UInt64]] {
      try (0..<iterations).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var learner = try L(environment: environment, configuration: configuration, seed: 5)
    var same = try L(environment: environment, configuration: configuration, seed: 5)
    var other = try L(environment: environment, configuration: configuration, seed: 6)
    let first = try rows(&learner)
    #expect(try rows(&same) == first)
    #expect(try rows(&other) != first)

    let folder = NSTemporaryDirectory() + "apus-values-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: iterations, notes: [:]) { try $0.part("learner", learner) }
    var resumed = try L(environment: environment, configuration: configuration, seed: 77)
    let reader = try CheckpointReader(store.path(ofIteration: iterations))
    try reader.part("learner", &resumed)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&learner) == rows(&resumed))
    #expect(try state(of: learner) == state(of: resumed))
  }
}
