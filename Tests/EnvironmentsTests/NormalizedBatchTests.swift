import Environments
import Foundation
import LinearAlgebra
import Testing

struct NormalizedBatchTests {
  /// Observes 1, 2, 4, … from 1 + its number on; the reward is the action, and the end comes after three steps.
  struct Doubling: Environment, Codable {
    var number: Double
    var value = 0.0
    var time = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
    var actionSpace: ActionSpace { .continuous(low: [-9], high: [9]) }
    mutating func reset(using stream: inout RandomStream) { (value, time) = (1 + number, 0) }
    mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
      value *= 2
      time += 1
      return Step(reward: action[0], status: time == 3 ? .truncated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(value) }
  }

  private func batch(isFrozen: Bool = false) -> NormalizedBatch {
    NormalizedBatch(
      Batch([Doubling(number: 0), Doubling(number: 1)], seed: 1), discount: 0.5)
  }

  /// Mean and population deviation, in two passes.
  private func moments(_ x: [Double]) -> (mean: Double, deviation: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(x.count)).squareRoot())
  }

  @Test func observationsAreNormalizedByAllThatWereSeen() {
    var batch = batch()
    // Both starts, 1 and 2: mean 1.5, deviation 0.5.
    #expect(batch.observations == Matrix([[-1], [1]]))
    #expect(batch.observationSpace.low == [-10] && batch.observationSpace.high == [10])
    var seen = [1.0, 2]
    for (a, b) in [(2.0, 4.0), (4, 8), (1, 2)] {
      batch.step(Matrix([[1], [3]]))
      seen += [a, b]
      let (mean, deviation) = moments(seen)
      #expect(abs(Double(batch.observations[0, 0]) - (a - mean) / deviation) < 1e-6)
      #expect(abs(Double(batch.observations[1, 0]) - (b - mean) / deviation) < 1e-6)
    }
    // The third step ended both episodes at 8 and 16, which are normalised but not taken in.
    #expect(batch.statuses == [.truncated, .truncated])
    let (mean, deviation) = moments(seen)
    #expect(abs(Double(batch.finalObservations[0, 0]) - (8 - mean) / deviation) < 1e-6)
    #expect(abs(Double(batch.finalObservations[1, 0]) - (16 - mean) / deviation) < 1e-6)
    #expect(batch.observationNormalizer?.count == 8)
  }

  @Test func rewardsAreDividedByTheDeviationOfReturns() {
    var batch = batch()
    // R ← R/2 + r, from 0 in each episode: 1, 1.5, 1.75, then 1 again, and three times that.
    var returns: [Double] = []
    for r in [1, 1.5, 1.75, 1] {
      batch.step(Matrix([[1], [3]]))
      returns += [r, 3 * r]
      let deviation = moments(returns).deviation
      #expect(abs(Double(batch.rewards[0]) - 1 / deviation) < 1e-6)
      #expect(abs(Double(batch.rewards[1]) - 3 / deviation) < 1e-6)
      #expect(batch.base.rewards == [1, 3])
    }
    // At most ±10.
    for _ in 0..<2_000 { batch.step(Matrix([[0.001], [0.001]])) }
    batch.step(Matrix([[9], [-9]]))
    #expect(batch.rewards == [10, -10])
  }

  @Test func frozenStatisticsStay() {
    var training = batch()
    for _ in 0..<7 { training.step(Matrix([[1], [3]])) }
    var evaluation = batch()
    evaluation.isFrozen = true
    evaluation.takeStatistics(from: training)
    let normalizer = training.observationNormalizer
    for _ in 0..<9 { evaluation.step(Matrix([[1], [3]])) }
    evaluation.reset()
    #expect(evaluation.observationNormalizer == normalizer)
    #expect(evaluation.returnStatistics == training.returnStatistics)
    let (mean, deviation) = (normalizer!.mean[0], normalizer!.deviation(0))
    #expect(abs(Double(evaluation.observations[0, 0]) - (1 - mean) / deviation) < 1e-6)
    #expect(evaluation.rewards == [0, 0])
  }

  @Test func eachHalfCanBeLeftOut() {
    var rewardsAlone = NormalizedBatch(
      Batch(Doubling(number: 0), count: 2, seed: 1), normalizesObservations: false)
    var neither = NormalizedBatch(
      Batch(Doubling(number: 0), count: 2, seed: 1), normalizesObservations: false,
      normalizesRewards: false)
    for _ in 0..<3 {
      rewardsAlone.step(Matrix([[1], [3]]))
      neither.step(Matrix([[1], [3]]))
    }
    #expect(neither.rewards == [1, 3] && neither.observations == neither.base.observations)
    #expect(neither.finalObservations == Matrix([[8], [8]]))
    #expect(rewardsAlone.finalObservations == Matrix([[8], [8]]))
    #expect(rewardsAlone.rewards != [1, 3])
    #expect(rewardsAlone.observationSpace == Doubling(number: 0).observationSpace)
  }

  /// What is not finite shows, and does not spoil the statistics.
  @Test func whatIsNotFiniteStaysOut() {
    var batch = batch()
    batch.step(Matrix([[1], [3]]))
    let (observed, returned) = (batch.observationNormalizer, batch.returnStatistics)
    batch = NormalizedBatch(
      Batch([Doubling(number: .infinity), Doubling(number: 1)], seed: 1), discount: 0.5)
    batch.step(Matrix([[.nan], [3]]))
    #expect(batch.rewards[0].isNaN && batch.rewards[1].isFinite)
    #expect(batch.observations[0, 0].isNaN && batch.observations[1, 0].isFinite)
    #expect(batch.observationNormalizer?.count == 2 && batch.returnStatistics?.count == 1)
    #expect(observed?.count == 4 && returned?.count == 2)
  }

  private func step(_ batch: inout any EnvironmentBatch) {
    var actions = Matrix<Scalar>(rows: batch.count, columns: batch.actionSpace.width)
    batch.sampleActions(into: &actions)
    batch.step(actions)
  }

  @Test(arguments: ["Obstacles-v0", "GripGrid-v0", "Pendulum-v1-NoVelocity"])
  func threadsDoNotMatter(_ name: String) throws {
    let specification = try EnvironmentCatalogue.named(name)
    var alone: any EnvironmentBatch = NormalizedBatch(specification.makeBatch(50, 9, 1))
    var together: any EnvironmentBatch = NormalizedBatch(specification.makeBatch(50, 9, 1))
    together.threads = 3
    #expect(together.threads == 3)
    for _ in 0..<250 {
      step(&alone)
      step(&together)
      #expect(alone.observations == together.observations)
      #expect(alone.rewards == together.rewards)
      #expect(alone.statuses == together.statuses)
      #expect(alone.finalObservations == together.finalObservations)
    }
  }

  @Test func goesOnFromASavedState() throws {
    let specification = try EnvironmentCatalogue.named("GripGrid-v0")
    var batch: any EnvironmentBatch = NormalizedBatch(specification.makeBatch(5, 3, 1))
    for _ in 0..<77 { step(&batch) }
    let data = try JSONEncoder().encode(SavedBatch(batch: batch))
    var restored: any EnvironmentBatch = NormalizedBatch(specification.makeBatch(5, 99, 2))
    try JSONDecoder().decode(BatchDecoder.self, from: data).restore(&restored)
    #expect(restored.observations == batch.observations)
    for _ in 0..<120 {
      step(&batch)
      step(&restored)
      #expect(restored.observations == batch.observations)
      #expect(restored.rewards == batch.rewards)
      #expect(restored.statuses == batch.statuses)
    }
    // Other numbers of copies, or other things normalised, do not fit and change nothing.
    var others: [any EnvironmentBatch] = [
      NormalizedBatch(specification.makeBatch(4, 99, 1)),
      NormalizedBatch(specification.makeBatch(5, 99, 1), normalizesRewards: false),
    ]
    for i in others.indices {
      let before = others[i].observations
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(BatchDecoder.self, from: data).restore(&others[i])
      }
      #expect(others[i].observations == before)
    }
  }

  @Test func masksGoalsAndPicturesPassThrough() throws {
    let grid = try EnvironmentCatalogue.named("GripGrid-v0").makeBatch(2, 1, 1)
    let normalized = NormalizedBatch(grid)
    #expect(normalized.masksActions && !normalized.hasGoals)
    var (a, b) = ([Bool](repeating: false, count: 14), [Bool](repeating: true, count: 14))
    var first = a.mutableSpan
    grid.writeActionMasks(into: &first)
    var second = b.mutableSpan
    normalized.writeActionMasks(into: &second)
    #expect(a == b && normalized.picture(of: 1) == grid.picture(of: 1))
    let goals = NormalizedBatch(try EnvironmentCatalogue.named("BitFlip-v0").makeBatch(2, 1, 1))
    var rewards = Vector<Scalar>(count: 1)
    var ends = [false]
    let goal = Matrix<Scalar>(rows: 1, columns: 8)
    goals.judge(achieved: goal, desired: goal, rewards: &rewards, terminations: &ends)
    #expect(goals.hasGoals && rewards == [0] && ends == [true])
  }
}
