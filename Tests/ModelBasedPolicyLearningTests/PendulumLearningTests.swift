import ControlAsInference
import Environments
import ModelBasedPolicyLearning
import ModelBasedRL
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// In release only, where updates are fast enough.
@Suite("What model-based policy learning learns", .enabled(if: isRelease))
struct PendulumLearningTests {
  /// The mean return of what two learners have learned after `steps` steps.
  private func mean<L: Learner>(
    _ type: L.Type, _ configuration: L.Configuration, steps: Int
  ) throws -> Double {
    let pendulum = try EnvironmentCatalogue.named("Pendulum-v1")
    var mean = 0.0
    for seed in 1...2 as ClosedRange<UInt64> {
      var learner = try L(environment: pendulum, configuration: configuration, seed: seed)
      while learner.environmentSteps < steps { _ = try learner.iterate() }
      mean +=
        try Evaluation(of: learner.policy, in: pendulum, episodes: 20, seed: 1).mean / 2
    }
    return mean
  }

  private var sac: SAC.Configuration {
    var sac = SAC.Configuration()
    sac.hiddenWidths = [64, 64]
    sac.learningRate = .constant(1e-3)
    sac.batchSize = 128
    sac.warmUpSteps = 400
    sac.iterationSteps = 200
    sac.gradientSteps = 10
    return sac
  }

  @Test("MBPO learns Pendulum in fewer steps than SAC with a gradient step each")
  func mbpo() throws {
    var configuration = MBPO.Configuration()
    configuration.sac = sac
    configuration.model.hiddenWidths = [64, 64]
    configuration.fitPeriod = 100
    configuration.rollouts = 2000
    configuration.imaginedCapacity = 20_000
    #expect(try mean(MBPO.self, configuration, steps: 2400) > -220)
  }

  @Test("So does MVE")
  func mve() throws {
    var configuration = MVE.Configuration()
    configuration.sac = sac
    configuration.model.hiddenWidths = [64, 64]
    configuration.fitPeriod = 100
    #expect(try mean(MVE.self, configuration, steps: 2400) > -220)
  }

  @Test("So does backpropagation through the model")
  func backpropagation() throws {
    var configuration = ModelBackpropagation.Configuration()
    configuration.model.hiddenWidths = [64, 64]
    configuration.horizon = 40
    configuration.warmUpSteps = 400
    #expect(try mean(ModelBackpropagation.self, configuration, steps: 2400) > -220)
  }
}
