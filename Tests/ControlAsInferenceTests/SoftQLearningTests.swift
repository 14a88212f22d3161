import ControlAsInference
import Environments
import Foundation
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

/// One step: action a of three brings reward a, and the episode ends in the way given.
private struct ThreeRewards: Environment {
  var ending: Status
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(3) }
  mutating func reset(using stream: inout RandomStream) {}
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    Step(reward: Double(action), status: ending)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
}

/// One step with two equally good actions, −0.6 and 0.6: the reward is −4 (|a| − 0.6)².
private struct TwoModes: Environment {
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
  var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }
  mutating func reset(using stream: inout RandomStream) {}
  mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
    let distance = abs(action[0]) - 0.6
    return Step(reward: -4 * distance * distance, status: .terminated)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
}

/// Soft Q-learning and the discrete soft actor-critic find the policies that are known in closed form.
@Suite(.serialized, .enabled(if: isRelease))
struct SoftQLearningTests {
  private func specification(_ environment: some Environment) -> EnvironmentSpecification {
    EnvironmentSpecification(name: "Probe", summary: "", environment: environment)
  }

  /// The logits at the only observation, and the probabilities.
  private func probabilities(_ policy: StochasticPolicy<Scalar>) -> [Double] {
    let tape = Tape<Scalar>()
    let logits = policy.network(tape.input(Matrix([[1]])), tape.input(policy.parameters))
    return (0..<3).map { Double(logits.softmax()[0, $0]) }
  }

  private let α = 0.7
  private var expected: [Double] {
    let weights = (0..<3).map { exp(Double($0) / α) }
    return weights.map { $0 / weights.reduce(0, +) }
  }
  /// α log Σ exp(r/α), the soft maximum of the rewards.
  private var softMaximum: Double { α * log((0..<3).reduce(0.0) { $0 + exp(Double($1) / α) }) }

  @Test(arguments: [Status.terminated, .truncated])
  func thePolicyIsTheBoltzmannDistributionOfTheValues(ending: Status) throws {
    var configuration = SoftQLearning.Configuration()
    configuration.temperature = α
    configuration.discount = 0.5
    configuration.warmUpSteps = 200
    configuration.hiddenWidths = [16]
    configuration.learningRate = .linear(from: 1e-2, to: 0, over: 4000)
    configuration.targetMoveFraction = 0.05
    var learner = try SoftQLearning(
      environment: specification(ThreeRewards(ending: ending)), configuration: configuration)
    for _ in 0..<4 { _ = try learner.iterate() }
    for (p, q) in zip(probabilities(learner.policy), expected) { #expect(abs(p - q) < 0.01) }
    let tape = Tape<Scalar>()
    let logits = learner.policy.network(
      tape.input(Matrix([[1]])), tape.input(learner.policy.parameters))
    // Q of action 0 is 0 + γ V: 0 after a termination; V = softMaximum + γ V where episodes go on.
    let value = ending == .terminated ? 0 : 0.5 * softMaximum / (1 - 0.5)
    #expect(abs(Double(logits[0, 0]) * α - value) < 0.03)
    #expect(learner.target != learner.policy.parameters)
  }

  @Test func theDiscreteSoftActorCriticAgrees() throws {
    var configuration = DiscreteSAC.Configuration()
    configuration.temperature = α
    configuration.learnsTemperature = false
    configuration.warmUpSteps = 200
    configuration.hiddenWidths = [16]
    configuration.learningRate = .linear(from: 1e-2, to: 0, over: 4000)
    configuration.targetMoveFraction = 0.05
    var learner = try DiscreteSAC(
      environment: specification(ThreeRewards(ending: .terminated)), configuration: configuration)
    for _ in 0..<4 { _ = try learner.iterate() }
    for (p, q) in zip(probabilities(learner.policy), expected) { #expect(abs(p - q) < 0.02) }
    #expect(learner.targets != learner.critics)
  }

  /// The mean target of a batch is the mean reward after a termination, and V = softMaximum + γ V beside it where episodes
  /// go on.
  @Test func aTruncationBootstrapsAndATerminationDoesNot() throws {
    let targets = try [Status.terminated, .truncated].map { ending in
      var configuration = DiscreteSAC.Configuration()
      configuration.temperature = α
      configuration.learnsTemperature = false
      configuration.discount = 0.5
      configuration.warmUpSteps = 200
      configuration.hiddenWidths = [16]
      configuration.learningRate = .linear(from: 1e-2, to: 0, over: 4000)
      configuration.targetMoveFraction = 0.05
      var learner = try DiscreteSAC(
        environment: specification(ThreeRewards(ending: ending)), configuration: configuration)
      for _ in 0..<3 { _ = try learner.iterate() }
      return try learner.iterate().common.targetMean
    }
    let difference = targets[1] - targets[0]
    #expect(abs(difference - 0.5 * softMaximum / (1 - 0.5)) < 0.1, "\(targets)")
  }

  /// Without anything to choose Q is 1 after a termination, and 1 + γ (Q + α log 2) where the episode goes on: the positions
  /// of an action span an interval of length 2.
  @Test(arguments: [(Status.terminated, 1.0), (.truncated, (1 + 0.05 * log(2.0)) / 0.5)])
  func continuousTargetsTellTruncationFromTermination(ending: Status, value: Double) throws {
    var configuration = ContinuousSoftQLearning.Configuration()
    (configuration.temperature, configuration.discount) = (0.1, 0.5)
    (configuration.warmUpSteps, configuration.hiddenWidths) = (100, [16])
    (configuration.particles, configuration.valueSamples, configuration.batchSize) = (4, 8, 32)
    configuration.targetMoveFraction = 0.05
    configuration.learningRate = .linear(from: 1e-2, to: 0, over: 3000)
    var learner = try ContinuousSoftQLearning(
      environment: specification(ContinuousProbes.OneStep(ending: ending)),
      configuration: configuration)
    for _ in 0..<3 { _ = try learner.iterate() }
    let q = Double(learner.critic.critic(0).value([1, 0])) * configuration.temperature
    #expect(abs(q - value) < 0.08, "\(q)")
  }

  @Test func theDiscreteTemperatureHoldsTheEntropy() throws {
    var configuration = DiscreteSAC.Configuration()
    configuration.targetEntropy = 0.6
    configuration.warmUpSteps = 200
    configuration.hiddenWidths = [16]
    configuration.learningRate = .constant(3e-3)
    var learner = try DiscreteSAC(
      environment: specification(ThreeRewards(ending: .terminated)), configuration: configuration)
    for _ in 0..<5 { _ = try learner.iterate() }
    #expect(abs(try learner.iterate().entropy - 0.6) < 0.05)
  }

  @Test func theSamplingNetworkFindsBothModes() throws {
    var configuration = ContinuousSoftQLearning.Configuration()
    configuration.temperature = 0.5
    configuration.warmUpSteps = 500
    configuration.hiddenWidths = [32, 32]
    configuration.learningRate = .constant(3e-3)
    var learner = try ContinuousSoftQLearning(
      environment: specification(TwoModes()), configuration: configuration)
    for _ in 0..<4 { _ = try learner.iterate() }
    var random = RandomStream(seed: 3)
    var streams = random.split(1000)
    var actions = Matrix<Scalar>(rows: 1000, columns: 1)
    SamplingPolicyEvaluator(learner.policy, rows: 1000).sample(
      learner.policy, Matrix(repeating: 1, rows: 1000, columns: 1), into: &actions, using: &streams)
    let right = (0..<1000).filter { actions[$0, 0] > 0.3 }.count
    let left = (0..<1000).filter { actions[$0, 0] < -0.3 }.count
    // Of p ∝ exp(Q/α), 89 % lie beyond 0.3 on either side.
    #expect(right > 250 && left > 250 && right + left > 750, "\(left) left, \(right) right")
    // After a termination Q is the reward: 0 at the modes, −4 · 0.36 between them.
    let critic = learner.critic.critic(0)
    #expect(abs(Double(critic.value([1, 0.6])) * 0.5) < 0.15)
    #expect(abs(Double(critic.value([1, 0])) * 0.5 + 1.44) < 0.3)
  }

  @Test func cartPole() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v0")
    var configuration = DiscreteSAC.Configuration()
    configuration.learningRate = .constant(1e-3)
    configuration.learnsTemperature = false
    configuration.temperature = 0.3
    var learner = try DiscreteSAC(environment: environment, configuration: configuration)
    for _ in 0..<12 { _ = try learner.iterate() }
    #expect(try Evaluation(of: learner.policy, in: environment, episodes: 20, seed: 1).mean > 150)
    var soft = try SoftQLearning(environment: environment)
    for _ in 0..<12 { _ = try soft.iterate() }
    #expect(try Evaluation(of: soft.policy, in: environment, episodes: 20, seed: 1).mean > 150)
  }
}

/// The same seed gives the same bits, and a restored learner goes on with them.
struct SoftQDeterminismTests {
  private func check<L: Learner>(_ make: (UInt64) throws -> L) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "soft-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var (first, second) = (try make(1), try make(1))
    for _ in 0..<3 {
      #expect(
        try first.iterate().values.map(\.bitPattern)
          == second.iterate().values.map(\.bitPattern))
    }
    var store = CheckpointStore(folder.path)
    try store.save(iteration: 3) { try first.save(to: &$0) }
    var restored = try make(2)
    let reader = try CheckpointReader(store.path(ofIteration: 3))
    try restored.restore(from: reader)
    #expect(reader.unread.isEmpty)
    for _ in 0..<3 {
      #expect(
        try restored.iterate().values.map(\.bitPattern)
          == first.iterate().values.map(\.bitPattern))
    }
    var other = try make(5)
    for _ in 0..<6 { _ = try other.iterate() }
    #expect(try other.iterate().values != first.iterate().values)
  }

  @Test func softQLearning() throws {
    try check { seed in
      var configuration = SoftQLearning.Configuration()
      (configuration.warmUpSteps, configuration.iterationSteps) = (70, 60)
      configuration.hiddenWidths = [8]
      return try SoftQLearning(
        environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration,
        seed: seed)
    }
  }

  @Test func discreteSAC() throws {
    try check { seed in
      var configuration = DiscreteSAC.Configuration()
      (configuration.warmUpSteps, configuration.iterationSteps) = (70, 60)
      configuration.hiddenWidths = [8]
      return try DiscreteSAC(
        environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration,
        seed: seed)
    }
  }

  @Test func continuousSoftQLearning() throws {
    try check { seed in
      var configuration = ContinuousSoftQLearning.Configuration()
      (configuration.warmUpSteps, configuration.iterationSteps) = (70, 60)
      configuration.hiddenWidths = [8]
      configuration.particles = 4
      configuration.valueSamples = 4
      configuration.batchSize = 16
      return try ContinuousSoftQLearning(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration,
        seed: seed)
    }
  }
}
