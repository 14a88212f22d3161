import DeepQLearning
import Environments
import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite struct DeepQDeterminismTests {
  static func configuration(_ isRainbow: Bool) -> DQN.Configuration {
    var configuration = DQN.Configuration()
    configuration.hiddenWidths = [16, 16]
    configuration.batchSize = 16
    configuration.warmUpSteps = 60
    configuration.iterationSteps = 60
    configuration.replayCapacity = 150
    configuration.targetUpdatePeriod = 40
    configuration.copies = 3
    configuration.trainPeriod = 3
    if isRainbow {
      (configuration.isDouble, configuration.isDueling) = (true, true)
      configuration.returnSteps = 3
      (configuration.priorityExponent, configuration.layerNoise) = (0.5, 0.4)
      configuration.returnModel = .categorical
    }
    return configuration
  }

  /// One and two threads, and a learner that was saved and continued, give the same bits.
  @Test(arguments: [false, true])
  func threadsAndCheckpointsChangeNothing(_ isRainbow: Bool) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "dqn-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    var configuration = Self.configuration(isRainbow)
    var learner = try DQN(environment: environment, configuration: configuration, seed: 5)
    configuration.threads = 2
    var parallel = try DQN(environment: environment, configuration: configuration, seed: 5)
    var store = CheckpointStore(folder.path)
    for iteration in 1...6 {
      let metrics = try learner.iterate()
      let other = try parallel.iterate()
      #expect(metrics.values.map(\.bitPattern) == other.values.map(\.bitPattern))
      try store.save(iteration: iteration) { try $0.part("learner", learner) }
      if iteration == 3 {
        var resumed = try DQN(environment: environment, configuration: configuration, seed: 99)
        let reader = try CheckpointReader(store.path(ofIteration: 3))
        try reader.part("learner", &resumed)
        #expect(reader.unread.isEmpty)
        parallel = resumed
      }
    }
    #expect(learner.network.parameters == parallel.network.parameters)
    #expect(learner.target?.parameters == parallel.target?.parameters)
    let another = try DQN(environment: environment, configuration: configuration, seed: 6)
    #expect(another.network.parameters != learner.network.parameters)
  }
}
