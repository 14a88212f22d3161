import AdvancedPolicyGradients
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

/// CartPole over seeds, in release.
@Suite(.serialized, .enabled(if: isRelease))
struct AdvancedPolicyGradientsLearningTests {
  private func mean<L: Learner>(
    _ type: L.Type, _ environment: String, seeds: Int, steps: Int,
    _ change: (inout L.Configuration) -> Void
  ) throws -> Double {
    var configuration = L.Configuration()
    change(&configuration)
    let specification = try EnvironmentCatalogue.named(environment)
    var sum = 0.0
    for seed in 1...seeds {
      var learner = try L(
        environment: specification, configuration: configuration, seed: UInt64(seed))
      while learner.environmentSteps < steps { _ = try learner.iterate() }
      sum += try learner.learned(0, episodes: 20)
    }
    return sum / Double(seeds)
  }

  @Test func ppo() throws {
    let mean = try mean(PPO.self, "CartPole-v1", seeds: 3, steps: 50_000) {
      ($0.copies, $0.horizon, $0.batchSize, $0.epochs) = (8, 32, 256, 20)
      ($0.lambda, $0.discount) = (0.8, 0.98)
      $0.learningRate = .linear(from: 1e-3, to: 0, over: 50_000)
      $0.clipRange = .linear(from: 0.2, to: 0, over: 50_000)
    }
    #expect(mean > 400)
  }

  @Test func trpo() throws {
    let mean = try mean(TRPO.self, "CartPole-v1", seeds: 3, steps: 40_000) {
      ($0.copies, $0.horizon, $0.criticBatchSize, $0.criticEpochs) = (2, 512, 512, 20)
      ($0.damping, $0.lambda) = (1e-3, 0.98)
    }
    #expect(mean > 400)
  }

  @Test func npg() throws {
    let mean = try mean(NPG.self, "CartPole-v1", seeds: 3, steps: 40_000) {
      ($0.copies, $0.horizon, $0.criticBatchSize, $0.criticEpochs) = (2, 512, 512, 20)
      ($0.damping, $0.lambda) = (1e-3, 0.98)
    }
    #expect(mean > 300)
  }
}
