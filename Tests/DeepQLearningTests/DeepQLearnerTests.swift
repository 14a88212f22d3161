import DeepQLearning
import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite struct DeepQLearnerTests {
  static func cartPole(_ change: (inout DQN.Configuration) -> Void = { _ in }) throws -> DQN {
    var configuration = DQN.Configuration()
    configuration.hiddenWidths = [8]
    configuration.batchSize = 8
    configuration.warmUpSteps = 10
    configuration.trainPeriod = 1
    configuration.iterationSteps = 10
    configuration.targetUpdatePeriod = 50
    change(&configuration)
    return try DQN(
      environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration)
  }

  /// φ′ stands still between its periods and is φ, as it was before the gradient step, at each of them.
  @Test func theTargetNetworkMovesEachPeriod() throws {
    var learner = try Self.cartPole()
    let start = try #require(learner.target?.parameters)
    #expect(start == learner.network.parameters)
    for step in 1...12 {
      let before = learner.network.parameters
      let target = learner.target?.parameters
      _ = try learner.iterate()
      if step % 5 == 0 {
        #expect(learner.target?.parameters != target)
      } else {
        #expect(learner.target?.parameters == target)
      }
      #expect(step == 1 || learner.network.parameters != before)
    }
    #expect(learner.target?.parameters != start)
  }

  /// With a period of 1 and a fraction c each step moves φ′ the part c of the way.
  @Test func aPartOfTheWay() throws {
    var learner = try Self.cartPole {
      $0.targetUpdatePeriod = 1
      $0.targetMoveFraction = 0.25
      $0.iterationSteps = 1
      $0.warmUpSteps = 8
    }
    for step in 1...15 {
      let (online, target) = (learner.network.parameters, try #require(learner.target?.parameters))
      _ = try learner.iterate()
      let moved = try #require(learner.target?.parameters)
      for i in 0..<moved.count {
        #expect(abs(moved[i] - (target[i] + 0.25 * (online[i] - target[i]))) < 1e-6)
      }
      #expect(step < 12 || moved != target)
    }
  }

  @Test func withoutATargetNetworkThereIsNone() throws {
    var learner = try QLearningWithReplay(
      environment: EnvironmentCatalogue.named("CartPole-v1"))
    _ = try learner.iterate()
    #expect(learner.target == nil)
  }

  /// Priorities change by the update: those of the batch are no longer the largest.
  @Test func prioritiesFollowTheUpdate() throws {
    var learner = try Self.cartPole {
      $0.priorityExponent = 1
      $0.warmUpSteps = 20
    }
    _ = try learner.iterate()
    _ = try learner.iterate()
    let equal = (0..<20).map { learner.collector.replay.probability(of: $0) }
    #expect(Set(equal.filter { $0 > 0 }).count == 1)
    _ = try learner.iterate()
    let changed = (0..<20).map { learner.collector.replay.probability(of: $0) }
    #expect(Set(changed.filter { $0 > 0 }).count > 3)
  }

  /// Every option that the family's members add changes the bits.
  @Test func everyOptionHasAnEffect() throws {
    let changes: [(String, (inout DQN.Configuration) -> Void)] = [
      ("replayCapacity", { $0.replayCapacity = 20 }), ("batchSize", { $0.batchSize = 9 }),
      ("learningRate", { $0.learningRate = .linear(from: 5e-4, to: 0, over: 100) }),
      ("optimizer", { $0.optimizer = .rmsProp }),
      ("optimizerEpsilon", { $0.optimizerEpsilon = 1e-2 }), ("discount", { $0.discount = 0.9 }),
      ("warmUpSteps", { $0.warmUpSteps = 12 }), ("trainPeriod", { $0.trainPeriod = 2 }),
      ("gradientSteps", { $0.gradientSteps = 2 }),
      ("targetUpdatePeriod", { $0.targetUpdatePeriod = 15 }),
      ("no target", { $0.targetUpdatePeriod = nil }),
      ("targetMoveFraction", { $0.targetMoveFraction = 0.5 }), ("isDouble", { $0.isDouble = true }),
      ("isDueling", { $0.isDueling = true }), ("returnSteps", { $0.returnSteps = 2 }),
      ("priorityExponent", { $0.priorityExponent = 0.6 }),
      ("categorical", { $0.returnModel = .categorical }),
      ("quantiles", { $0.returnModel = .quantiles }), ("layerNoise", { $0.layerNoise = 0.5 }),
      ("exploration", { $0.exploration = .boltzmann }),
      ("explorationRate", { $0.explorationRate = .constant(0.5) }),
      ("huberThreshold", { $0.huberThreshold = 0.05 }), ("square", { $0.huberThreshold = nil }),
      ("gradientLimit", { $0.gradientLimit = 0.01 }), ("hiddenWidths", { $0.hiddenWidths = [9] }),
      ("activation", { $0.activation = .tanh }), ("copies", { $0.copies = 2 }),
    ]
    func bits(_ change: (inout DQN.Configuration) -> Void) throws -> [UInt32] {
      var learner = try Self.cartPole(change)
      for _ in 0..<8 { _ = try learner.iterate() }
      return Array(learner.network.parameters).map(\.bitPattern)
    }
    // Large steps, so that both networks differ about the best action.
    func base(_ configuration: inout DQN.Configuration) {
      configuration.targetUpdatePeriod = 20
      configuration.learningRate = .constant(0.03)
    }
    let plain = try bits(base)
    for (name, change) in changes {
      let changed = try bits {
        base(&$0)
        change(&$0)
      }
      #expect(changed != plain, "\(name)")
    }
    let nested: [(String, (inout DQN.Configuration) -> Void, (inout DQN.Configuration) -> Void)] = [
      (
        "priorityCorrection", { $0.priorityExponent = 0.6 },
        { $0.priorityCorrection = .constant(1) }
      ),
      ("atoms", { $0.returnModel = .quantiles }, { $0.atoms = 7 }),
      ("lowestReturn", { $0.returnModel = .categorical }, { $0.lowestReturn = -5 }),
      ("highestReturn", { $0.returnModel = .categorical }, { $0.highestReturn = 5 }),
    ]
    for (name, base, change) in nested {
      let changed = try bits {
        base(&$0)
        change(&$0)
      }
      #expect(try changed != bits(base), "\(name)")
    }
  }

  @Test func configurationsThatMakeNoSenseAreRefused() throws {
    let changes: [(String, (inout DQN.Configuration) -> Void)] = [
      ("replayCapacity", { $0.replayCapacity = 10 }), ("batchSize", { $0.batchSize = 0 }),
      ("learningRate", { $0.learningRate = .constant(-1) }), ("discount", { $0.discount = 1.1 }),
      ("explorationRate", { $0.explorationRate = .constant(1.5) }),
      ("targetMoveFraction", { $0.targetMoveFraction = 0 }),
      (
        "targetMoveFraction",
        {
          $0.targetUpdatePeriod = nil
          $0.targetMoveFraction = 0.5
        }
      ),
      ("highestReturn", { ($0.returnModel, $0.highestReturn) = (.categorical, -10) }),
      ("huberThreshold", { ($0.returnModel, $0.huberThreshold) = (.quantiles, nil) }),
      ("hindsight", { ($0.hindsight, $0.returnSteps) = (.future, 2) }),
      ("hindsight", { $0.hindsight = .future }), ("filters", { $0.filters = [4] }),
      ("replayCapacity", { $0.replayCapacity = 1_000_000_000_000 }),
    ]
    for (option, change) in changes {
      #expect {
        _ = try Self.cartPole {
          $0.batchSize = 64
          change(&$0)
        }
      } throws: {
        ($0 as? InvalidConfigurationError)?.option == option
      }
    }
    #expect(throws: UnsupportedSpaceError.self) {
      _ = try DQN(environment: EnvironmentCatalogue.named("Pendulum-v1"))
    }
  }

  /// A policy comes back from its file with the same actions, and a file that does not fit is refused.
  @Test func thePolicyComesBackFromItsFile() throws {
    for change: (inout DQN.Configuration) -> Void in [
      { _ in }, { $0.isDueling = true }, { ($0.layerNoise, $0.returnModel) = (0.5, .quantiles) },
    ] {
      var learner = try Self.cartPole(change)
      for _ in 0..<3 { _ = try learner.iterate() }
      let file = try SafetensorsFile(
        parsing: learner.policy.checkpoint(metadata: [:]).encoded(), path: "policy")
      let policy = try #require(try PolicyFile.policy(in: file) as? GreedyPolicy)
      #expect(policy.network.parameters == learner.network.parameters)
      #expect(policy.network.architecture == learner.network.architecture)
      #expect(policy.acts(in: .discrete(2)) && !policy.acts(in: .discrete(3)))
    }
  }

  /// A convolutional network learns from MinAtar's images without complaint, and its policy is saved.
  @Test func imagesAreConvolved() throws {
    var configuration = DQN.Configuration()
    (configuration.filters, configuration.hiddenWidths) = ([4], [16])
    (configuration.warmUpSteps, configuration.iterationSteps) = (40, 60)
    configuration.batchSize = 8
    var learner = try DQN(
      environment: EnvironmentCatalogue.named("MinAtar/Breakout-v1"), configuration: configuration)
    let before = learner.network.parameters
    let metrics = try learner.iterate()
    #expect(metrics.loss.isFinite && learner.network.parameters != before)
    #expect(learner.collector.replay.layout.storage == .byte)
  }
}
