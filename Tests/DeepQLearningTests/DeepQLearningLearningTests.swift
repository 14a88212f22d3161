import DeepQLearning
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

@Suite struct DeepQProbeLearningTests {
  /// All members in release; without optimisation only the first, which takes long enough.
  static let tested = isRelease ? Array(members.indices) : [0]

  /// Every member of the family, as changes of DQN's configuration.
  static let members: [(name: String, change: @Sendable (inout DQN.Configuration) -> Void)] = [
    ("dqn", { _ in }),
    ("without target network", { $0.targetUpdatePeriod = nil }),
    (
      "moving target",
      {
        $0.targetUpdatePeriod = 1
        $0.targetMoveFraction = 0.05
      }
    ),
    ("double", { $0.isDouble = true }),
    ("dueling", { $0.isDueling = true }),
    ("n-step", { $0.returnSteps = 3 }),
    ("prioritised", { $0.priorityExponent = 0.6 }),
    ("square", { $0.huberThreshold = nil }),
    (
      "c51",
      {
        $0.returnModel = .categorical
        ($0.lowestReturn, $0.highestReturn, $0.atoms) = (-3, 3, 25)
      }
    ),
    (
      "quantiles",
      {
        $0.returnModel = .quantiles
        $0.atoms = 9
        $0.huberThreshold = 0.1
      }
    ),
    (
      "noisy",
      {
        $0.layerNoise = 0.3
        $0.explorationRate = .constant(0)
      }
    ),
    (
      "rainbow",
      {
        ($0.isDouble, $0.isDueling, $0.returnSteps) = (true, true, 3)
        ($0.priorityExponent, $0.layerNoise) = (0.5, 0.3)
        $0.explorationRate = .constant(0)
        $0.returnModel = .categorical
        ($0.lowestReturn, $0.highestReturn, $0.atoms) = (-3, 3, 25)
      }
    ),
  ]

  static func learner(
    _ environment: EnvironmentSpecification, iterations: Int = 3,
    _ change: (inout DQN.Configuration) -> Void
  ) throws -> DQN {
    var configuration = DQN.Configuration()
    configuration.discount = 0.5
    configuration.hiddenWidths = [16]
    configuration.learningRate = .linear(from: 5e-3, to: 5e-4, over: 500 * iterations)
    configuration.batchSize = 32
    configuration.trainPeriod = 1
    configuration.targetUpdatePeriod = 20
    configuration.warmUpSteps = 50
    configuration.iterationSteps = 500
    configuration.explorationRate = .constant(0.3)
    change(&configuration)
    var learner = try DQN(environment: environment, configuration: configuration, seed: 3)
    for _ in 0..<iterations { _ = try learner.iterate() }
    return learner
  }

  /// Q(s, ·) without noise.
  static func values(_ learner: DQN, _ observation: [Scalar]) -> [Double] {
    let evaluator = ActionValueEvaluator(learner.network, rows: 1)
    let values = evaluator.evaluate(learner.network, Matrix([observation]))
    return (0..<2).map { Double(values[$0]) }
  }

  /// The action matters: which one equals the bit.
  @Test(arguments: tested)
  func copiesTheBit(_ index: Int) throws {
    let learner = try Self.learner(.probe("CopyTheBit", CopyTheBit()), Self.members[index].change)
    let (low, high) = (Self.values(learner, [-1]), Self.values(learner, [1]))
    let expected = [1.0, -1, -1, 1]
    for (found, value) in zip(low + high, expected) {
      #expect(abs(found - value) < 0.25, "\(Self.members[index].name): \(low) \(high)")
    }
    #expect(learner.policy.network.parameters == learner.network.parameters)
  }

  /// The discount matters, and so do two steps.
  @Test(arguments: tested)
  func discountsTheSecondStep(_ index: Int) throws {
    let probe = EnvironmentSpecification.probe("TwoSteps", TwoSteps(end: .terminated))
    let learner = try Self.learner(probe, Self.members[index].change)
    let (first, second) = (Self.values(learner, [1, 0, 0]), Self.values(learner, [0, 1, 0]))
    for value in second { #expect(abs(value - 1) < 0.15, "\(Self.members[index].name): \(second)") }
    for value in first { #expect(abs(value - 0.5) < 0.15, "\(Self.members[index].name): \(first)") }
  }

  /// A truncation bootstraps, Q = 1/(1 − γ) = 2; a termination does not, Q = 1.
  @Test(arguments: tested)
  func tellsTruncationFromTermination(_ index: Int) throws {
    for (end, expected) in [(Status.terminated, 1.0), (.truncated, 2.0)] {
      let probe = EnvironmentSpecification.probe(
        "OneReward", ProbeEnvironments.OneReward(ending: end))
      let learner = try Self.learner(probe, Self.members[index].change)
      for value in Self.values(learner, [1]) {
        #expect(abs(value - expected) < 0.2, "\(Self.members[index].name), \(end): \(value)")
      }
    }
  }

  /// Returns of one, two, three and five steps stop at a truncation and bootstrap there, whatever else the member does.
  @Test(arguments: tested, isRelease ? [1, 2, 3, 5] : [3])
  func returnsStopAtATruncation(_ index: Int, steps: Int) throws {
    let probe = EnvironmentSpecification.probe("TruncatedTail", TruncatedTail())
    let learner = try Self.learner(probe) {
      Self.members[index].change(&$0)
      $0.returnSteps = steps
    }
    for value in Self.values(learner, [0, 1]) {
      #expect(abs(value - 2) < 0.2, "\(Self.members[index].name), \(steps) steps: \(value)")
    }
    for value in Self.values(learner, [1, 0]) {
      #expect(abs(value) < 0.2, "\(Self.members[index].name), \(steps) steps: \(value)")
    }
  }

  /// Forbidden actions are neither taken nor looked at by the targets: Q(0, 1) = γ · 2, though Q(1, 0) may be anything.
  @Test(arguments: isRelease ? [0, 3, 6, 8] : [0])
  func forbiddenActionsDoNotCount(_ index: Int) throws {
    let probe = EnvironmentSpecification.probe("ForbiddenBest", ForbiddenBest())
    let learner = try Self.learner(probe, iterations: 4) {
      Self.members[index].change(&$0)
      ($0.lowestReturn, $0.highestReturn, $0.atoms) = (-2, 12, 29)
    }
    let first = Self.values(learner, [1, 0])
    #expect(abs(first[0] - 10) < 1, "\(Self.members[index].name): \(first)")
    #expect(abs(first[1] - 1) < 0.5, "\(Self.members[index].name): \(first)")
  }
}
