import ControlAsInference
import Environments
import Foundation
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

@Suite("Rings of transitions")
struct TransitionRingTests {
  private let layout = ReplayLayout(
    capacity: 10, copies: 1, observations: ObservationSpace(shape: [2]),
    actions: .continuous(low: [-1], high: [1]))

  private func ring(_ count: Int) -> TransitionRing {
    var ring = TransitionRing(layout, capacity: 3)
    for i in 0..<count {
      let x = Scalar(i)
      ring.append(
        row: 1, observations: Matrix<Scalar>([[9, 9], [x, -x]]),
        actions: Matrix<Scalar>([[9], [x / 10]]), reward: 2 * x,
        nextObservations: Matrix<Scalar>([[9, 9], [x + 1, x]]), discount: i % 2 == 0 ? 0.9 : 0)
    }
    return ring
  }

  @Test("The newest transitions are held, whole, and drawn into the rows asked for")
  func newest() {
    let ring = ring(5)
    #expect(ring.count == 3 && ring.capacity == 3)
    var batch = TransitionBatch(layout, size: 60)
    var random = RandomStream(seed: 1)
    ring.sample(into: &batch, rows: 10..<60, using: &random)
    #expect((0..<10).allSatisfy { batch.rewards[$0] == 0 && batch.observations[$0, 0] == 0 })
    for i in 10..<60 {
      let x = batch.observations[i, 0]
      #expect(x >= 2 && x <= 4 && batch.observations[i, 1] == -x)
      #expect(batch.actions[i, 0] == x / 10 && batch.rewards[i] == 2 * x)
      #expect(batch.nextObservations[i, 0] == x + 1 && batch.nextObservations[i, 1] == x)
      #expect(batch.discounts[i] == (x == 3 ? 0 : 0.9))
    }
    #expect(Set((10..<60).map { batch.rewards[$0] }).count == 3)
  }
}

@Suite("Imagined steps")
struct ImaginedStepsTests {
  @Test("States move as the networks say, each block by its own; rewards can be known")
  func byHand() {
    let space = ActionSpace.continuous(low: [-1], high: [1])
    var random = RandomStream(seed: 2)
    let ensemble = DynamicsEnsemble(
      count: 2, features: 2, actions: space, hidden: [4], using: &random)
    let starts = Matrix<Scalar>(rows: 6, columns: 2) { Scalar($0) / 5 - Scalar($1) }
    let actions = Matrix<Scalar>(rows: 6, columns: 1) { i, _ in Scalar(i) / 6 }
    let known: RewardFunction = { Double($0[0] + 10 * $1[0] + 100 * $2[1]) }
    var streams = random.split(2)
    for reward in [nil, known] {
      var steps = ImaginedSteps(ensemble, count: 6, canTerminate: false, reward: reward)
      steps.begin(at: starts)
      steps.step(actions, by: ensemble, using: &streams)
      #expect(steps.before == starts)
      for member in 0..<2 {
        let evaluator = DynamicsEvaluator(ensemble.networks[member], rows: 3)
        let rows = member * 3..<member * 3 + 3
        var states = Matrix<Scalar>(rows: 3, columns: 2) { starts[rows.lowerBound + $0, $1] }
        let action = Matrix<Scalar>(rows: 3, columns: 1) { i, _ in actions[rows.lowerBound + i, 0] }
        var rewards = Vector<Scalar>(count: 3)
        evaluator.step(&states, action, by: ensemble, member: member, rewards: &rewards)
        for (i, row) in rows.enumerated() {
          #expect(steps.states[row, 0] == states[i, 0] && steps.states[row, 1] == states[i, 1])
          let expected =
            reward == nil
            ? rewards[i] : starts[row, 0] + 10 * action[i, 0] + 100 * states[i, 1]
          #expect(abs(steps.rewards[row] - expected) < 1e-4)
        }
      }
      steps.begin(2, at: starts)
      #expect(steps.states[2, 1] == starts[2, 1] && steps.isFinite(2))
    }
  }
}

@Suite("MBPO")
struct MBPOTests {
  private func configuration(
    _ change: (inout MBPO.Configuration) -> Void = { _ in }
  ) -> MBPO.Configuration {
    var configuration = MBPO.Configuration()
    configuration.sac.hiddenWidths = [16]
    configuration.sac.batchSize = 32
    configuration.sac.warmUpSteps = 60
    configuration.sac.iterationSteps = 60
    configuration.sac.gradientSteps = 2
    configuration.model.members = 2
    configuration.model.hiddenWidths = [16]
    configuration.model.batchSize = 32
    configuration.model.fitSteps = 20
    configuration.fitPeriod = 40
    configuration.rollouts = 20
    configuration.rolloutLength = .constant(2)
    configuration.imaginedCapacity = 100
    change(&configuration)
    return configuration
  }

  private func pendulum() throws -> EnvironmentSpecification {
    try EnvironmentCatalogue.named("Pendulum-v1")
  }

  @Test("Fits, rollouts and gradient steps are counted")
  func counts() throws {
    var learner = try MBPO(environment: pendulum(), configuration: configuration())
    let first = try learner.iterate()
    #expect(learner.environmentSteps == 60 && learner.fits == 0 && first.modelLoss.isNaN)
    let second = try learner.iterate()
    // At steps 61 and 101.
    #expect(learner.environmentSteps == 120 && learner.fits == 2 && second.rolloutLength == 2)
    #expect(second.predictionError > 0 && second.values.count == MBPO.Metrics.columns.count)
    #expect(second.values[2] == 120)
    let third = try learner.iterate()
    #expect(learner.fits == 3 && third.values[1] == 180 && learner.iteration == 3)
  }

  @Test("Every option has an effect on what is learned")
  func options() throws {
    func parameters(_ change: (inout MBPO.Configuration) -> Void) throws -> Vector<Scalar> {
      var learner = try MBPO(environment: pendulum(), configuration: configuration(change))
      for _ in 0..<3 { _ = try learner.iterate() }
      return learner.policy.parameters
    }
    let plain = try parameters { _ in }
    let changes: [(String, (inout MBPO.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 4 }),
      ("model.hiddenWidths", { $0.model.hiddenWidths = [17] }),
      ("model.learningRate", { $0.model.learningRate = 1e-2 }),
      ("model.weightDecay", { $0.model.weightDecay = 0.1 }),
      ("model.batchSize", { $0.model.batchSize = 31 }),
      ("model.fitSteps", { $0.model.fitSteps = 21 }), ("fitPeriod", { $0.fitPeriod = 30 }),
      ("rollouts", { $0.rollouts = 22 }), ("rolloutLength", { $0.rolloutLength = .constant(3) }),
      ("imaginedCapacity", { $0.imaginedCapacity = 30 }),
      ("realFraction", { $0.realFraction = 0.5 }), ("reward", { $0.reward = .known }),
      ("sac.discount", { $0.sac.discount = 0.9 }),
      ("sac.gradientSteps", { $0.sac.gradientSteps = 3 }),
    ]
    for (name, change) in changes { #expect(try parameters(change) != plain, "\(name)") }
    #expect(try parameters { $0.threads = 2 } == plain)
  }

  @Test("The same seed gives the same bits, and a restored learner goes on with them")
  func bits() throws {
    func rows(_ learner: inout MBPO) throws -> [[UInt64]] {
      try (0..<3).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try MBPO(environment: pendulum(), configuration: configuration())
    var same = try MBPO(
      environment: pendulum(), configuration: configuration { $0.threads = 2 })
    var other = try MBPO(environment: pendulum(), configuration: configuration(), seed: 2)
    let expected = try rows(&first)
    #expect(try rows(&same) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-mbpo-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 3) { try first.save(to: &$0) }
    let reader = try CheckpointReader(store.path(ofIteration: 3))
    try other.restore(from: reader)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&other) == rows(&first))
  }

  @Test("Options out of bounds are refused by their names")
  func refused() throws {
    let changes: [(String, (inout MBPO.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 0 }), ("rollouts", { $0.rollouts = 21 }),
      ("realFraction", { $0.realFraction = 1.5 }), ("fitPeriod", { $0.fitPeriod = 0 }),
      ("rolloutLength", { $0.rolloutLength = .constant(0) }),
      ("rolloutLength", { $0.realFraction = 1 }),
      ("sac.discount", { $0.sac.discount = 2 }),
      ("model.hiddenWidths", { $0.model.hiddenWidths = [0] }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try configuration(change).validate()
      } throws: {
        ($0 as? InvalidConfigurationError)?.option == name
      }
    }
    #expect(throws: UnsupportedSpaceError.self) {
      try MBPO(environment: EnvironmentCatalogue.named("CartPole-v1"))
    }
    #expect(throws: InvalidConfigurationError.self) {
      try MBPO(
        environment: EnvironmentCatalogue.named("MountainCarContinuous-v0"),
        configuration: configuration { $0.reward = .known })
    }
  }
}
