import CAllocationCounter
import DeepQLearning
import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// In steady state nothing is allocated, neither by inserting and sampling nor by an update.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct DeepQAllocationTests {
  static let changes: [(String, @Sendable (inout DQN.Configuration) -> Void)] = [
    ("plain", { _ in }), ("double", { $0.isDouble = true }),
    ("prioritised", { $0.priorityExponent = 0.6 }),
    ("without target", { $0.targetUpdatePeriod = nil }),
    ("quantiles", { $0.returnModel = .quantiles }),
    (
      "rainbow",
      {
        ($0.isDouble, $0.isDueling, $0.returnSteps) = (true, true, 3)
        ($0.priorityExponent, $0.layerNoise) = (0.5, 0.3)
        $0.returnModel = .categorical
      }
    ),
  ]

  @Test(arguments: changes.indices)
  func anIterationAllocatesNothing(_ index: Int) throws {
    var configuration = DQN.Configuration()
    configuration.batchSize = 16
    configuration.hiddenWidths = [16, 16]
    configuration.warmUpSteps = 100
    configuration.iterationSteps = 100
    configuration.replayCapacity = 250
    configuration.targetUpdatePeriod = 50
    configuration.copies = 2
    Self.changes[index].1(&configuration)
    var learner = try DQN(
      environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration)
    for _ in 0..<4 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0, "\(Self.changes[index].0)")
  }

  @Test func hindsightAllocatesNothing() throws {
    var configuration = DQN.Configuration()
    configuration.batchSize = 16
    configuration.hindsight = .future
    configuration.iterationSteps = 1500
    var learner = try DQN(
      environment: EnvironmentCatalogue.named("BitFlip-v0"), configuration: configuration)
    _ = try learner.iterate()
    allocation_counter_start_thread()
    _ = try learner.iterate()
    #expect(allocation_counter_stop_thread() == 0)
  }
}
