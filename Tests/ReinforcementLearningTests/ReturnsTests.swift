import LinearAlgebra
import ReinforcementLearning
import Testing

/// Rewards 1 2 3 and 4 5 of two trajectories, with a row between them that belongs to neither.
private let rewards: Vector<Scalar> = [1, 2, 3, 99, 4, 5]
private let trajectories = [0..<3, 4..<6]
private let untouched = Vector<Scalar>(repeating: -1, count: 6)

@Suite struct ReturnsTests {
  @Test func total() {
    var result = untouched
    Returns.total(of: rewards, trajectories: trajectories, into: &result)
    #expect(result == [6, 6, 6, -1, 9, 9])
    Returns.total(of: rewards, trajectories: trajectories, discount: 0.5, into: &result)
    #expect(result == [2.75, 2.75, 2.75, -1, 6.5, 6.5])
  }

  @Test func rewardToGo() {
    var result = untouched
    Returns.rewardToGo(of: rewards, trajectories: trajectories, into: &result)
    #expect(result == [6, 5, 3, -1, 9, 5])
    Returns.rewardToGo(of: rewards, trajectories: trajectories, discount: 0.5, into: &result)
    #expect(result == [2.75, 3.5, 3, -1, 6.5, 5])
  }

  @Test func rewardToGoFromStart() {
    var result = untouched
    Returns.rewardToGoFromStart(
      of: rewards, trajectories: trajectories, discount: 0.5, into: &result)
    #expect(result == [2.75, 1.75, 0.75, -1, 6.5, 2.5])
    Returns.rewardToGoFromStart(of: rewards, trajectories: trajectories, discount: 1, into: &result)
    #expect(result == [6, 5, 3, -1, 9, 5])
    Returns.rewardToGoFromStart(of: rewards, trajectories: trajectories, discount: 0, into: &result)
    #expect(result == [1, 0, 0, -1, 4, 0])
  }

  @Test func nothingToDo() {
    var result = Vector<Scalar>()
    Returns.total(of: Vector(), trajectories: [], into: &result)
    Returns.rewardToGo(of: Vector(), trajectories: [0..<0], into: &result)
    #expect(result.count == 0)
  }

  /// In single precision 2²⁴ + 1 rewards of 1 would stop counting at 2²⁴; here 1e8 + 1 − 1e8.
  @Test func sumsAreAccumulatedInDouble() {
    var result = Vector<Scalar>(count: 3)
    Returns.rewardToGo(of: [1e8, 1, -1e8], trajectories: [0..<3], into: &result)
    #expect(result[0] == 1)
  }

  @Test func theMemoryStaysInPlace() {
    var result = untouched
    result[0] = 0  // makes the memory its own
    let before = result.withUnsafePointer { $0 }
    Returns.rewardToGo(of: rewards, trajectories: trajectories, into: &result)
    #expect(result.withUnsafePointer { $0 } == before && untouched[0] == -1)
  }

  @Test func rangesMustLieWithin() async {
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 3)
      Returns.total(of: [1, 2, 3], trajectories: [1..<4], into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 2)
      Returns.rewardToGo(of: [1, 2, 3], trajectories: [0..<2], into: &result)
    }
  }
}
