import CAllocationCounter
import DeepQLearning
import Environments
import Exploration
import Foundation
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// A small learner.
private func configuration(
  _ change: (inout RND.Configuration) -> Void = { _ in }
) -> RND.Configuration {
  var configuration = RND.Configuration()
  configuration.explorationSteps = 300
  configuration.distillationWidths = [16]
  configuration.distillationOutputs = 3
  configuration.replayCapacity = 2000
  configuration.batchSize = 16
  configuration.warmUpSteps = 40
  configuration.targetUpdatePeriod = 50
  configuration.hiddenWidths = [16]
  configuration.iterationSteps = 100
  change(&configuration)
  return configuration
}

private func maze() throws -> EnvironmentSpecification {
  try EnvironmentCatalogue.named("PointmassEasy-v0")
}

@Suite("Random network distillation")
struct RandomNetworkDistillationTests {
  private func distillation(
    outputs: Int = 2, learningRate: Double = 1e-2, decay: Double = 0.5, batch: Int = 3
  ) -> RandomNetworkDistillation {
    var random = RandomStream(seed: 4)
    return RandomNetworkDistillation(
      features: 2, hidden: [4], outputs: outputs, weightBound: 1.7, learningRate: learningRate,
      decay: decay, batchSize: batch, using: &random)
  }

  /// f(s) of two inputs and four hidden units in plain loops.
  private func network(_ θ: Vector<Scalar>, _ s: [Double], outputs: Int) -> [Double] {
    let θ = θ.span.indices.map { Double(θ[$0]) }
    let hidden = (0..<4).map { j in tanh(s[0] * θ[j] + s[1] * θ[4 + j] + θ[8 + j]) }
    return (0..<outputs).map { o in
      (0..<4).reduce(θ[12 + 4 * outputs + o]) { $0 + hidden[$1] * θ[12 + $1 * outputs + o] }
    }
  }

  @Test("Errors are ‖f̂ − f*‖², bonuses these over their running deviation")
  func byHand() {
    var model = distillation()
    let states: [[Double]] = [[0.2, 0.4], [0.9, 0.1], [0.5, 0.5]]
    let matrix = Matrix<Scalar>(states.map { $0.map { Scalar($0) } })
    var deviation: Double?
    for _ in 0..<3 {
      let errors = states.map { s in
        zip(
          network(model.parameters, s, outputs: 2), network(model.targetParameters, s, outputs: 2)
        ).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let mean = errors.reduce(0, +) / 3
      let spread = (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
      deviation = deviation.map { 0.5 * $0 + 0.5 * spread } ?? spread
      var bonuses = Vector<Scalar>(count: 3)
      let loss = model.learn(matrix, bonuses: &bonuses)
      #expect(abs(loss - mean) < 1e-5)
      #expect(abs(model.deviation - deviation!) < 1e-5)
      for i in 0..<3 {
        #expect(
          abs(Double(bonuses[i]) - errors[i] / deviation!) < 1e-3 * (1 + errors[i] / deviation!))
      }
    }
  }

  @Test("A step goes down the central differences of the mean error, and f* stays")
  func gradient() {
    let states: [[Double]] = [[0.2, 0.4], [0.9, 0.1], [0.5, 0.5]]
    let matrix = Matrix<Scalar>(states.map { $0.map { Scalar($0) } })
    var model = distillation(learningRate: 1e-3)
    let (before, target) = (model.parameters, model.targetParameters)
    func loss(_ θ: Vector<Scalar>) -> Double {
      states.map { s in
        zip(network(θ, s, outputs: 2), network(target, s, outputs: 2))
          .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }.reduce(0, +) / 3
    }
    var bonuses = Vector<Scalar>(count: 3)
    _ = model.learn(matrix, bonuses: &bonuses)
    #expect(model.targetParameters == target)
    for i in 0..<before.count {
      var (up, down) = (before, before)
      up[i] += 1e-2
      down[i] -= 1e-2
      let slope = (loss(up) - loss(down)) / 2e-2
      guard abs(slope) > 1e-3 else { continue }
      // Adam's first step has the length of the learning rate, against the slope.
      #expect(abs(Double(model.parameters[i] - before[i]) + (slope > 0 ? 1e-3 : -1e-3)) < 1e-5)
    }
  }

  @Test("Where errors do not differ they are the bonuses")
  func noSpread() {
    var model = distillation(batch: 2)
    let same = Matrix<Scalar>([[0.3, 0.3], [0.3, 0.3]])
    var bonuses = Vector<Scalar>(count: 2)
    let loss = model.learn(same, bonuses: &bonuses)
    #expect(model.deviation < 1e-3 * loss && bonuses[0].isFinite && bonuses[0] == bonuses[1])
  }
}

@Suite("Random network distillation learns")
struct RandomNetworkDistillationLearningTests {
  @Test("What was visited loses its bonus, what was not keeps it")
  func novelty() {
    var random = RandomStream(seed: 2)
    var model = RandomNetworkDistillation(
      features: 2, hidden: [64, 64], outputs: 5, weightBound: 1.7, learningRate: 1e-3,
      decay: 0.99, batchSize: 32, using: &random)
    var bonuses = Vector<Scalar>(count: 32)
    func batch(_ low: Double, _ seed: UInt64) -> Matrix<Scalar> {
      Matrix(square(32, low, low + 0.3, seed: seed))
    }
    var copy = model
    let (seenBefore, newBefore) = (
      copy.learn(batch(0, 1), bonuses: &bonuses), copy.learn(batch(0.7, 2), bonuses: &bonuses)
    )
    for step in 0..<600 { _ = model.learn(batch(0, UInt64(step)), bonuses: &bonuses) }
    copy = model
    let (seen, new) = (
      copy.learn(batch(0, 1001), bonuses: &bonuses), copy.learn(batch(0.7, 1002), bonuses: &bonuses)
    )
    #expect(seen < 0.05 * seenBefore && new > 0.25 * newBefore && new > 10 * seen)
  }
}

@Suite("RND")
struct RNDTests {
  @Test("The one Q-function acts first, then the other, and only while it does, it learns")
  func turns() throws {
    var learner = try RND(environment: maze(), configuration: configuration())
    #expect(learner.explores)
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(!learner.explores && learner.gradientSteps == 260)
    let (other, random) = (
      learner.exploration.network.parameters, learner.distillation.parameters
    )
    let own = learner.exploitation.network.parameters
    let metrics = try learner.iterate()
    #expect(learner.exploration.network.parameters == other)
    #expect(learner.distillation.parameters == random)
    #expect(learner.exploitation.network.parameters != own)
    #expect(metrics.explorationLoss.isNaN && metrics.exploitationLoss.isFinite)
    #expect(learner.policy.network.parameters == learner.exploitation.network.parameters)
  }

  @Test("Target networks move every N steps, the whole way or a part of it")
  func targets() throws {
    var learner = try RND(
      environment: maze(),
      configuration: configuration {
        $0.iterationSteps = 1
        $0.warmUpSteps = 20
      })
    for step in 1...120 {
      let before = learner.exploitation.target?.parameters
      let online = learner.exploitation.network.parameters
      _ = try learner.iterate()
      for critic in [learner.exploitation, learner.exploration] {
        if step % 50 != 0 { continue }
        // It took over what the network was before this pass's gradient step.
        #expect(critic.target?.parameters != critic.network.parameters)
      }
      let now = learner.exploitation.target?.parameters
      #expect(now == (step % 50 == 0 ? online : before))
    }
  }

  @Test("A termination ends the values, a truncation does not")
  func endings() throws {
    for (ending, value) in [(Status.terminated, 1.0), (.truncated, 2)] {
      let probe = EnvironmentSpecification(probe: ProbeEnvironments.OneReward(ending: ending))
      var learner = try RND(
        environment: probe,
        configuration: configuration {
          $0.discount = 0.5
          $0.learningRate = 1e-2
          $0.targetUpdatePeriod = 20
          // Rewards of the environment alone: both Q-functions learn the same.
          ($0.bonusWeight, $0.rewardWeight) = (.constant(0), .constant(1))
          $0.explorationSteps = 10_000
        })
      for _ in 0..<15 { _ = try learner.iterate() }
      for critic in [learner.exploitation, learner.exploration] {
        let evaluator = ActionValueEvaluator(critic.network, rows: 1)
        let found = evaluator.evaluate(critic.network, Matrix([[1]]))
        #expect(abs(Double(found[0]) - value) < 0.1, "\(ending): \(found[0])")
      }
    }
  }

  @Test("Every option has an effect")
  func effects() throws {
    try LearnerBits.effects(
      RND.self, in: maze(), configuration(), iterations: 4,
      [
        ("explorationSteps", { $0.explorationSteps = 200 }),
        ("bonusWeight", { $0.bonusWeight = .constant(2) }),
        ("rewardWeight", { $0.rewardWeight = .constant(1) }),
        ("distillationWidths", { $0.distillationWidths = [8] }),
        ("distillationOutputs", { $0.distillationOutputs = 2 }),
        ("distillationWeightBound", { $0.distillationWeightBound = 1 }),
        ("distillationLearningRate", { $0.distillationLearningRate = 1e-2 }),
        ("deviationDecay", { $0.deviationDecay = 0.5 }),
        ("replayCapacity", { $0.replayCapacity = 100 }), ("batchSize", { $0.batchSize = 8 }),
        ("learningRate", { $0.learningRate = 1e-2 }), ("discount", { $0.discount = 0.9 }),
        ("warmUpSteps", { $0.warmUpSteps = 50 }), ("trainPeriod", { $0.trainPeriod = 2 }),
        ("gradientSteps", { $0.gradientSteps = 2 }),
        ("targetUpdatePeriod", { $0.targetUpdatePeriod = 20 }),
        ("targetMoveFraction", { $0.targetMoveFraction = 0.5 }),
        ("isDouble", { $0.isDouble = false }),
        ("explorationRate", { $0.explorationRate = .constant(0.5) }),
        ("huberThreshold", { $0.huberThreshold = 0.1 }),
        ("gradientLimit", { $0.gradientLimit = 0.01 }),
        ("hiddenWidths", { $0.hiddenWidths = [8] }), ("activation", { $0.activation = .tanh }),
        ("copies", { $0.copies = 2 }), ("iterationSteps", { $0.iterationSteps = 50 }),
      ])
  }

  @Test("What cannot be is refused by name")
  func refusals() throws {
    try LearnerBits.refusals(
      configuration(),
      [
        ("explorationSteps", { $0.explorationSteps = 40 }),
        ("bonusWeight", { $0.bonusWeight = .linear(from: 1, to: 0, over: 0) }),
        ("distillationWidths", { $0.distillationWidths = [0] }),
        ("distillationOutputs", { $0.distillationOutputs = 0 }),
        ("distillationWeightBound", { $0.distillationWeightBound = 0 }),
        ("deviationDecay", { $0.deviationDecay = 1 }), ("batchSize", { $0.batchSize = 0 }),
        ("replayCapacity", { $0.replayCapacity = 4 }), ("discount", { $0.discount = 0 }),
        ("explorationRate", { $0.explorationRate = .constant(2) }),
        ("targetMoveFraction", { $0.targetMoveFraction = 0 }),
        ("huberThreshold", { $0.huberThreshold = 0 }), ("copies", { $0.copies = 0 }),
      ])
    #expect(throws: UnsupportedSpaceError.self) {
      try RND(environment: EnvironmentCatalogue.named("Pendulum-v1"))
    }
  }
}

@Suite("RND, bits")
struct RNDDeterminismTests {
  @Test func threadsDecideNothing() throws {
    try LearnerBits.threads(RND.self, in: maze()) { threads in
      configuration {
        $0.copies = 3
        $0.threads = threads
      }
    }
  }

  @Test(arguments: [1, 2]) func goingOnFromACheckpoint(iterations: Int) throws {
    try LearnerBits.restoring(
      RND.self, in: maze(), configuration(), iterations: iterations)
  }
}

@Suite("RND learns")
struct RNDLearningTests {
  @Test("Probes are solved from what the other Q-function went for")
  func probes() throws {
    func solve(_ environment: some Environment, discount: Double) throws -> Double {
      let probe = EnvironmentSpecification(probe: environment)
      var learner = try RND(
        environment: probe,
        configuration: configuration {
          $0.discount = discount
          $0.learningRate = 1e-2
          $0.explorationSteps = 10_000
        }, seed: 2)
      for _ in 0..<15 { _ = try learner.iterate() }
      return try Evaluation(of: learner.policy, in: probe, episodes: 10, seed: 1).mean
    }
    #expect(try solve(ProbeEnvironments.ActionMatters(), discount: 0.9) == 1)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), discount: 0.9) == 1.5)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), discount: 0.5) == 1)
    #expect(try solve(ProbeEnvironments.Temptation(), discount: 0.9) == 8)
  }
}

/// In steady state nothing is allocated; in release only, since without optimisation Swift puts closures on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct RNDAllocationTests {
  @Test(arguments: [100_000, 300]) func nothing(explorationSteps: Int) throws {
    var learner = try RND(
      environment: maze(),
      configuration: configuration {
        $0.replayCapacity = 500
        $0.explorationSteps = explorationSteps
      })
    for _ in 0..<12 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
