import CAllocationCounter
import Environments
import ImitationLearning
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// Clones learn; in release.
@Suite(.serialized, .enabled(if: isRelease))
struct ImitationLearningTests {
  private func clone(
    _ name: String, seed: UInt64, iterations: Int = 2, trajectories: Int = 20,
    _ change: (inout CloneConfiguration) -> Void = { _ in }
  ) throws -> (clone: Double, expert: Double) {
    var configuration = BehaviourCloning.Configuration()
    configuration.trajectories = trajectories
    configuration.evaluationEpisodes = 100
    change(&configuration.clone)
    var learner = try BehaviourCloning(
      environment: EnvironmentCatalogue.named(name), configuration: configuration, seed: seed)
    for _ in 1..<iterations { _ = try learner.iterate() }
    return (try learner.iterate().returnMean, learner.expertReturn)
  }

  @Test func cartPole() throws {
    let returns = try (1...3).map { try clone("CartPole-v0", seed: $0).clone }
    #expect(returns.reduce(0, +) / 3 >= 190, "\(returns)")
  }

  @Test func pendulum() throws {
    let returns = try (1...3).map {
      try clone("Pendulum-v1", seed: $0, trajectories: 50) {
        ($0.learningRate, $0.gradientSteps) = (1e-3, 5000)
      }.clone
    }
    #expect(returns.reduce(0, +) / 3 >= -300, "\(returns)")
  }

  /// A mean of two gates is a tree: a Gaussian collides, whatever has several peaks does not.
  @Test(arguments: CloneConfiguration.Head.allCases)
  func severalPeaks(head: CloneConfiguration.Head) throws {
    let returns = try (1...3).map { seed in
      try clone("Slalom-v0", seed: seed, iterations: 5, trajectories: 200) {
        $0.head = head
        $0.isStochastic = true
        $0.learningRate = 2e-3
        if head == .autoregressive { $0.bins = 61 }
        if head == .latent { ($0.divergenceWeight, $0.gradientSteps) = (0.5, 4000) }
        if head == .latent { $0.hiddenWidths = [128, 128] }
      }.clone
    }
    let mean = returns.reduce(0, +) / 3
    if head == .natural {
      #expect(mean < 0.6, "\(returns)")
    } else {
      #expect(mean > 2.6, "\(returns)")
    }
  }

  @Test func anExpertWithAMemory() throws {
    let blind = try clone("Patrol-v0", seed: 1)
    #expect(blind.clone < 0.4 * blind.expert, "\(blind)")
    for memory in [CloneConfiguration.Memory.gru, .lstm] {
      let returns = try (1...3).map { seed in
        try clone("Patrol-v0", seed: seed) {
          $0.memory = memory
          $0.units = 16
          $0.batchSize = 16
          $0.gradientSteps = 1200
          $0.learningRate = 2e-3
          $0.hiddenWidths = []
        }
      }
      #expect(returns.allSatisfy { $0.clone > 0.95 * $0.expert }, "\(memory): \(returns)")
    }
  }

  @Test func dagger() throws {
    let returns = try (1...3).map { seed in
      var configuration = DAgger.Configuration()
      configuration.evaluationEpisodes = 50
      configuration.clone.gradientSteps = 500
      var learner = try DAgger(
        environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration,
        seed: UInt64(seed))
      for _ in 0..<9 { _ = try learner.iterate() }
      return try learner.iterate().returnMean
    }
    #expect(returns.reduce(0, +) / 3 >= 475, "\(returns)")
  }
}

/// Gradient steps allocate nothing once they are recorded.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct ImitationAllocationTests {
  @Test(arguments: ImitationDeterminismTests.heads.indices)
  func gradientStepsAllocateNothing(_ index: Int) throws {
    let (name, change) = ImitationDeterminismTests.heads[index]
    func allocations(_ steps: Int) throws -> UInt64 {
      var configuration = BehaviourCloning.Configuration()
      configuration.trajectories = 5
      configuration.evaluationEpisodes = 1
      change(&configuration.clone)
      configuration.clone.patience = nil
      configuration.clone.hiddenWidths = [8]
      configuration.clone.batchSize = 6
      configuration.clone.gradientSteps = steps
      var learner = try BehaviourCloning(
        environment: EnvironmentCatalogue.named(name), configuration: configuration)
      _ = try learner.fit()
      allocation_counter_start_thread()
      _ = try learner.fit()
      return allocation_counter_stop_thread()
    }
    #expect(try allocations(200) == 0, "\(name)")
  }
}
