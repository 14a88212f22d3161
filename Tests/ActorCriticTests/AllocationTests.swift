import ActorCritic
import CAllocationCounter
import Environments
import ReinforcementLearning
import Testing

/// In steady state nothing is allocated, neither by a step nor by an update.
///
/// In release only: without optimisation Swift puts closures and boxes on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct AllocationTests {
  private func check(_ learner: consuming some Learner, warmUp: Int = 4) throws {
    var learner = learner
    for _ in 0..<warmUp { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }

  static let batchChanges: [@Sendable (inout BatchActorCritic.Configuration) -> Void] = [
    { _ in }, { $0.target = .monteCarlo }, { $0.advantage = .nStep },
    {
      $0.advantage = .generalized
      $0.normalizesObservations = true
      $0.entropyCoefficient = 0.01
    },
  ]

  @Test(arguments: batchChanges.indices)
  func batchActorCritic(_ index: Int) throws {
    var configuration = BatchActorCritic.Configuration()
    configuration.batchSize = 800
    configuration.hiddenWidths = [16, 16]
    Self.batchChanges[index](&configuration)
    try check(
      BatchActorCritic(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration))
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1"], [false, true])
  func a2cAndOnline(name: String, isNormalized: Bool) throws {
    let environment = try EnvironmentCatalogue.named(name)
    var configuration = A2C.Configuration()
    configuration.hiddenWidths = [16, 16]
    configuration.normalizesObservations = isNormalized
    configuration.normalizesRewards = isNormalized
    configuration.normalizesAdvantages = isNormalized
    configuration.sharesTrunk = isNormalized
    if isNormalized { configuration.optimizer = .adam }
    try check(A2C(environment: environment, configuration: configuration), warmUp: 60)
    try check(OnlineActorCritic(environment: environment), warmUp: 60)
  }
}
