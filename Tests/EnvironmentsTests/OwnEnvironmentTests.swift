import Environments
import LinearAlgebra
import Testing

// The environment of docs/environments.md, word for word.

/// A corridor in which one walks to the right end; now and then a step goes the other way.
struct Corridor: Environment {
  let length: Int
  let slip: Double
  var cell = 0

  init(length: Int = 9, slip: Double = 0.1) {
    self.length = length
    self.slip = slip
  }

  // From −1 at the left end to 1 at the right one.
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: -1, high: 1) }

  // 0 goes left, 1 goes right.
  var actionSpace: ActionSpace { .discrete(2) }

  mutating func reset(using stream: inout RandomStream) {
    cell = stream.integer(below: length - 1)
  }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let goesRight = (action == 1) != stream.bernoulli(slip)
    cell = goesRight ? cell + 1 : max(cell - 1, 0)
    let hasArrived = cell == length - 1
    return Step(reward: hasArrived ? 1 : -0.01, status: hasArrived ? .terminated : .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = 2 * Scalar(cell) / Scalar(length - 1) - 1
  }
}

@Suite struct OwnEnvironmentTests {
  @Test func followsTheRules() {
    #expect(checkEnvironment(Corridor()) == [])
    #expect(checkEnvironment(TimeLimit(Corridor(slip: 0.5), steps: 20)) == [])
  }

  @Test func arrivesWithinTheCorridorsLength() {
    let corridor = EnvironmentSpecification(
      name: "Corridor-v0", summary: "Walk to the right end of a corridor.",
      environment: Corridor(slip: 0), stepLimit: 50)
    var batch = corridor.makeBatch(4, 1, 1)
    let right = Matrix<Scalar>(rows: 4, columns: 1) { _, _ in 1 }
    var arrivals = 0
    for _ in 0..<8 {
      batch.step(right)
      for i in 0..<4 where batch.statuses[i] == .terminated {
        #expect(batch.rewards[i] == 1 && batch.finalObservations[i, 0] == 1)
        arrivals += 1
      }
    }
    #expect(arrivals >= 4)
  }

  @Test func isTruncatedAtTheLimit() {
    let corridor = EnvironmentSpecification(
      name: "Corridor-v0", summary: "Walk to the right end of a corridor.",
      environment: Corridor(slip: 0), stepLimit: 50)
    var batch = corridor.makeBatch(2, 1, 1)
    let left = Matrix<Scalar>(rows: 2, columns: 1)
    for _ in 0..<49 {
      batch.step(left)
      #expect(batch.statuses == [.running, .running])
    }
    batch.step(left)
    #expect(batch.statuses == [.truncated, .truncated])
  }
}
