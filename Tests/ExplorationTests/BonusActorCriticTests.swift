import ActorCritic
import CAllocationCounter
import Environments
import Exploration
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// A small learner with the given kind of bonus.
private func configuration(
  _ bonus: BonusActorCritic.Bonus,
  _ change: (inout BonusActorCritic.Configuration) -> Void = { _ in }
) -> BonusActorCritic.Configuration {
  var configuration = BonusActorCritic.Configuration()
  configuration.actorCritic.batchSize = 200
  configuration.actorCritic.hiddenWidths = [8]
  configuration.actorCritic.targetUpdates = 2
  configuration.actorCritic.gradientStepsPerTargetUpdate = 3
  configuration.bonus = bonus
  if bonus == .exemplar {
    configuration.exemplarSteps = 5
    configuration.exemplarWidths = [4]
    configuration.exemplarBatchSize = 8
  }
  if bonus == .exemplar || bonus == .kernelDensity { configuration.memoryCapacity = 500 }
  change(&configuration)
  return configuration
}

private func pointMass() throws -> EnvironmentSpecification {
  try EnvironmentCatalogue.named("PointMass-v0")
}

/// The course's point mass without its reward.
private struct RewardlessPoint: Environment, Codable {
  private var base = PointMass()
  var observationSpace: ObservationSpace { base.observationSpace }
  var actionSpace: ActionSpace { base.actionSpace }
  mutating func reset(using stream: inout RandomStream) { base.reset(using: &stream) }
  mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream) -> Step {
    Step(reward: 0, status: base.step(action, using: &stream).status)
  }
  func observe(into row: inout MutableSpan<Scalar>) { base.observe(into: &row) }
}

private let kinds = BonusActorCritic.Bonus.allCases.filter { $0 != .none }

@Suite("Bonuses on batch actor-critic")
struct BonusActorCriticTests {
  @Test("Without a bonus, or with one of no weight, it is batch actor-critic bit for bit")
  func nothingAdded() throws {
    let base = configuration(.none)
    var plain = try BatchActorCritic(
      environment: pointMass(), configuration: base.actorCritic, seed: 4)
    var none = try BonusActorCritic(environment: pointMass(), configuration: base, seed: 4)
    var weightless = try BonusActorCritic(
      environment: pointMass(), configuration: configuration(.histogram) { $0.bonusWeight = 0 },
      seed: 4)
    for _ in 0..<3 {
      let expected = try plain.iterate().values.map(\.bitPattern)
      let (first, second) = (try none.iterate(), try weightless.iterate())
      #expect(first.values.dropLast(3).map(\.bitPattern) == expected)
      #expect(second.values.dropLast(3).map(\.bitPattern) == expected)
      #expect(first.bonusMean.isNaN && first.bonusDeviation.isNaN && first.noveltyLoss.isNaN)
      #expect(second.bonusMean == 0)
    }
    #expect(plain.policy.parameters == none.policy.parameters)
  }

  @Test("Bonuses are 1/√N of all visits so far, and returns are the environment's own")
  func counted() throws {
    let configuration = configuration(.histogram) {
      $0.cells = 10
      $0.bonusWeight = 0.5
    }
    var learner = try BonusActorCritic(environment: pointMass(), configuration: configuration)
    var visits: [Int: Int] = [:]
    for _ in 0..<3 {
      let metrics = try learner.iterate()
      let trajectories = learner.trajectories
      let cells = (0..<trajectories.steps).map { t in
        (0..<2).reduce(0) { 10 * $0 + min(9, Int(trajectories.observations[t, $1] * 10)) }
      }
      for cell in cells { visits[cell, default: 0] += 1 }
      var sum = 0.0
      for (t, cell) in cells.enumerated() {
        let expected = 1 / Double(visits[cell]!).squareRoot()
        #expect(abs(Double(learner.bonuses[t]) - expected) < 1e-6)
        sum += 0.5 * expected
      }
      #expect(abs(metrics.bonusMean - sum / Double(cells.count)) < 1e-6)
      let returns = (0..<trajectories.count).map { trajectories.totalReward($0) }
      #expect(abs(metrics.returnMean - returns.reduce(0, +) / Double(returns.count)) < 1e-9)
    }
  }

  @Test("Every kind of bonus changes what is learned", arguments: kinds)
  func effects(kind: BonusActorCritic.Bonus) throws {
    let weighted = configuration(kind) { $0.bonusWeight = 1 }
    var changes: [(String, (inout BonusActorCritic.Configuration) -> Void)] = [
      ("weight", { $0.bonusWeight = 0.5 })
    ]
    switch kind {
    case .histogram:
      changes += [
        ("cells", { $0.cells = 5 }), ("form", { $0.countBonus = .bayesian }),
      ]
    case .simHash:
      changes += [
        ("bits", { $0.hashBits = 8 }), ("form", { $0.countBonus = .upperConfidence }),
      ]
    case .kernelDensity:
      changes += [
        ("deviation", { $0.kernelDeviation = 0.1 }), ("capacity", { $0.memoryCapacity = 300 }),
      ]
    case .exemplar:
      changes += [
        ("widths", { $0.exemplarWidths = [4, 4] }), ("latents", { $0.exemplarLatents = 2 }),
        ("rate", { $0.exemplarLearningRate = 1e-2 }), ("steps", { $0.exemplarSteps = 6 }),
        ("batch", { $0.exemplarBatchSize = 16 }), ("divergence", { $0.divergenceWeight = 1 }),
        ("capacity", { $0.memoryCapacity = 300 }),
      ]
    case .none: break
    }
    try LearnerBits.effects(BonusActorCritic.self, in: pointMass(), weighted, changes)
    var (with, without) = (
      try BonusActorCritic(environment: pointMass(), configuration: weighted),
      try BonusActorCritic(environment: pointMass(), configuration: configuration(.none))
    )
    for _ in 0..<2 { _ = (try with.iterate(), try without.iterate()) }
    #expect(with.policy.parameters != without.policy.parameters)
  }

  @Test("What cannot be, or would do nothing, is refused by name")
  func refusals() throws {
    try LearnerBits.refusals(
      BonusActorCritic.Configuration(),
      [
        ("actorCritic.batchSize", { $0.actorCritic.batchSize = 0 }),
        (
          "actorCritic.normalizesObservations", { $0.actorCritic.normalizesObservations = true }
        ),
        ("bonusWeight", { $0.bonusWeight = -1 }), ("cells", { $0.cells = 0 }),
        ("hashBits", { $0.hashBits = 16 }), ("kernelDeviation", { $0.kernelDeviation = 1 }),
        ("memoryCapacity", { $0.memoryCapacity = 10 }),
        ("exemplarWidths", { $0.exemplarWidths = [4] }),
        ("exemplarLatents", { $0.exemplarLatents = 1 }),
        ("exemplarLearningRate", { $0.exemplarLearningRate = 1 }),
        ("exemplarSteps", { $0.exemplarSteps = 1 }),
        ("exemplarBatchSize", { $0.exemplarBatchSize = 1 }),
        ("divergenceWeight", { $0.divergenceWeight = 1 }),
        ("bonusWeight", { ($0.bonus, $0.bonusWeight) = (.none, 1) }),
        ("countBonus", { ($0.bonus, $0.countBonus) = (.kernelDensity, .bayesian) }),
        ("cells", { ($0.bonus, $0.cells) = (.simHash, 3) }),
      ])
    try LearnerBits.refusals(
      configuration(.simHash), [("hashBits", { $0.hashBits = 65 })])
    try LearnerBits.refusals(
      configuration(.kernelDensity), [("kernelDeviation", { $0.kernelDeviation = 0 })])
    // Velocities without bounds have no cells.
    #expect(throws: InvalidConfigurationError.self) {
      try BonusActorCritic(
        environment: EnvironmentCatalogue.named("CartPole-v0"),
        configuration: configuration(.histogram))
    }
  }
}

@Suite("Bonuses on batch actor-critic, bits")
struct BonusActorCriticDeterminismTests {
  @Test(arguments: kinds)
  func threadsDecideNothing(kind: BonusActorCritic.Bonus) throws {
    try LearnerBits.threads(BonusActorCritic.self, in: pointMass()) { threads in
      configuration(kind) {
        $0.actorCritic.workers = 3
        $0.actorCritic.threads = threads
      }
    }
  }

  @Test(arguments: BonusActorCritic.Bonus.allCases)
  func goingOnFromACheckpoint(kind: BonusActorCritic.Bonus) throws {
    // The memory is full after two iterations.
    try LearnerBits.restoring(
      BonusActorCritic.self, in: pointMass(),
      configuration(kind) { if kind == .exemplar { $0.memoryCapacity = 300 } })
  }
}

@Suite("Bonuses on batch actor-critic learn")
struct BonusActorCriticLearningTests {
  @Test("A probe is solved, and a bonus of small weight is no hindrance", arguments: kinds)
  func probe(kind: BonusActorCritic.Bonus) throws {
    let probe = EnvironmentSpecification(probe: ProbeEnvironments.ActionMatters())
    var learner = try BonusActorCritic(
      environment: probe,
      configuration: configuration(kind) {
        $0.actorCritic.learningRate = 0.05
        $0.actorCritic.batchSize = 64
      }, seed: 3)
    for _ in 0..<30 { _ = try learner.iterate() }
    let evaluation = try Evaluation(of: learner.policy, in: probe, episodes: 20, seed: 1)
    #expect(evaluation.mean == 1)
  }

  @Test("Where nothing is rewarded, counts lead to more cells than chance does")
  func cells() throws {
    func visited(_ bonus: BonusActorCritic.Bonus, seed: UInt64) throws -> Int {
      var learner = try BonusActorCritic(
        environment: EnvironmentSpecification(
          name: "Probe", summary: "A test's.", environment: RewardlessPoint(), stepLimit: 20),
        configuration: configuration(bonus) {
          if bonus != .none { $0.bonusWeight = 1 }
          $0.actorCritic.batchSize = 400
        }, seed: seed)
      var cells: Set<Int> = []
      for _ in 0..<40 {
        _ = try learner.iterate()
        let trajectories = learner.trajectories
        for t in 0..<trajectories.steps {
          cells.insert(
            (0..<2).reduce(0) { 20 * $0 + min(19, Int(trajectories.observations[t, $1] * 20)) })
        }
      }
      return cells.count
    }
    let seeds: [UInt64] = [1, 2, 3]
    let with = try seeds.map { try visited(.histogram, seed: $0) }
    let without = try seeds.map { try visited(.none, seed: $0) }
    #expect(with.reduce(0, +) > without.reduce(0, +) + 60, "\(with) \(without)")
  }
}

/// In steady state nothing is allocated; in release only, since without optimisation Swift puts closures on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct BonusAllocationTests {
  @Test(arguments: kinds) func nothing(kind: BonusActorCritic.Bonus) throws {
    var learner = try BonusActorCritic(
      environment: pointMass(),
      configuration: configuration(kind) { $0.actorCritic.batchSize = 400 })
    for _ in 0..<40 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
