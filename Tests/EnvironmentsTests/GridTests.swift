import Environments
import LinearAlgebra
import Testing

struct GridTests {
  private let grid = Grid(map: ["..#", "#.."])

  @Test func wallsAreNoStates() {
    #expect(grid.stateCount == 4)
    #expect(grid.state(row: 0, column: 2) == nil && grid.state(row: 1, column: 0) == nil)
    #expect(grid.state(row: 1, column: 2) == 3 && grid.state(row: 2, column: 0) == nil)
    #expect(grid.cell(of: 2) == (1, 1))
    #expect(grid.moved(1, .down) == 2 && grid.moved(1, .right) == 1 && grid.moved(0, .up) == 0)
    #expect(grid.moved(2, .left) == 2 && grid.moved(2, .stay) == 2 && grid.moved(2, .up) == 1)
  }

  @Test func valuesAreColoursAndPoliciesArrows() {
    let policy = Matrix<Double>([
      [0, 1, 0, 0], [0, 0, 1, 0], [0.25, 0.25, 0.25, 0.25], [0.5, 0, 0, 0.5],
    ])
    let picture = grid.picture(ofValues: [1, 2, 3, 5], policy: policy)
    #expect(picture.high == Picture.Point(3, 2))
    func count(_ ink: Picture.Ink) -> Int { picture.shapes.count { $0.ink == ink } }
    #expect(count(.scale(0)) == 1 && count(.scale(0.25)) == 1 && count(.scale(1)) == 1)
    #expect(count(.ground) == 2)
    // One arrow, of a shaft and a head, in states 0 and 1, none in 2, two in 3.
    #expect(count(.text) == 8)
    // The first arrow begins in the middle of the cell at the left top and goes right.
    let shaft = picture.shapes.first { $0.ink == .text }
    #expect(shaft?.shape == .line([.init(0.5, 1.5), .init(0.8, 1.5)], width: 0.05))
  }

  @Test func visitsAreShares() {
    let picture = grid.picture(ofVisits: [0, 1, 2, 4])
    for share in [0, 0.25, 0.5, 1] {
      #expect(picture.shapes.count { $0.ink == .scale(share) } == 1)
    }
    #expect(grid.picture(ofVisits: [0, 0, 0, 0]).shapes.count { $0.ink == .scale(0) } == 4)
  }

  @Test func refusesARaggedMap() async {
    await #expect(processExitsWith: .failure) { _ = Grid(map: ["..", "."]) }
    await #expect(processExitsWith: .failure) { _ = Grid(map: ["##"]) }
  }
}
