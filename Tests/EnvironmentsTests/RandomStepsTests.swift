import Environments
import LinearAlgebra
import Testing

/// Ten thousand random steps in every environment of the catalogue, on two threads: long enough for every kind of end
/// and reset, and the walk on which the sanitizers look for faults in memory and between threads.
struct RandomStepsTests {
  static let names = EnvironmentCatalogue.families.flatMap { $0.environments.map(\.name) }

  @Test(arguments: names)
  func areFiniteAndAllowed(_ name: String) throws {
    let (copies, steps) = (40, 250)
    var batch = try EnvironmentCatalogue.named(name).makeBatch(copies, 3, 2)
    var actions = Matrix<Scalar>(rows: copies, columns: batch.actionSpace.width)
    var ends = 0
    for step in 0..<steps {
      batch.sampleActions(into: &actions)
      batch.step(actions)
      try #require(batch.rewards.isFinite && batch.observations.isFinite, "step \(step)")
      ends += batch.statuses.count { $0 != .running }
    }
    let limit = try EnvironmentCatalogue.named(name).stepLimit
    #expect(ends > 0 || limit.map { $0 > steps } ?? true)
  }
}
