import Environments
import Foundation
import ImitationLearning
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// The same seed gives the same bits, and a run that was saved and continued equals one that was not.
struct ImitationDeterminismTests {
  static let heads: [(String, @Sendable (inout CloneConfiguration) -> Void)] = [
    ("Pendulum-v1", { _ in }),
    ("CartPole-v0", { $0.normalizesObservations = true }),
    (
      "Slalom-v0",
      {
        $0.head = .mixture
        $0.modes = 3
        $0.observationNoise = 0.1
        $0.observationDropout = 0.1
      }
    ),
    ("Slalom-v0", { $0.head = .autoregressive }),
    ("Slalom-v0", { $0.head = .latent }),
    (
      "Patrol-v0",
      {
        $0.memory = .gru
        $0.units = 8
        $0.patience = 1
      }
    ),
    (
      "CartPole-v0",
      {
        $0.memory = .lstm
        $0.units = 8
        $0.sequenceLength = 7
      }
    ),
  ]

  private func small(_ clone: inout CloneConfiguration) {
    clone.hiddenWidths = [8]
    clone.gradientSteps = 10
    clone.batchSize = 6
    clone.validationFraction = 0.4
  }

  private func outcome<L: Learner>(
    _ make: () throws -> L, interruptedAfter: Int?
  ) throws -> ([[UInt64]], [UInt8]) {
    var learner = try make()
    var rows: [[UInt64]] = []
    for i in 0..<4 {
      if i == interruptedAfter {
        let path = NSTemporaryDirectory() + "apus-imitation-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        var store = CheckpointStore(path)
        try store.save(iteration: i) { try $0.part("learner", learner) }
        learner = try make()
        let reader = try #require(try store.openLatest())
        try reader.part("learner", &learner)
        #expect(reader.unread.isEmpty)
      }
      rows.append(try learner.iterate().values.map(\.bitPattern))
    }
    return (rows, try learner.policy.checkpoint(metadata: [:]).encoded())
  }

  @Test(arguments: heads.indices) func behaviourCloning(_ index: Int) throws {
    let (name, change) = Self.heads[index]
    func make(_ seed: UInt64) throws -> BehaviourCloning {
      var configuration = BehaviourCloning.Configuration()
      configuration.trajectories = 5
      configuration.evaluationEpisodes = 3
      small(&configuration.clone)
      change(&configuration.clone)
      return try BehaviourCloning(
        environment: EnvironmentCatalogue.named(name), configuration: configuration, seed: seed)
    }
    let whole = try outcome({ try make(1) }, interruptedAfter: nil)
    #expect(try outcome({ try make(1) }, interruptedAfter: nil) == whole)
    #expect(try outcome({ try make(1) }, interruptedAfter: 2) == whole)
    #expect(try outcome({ try make(2) }, interruptedAfter: nil).1 != whole.1)
  }

  @Test(arguments: [0, 1, 3, 5]) func dagger(_ index: Int) throws {
    let (name, change) = Self.heads[index]
    func make(_ seed: UInt64) throws -> DAgger {
      var configuration = DAgger.Configuration()
      configuration.trajectories = 2
      configuration.episodes = 3
      configuration.evaluationEpisodes = 2
      configuration.mixing = .exponential(from: 1, to: 0.1, over: 3)
      small(&configuration.clone)
      change(&configuration.clone)
      configuration.clone.patience = nil
      return try DAgger(
        environment: EnvironmentCatalogue.named(name), configuration: configuration, seed: seed)
    }
    let whole = try outcome({ try make(1) }, interruptedAfter: nil)
    #expect(try outcome({ try make(1) }, interruptedAfter: 2) == whole)
    #expect(try outcome({ try make(2) }, interruptedAfter: nil).1 != whole.1)
  }
}
