import ControlAsInference
import Environments
import ModelBasedPolicyLearning
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

@Suite("What MBPO learns")
struct MBPOLearningTests {
  /// In release only, where updates are fast enough.
  @Test(
    "Learns Pendulum in fewer steps than SAC with a gradient step each",
    .enabled(if: isRelease))
  func learning() throws {
    let pendulum = try EnvironmentCatalogue.named("Pendulum-v1")
    var configuration = MBPO.Configuration()
    configuration.sac.hiddenWidths = [64, 64]
    configuration.sac.learningRate = .constant(1e-3)
    configuration.sac.batchSize = 128
    configuration.sac.warmUpSteps = 400
    configuration.sac.iterationSteps = 200
    configuration.model.hiddenWidths = [64, 64]
    configuration.fitPeriod = 100
    configuration.rollouts = 2000
    configuration.imaginedCapacity = 20_000
    var mean = 0.0
    for seed in 1...2 as ClosedRange<UInt64> {
      var learner = try MBPO(environment: pendulum, configuration: configuration, seed: seed)
      while learner.environmentSteps < 2400 { _ = try learner.iterate() }
      mean +=
        try Evaluation(of: learner.policy, in: pendulum, episodes: 20, seed: 1).mean / 2
    }
    #expect(mean > -220)
  }
}
