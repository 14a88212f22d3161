import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

struct TrajectoriesTests {
  private func trajectory(_ rewards: [Scalar], _ ending: Status) -> Trajectories {
    var result = Trajectories(observationWidth: 2, actionWidth: 1)
    for r in rewards {
      result.observations.append([r, -r])
      result.actions.append([r + 1])
      result.rewards.append(r)
    }
    result.close(ending, finalObservation: [9, 8])
    return result
  }

  @Test func append() {
    var all = trajectory([1, 2, 3], .terminated)
    all.append(trajectory([4], .truncated))
    all.append(Trajectories(observationWidth: 2, actionWidth: 1))
    var two = trajectory([5, 6], .truncated)
    two.append(trajectory([7], .terminated))
    all.append(two)
    #expect(all.ranges == [0..<3, 3..<4, 4..<6, 6..<7])
    #expect(all.endings == [.terminated, .truncated, .truncated, .terminated])
    #expect(all.rewards == [1, 2, 3, 4, 5, 6, 7] && all.count == 4 && all.steps == 7)
    #expect((0..<4).map(all.totalReward) == [6, 4, 11, 7])
    #expect(all.observations[4, 1] == -5 && all.actions[6, 0] == 8)
    #expect(all.finalObservations.count == 4 && all.finalObservations[3, 1] == 8)
  }

  @Test func removeAllKeepsTheMemory() {
    var all = trajectory([1, 2, 3], .terminated)
    let capacity = all.rewards.capacity
    all.removeAll()
    #expect(all.count == 0 && all.steps == 0 && all.observations.count == 0)
    #expect(all.finalObservations.count == 0 && all.endings.isEmpty)
    #expect(all.rewards.capacity == capacity)
    all.append(trajectory([4, 5], .truncated))
    #expect(all.ranges == [0..<2])
  }

  @Test func rowBuffer() {
    var rows = RowBuffer(columns: 2)
    #expect(rows.count == 0 && rows.columns == 2)
    rows.append([1, 2])
    rows.append([3, 4])
    var copy = rows
    copy.append(rows)
    #expect(rows.elements == [1, 2, 3, 4])
    #expect(copy.elements == [1, 2, 3, 4, 1, 2, 3, 4] && copy.count == 4)
    #expect(copy[2, 1] == 2 && copy[3, 0] == 3)
    copy.removeAll()
    #expect(copy.count == 0 && rows.count == 2)
  }

  @Test func rowsOfAnotherWidth() async {
    await #expect(processExitsWith: .failure) {
      var rows = RowBuffer(columns: 2)
      rows.append(RowBuffer(columns: 3))
    }
    await #expect(processExitsWith: .failure) { _ = RowBuffer(columns: 0) }
  }
}
