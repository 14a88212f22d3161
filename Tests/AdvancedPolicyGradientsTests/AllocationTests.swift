import AdvancedPolicyGradients
import CAllocationCounter
import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// In steady state nothing is allocated, neither by a step nor by an update. In release only: without optimisation
/// Swift puts closures and boxes on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct AdvancedPolicyGradientsAllocationTests {
  private func check<L: Learner>(
    _ type: L.Type, _ environment: String, _ change: (inout L.Configuration) -> Void
  ) throws where L.Configuration: OnPolicyConfiguration {
    var configuration = L.Configuration()
    (configuration.copies, configuration.horizon, configuration.hiddenWidths) = (4, 64, [16])
    change(&configuration)
    var learner = try L(
      environment: EnvironmentCatalogue.named(environment), configuration: configuration, seed: 1)
    for _ in 0..<30 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<5 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1"], [false, true])
  func ppo(_ environment: String, isNormalized: Bool) throws {
    try check(PPO.self, environment) {
      ($0.epochs, $0.batchSize) = (2, 60)
      ($0.normalizesObservations, $0.normalizesRewards) = (isNormalized, isNormalized)
    }
  }

  @Test func ppoWithAPenaltyAndStateDependentExploration() throws {
    try check(PPO.self, "Pendulum-v1") {
      ($0.epochs, $0.proximity, $0.noiseInterval) = (2, .penalty, 4)
      $0.valueClip = 0.2
    }
  }

  @Test func trpo() throws { try check(TRPO.self, "Pendulum-v1") { $0.criticEpochs = 2 } }
  @Test func npg() throws { try check(NPG.self, "CartPole-v1") { $0.criticEpochs = 2 } }
}
