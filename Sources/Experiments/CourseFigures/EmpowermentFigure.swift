internal import Environments
internal import Foundation
internal import InformationTheory
internal import LinearAlgebra

/// How much can be decided about where one will be: on an open grid, among walls, and beside a box.
enum EmpowermentFigure {
  static let figure = CourseFigure(
    id: "empowerment", chapter: 19, tier: .a, title: "Empowerment on grids",
    setting:
      "moves up, right, down, left and stay; an open 9×9 grid with n = 1 … 4, a 9×9 grid with walls with n = 3, a 5×5 grid with a box in the middle that can be pushed or cannot with n = 3; Blahut–Arimoto to 1e-9 bits",
    stated: "in the open log₂(2n² + 2n + 1): 2.32, 3.70, 4.64, 5.36 bits"
  ) { context in
    let open = try (1...4).map { n in
      context.progress(Double(n) / 8, "\(n) steps")
      return Empowerment(of: try world(Array(repeating: ".........", count: 9)), steps: n)
    }
    let middle = open.map { $0.values[40] }
    let error = (1...4).map { n in
      abs(middle[n - 1] - log2(Double(2 * n * n + 2 * n + 1)))
    }.max()!
    let walls = [
      ".........", ".#######.", ".#.....#.", ".#.###.#.", ".#...#.#.", ".###.#.#.", "...#.#.#.",
      ".#...#...", ".........",
    ]
    let boxes = [true, false].map { Empowerment(of: boxWorld(isMovable: $0), steps: 3).values }
    let grid = Grid(rows: 9, columns: 9)
    func map(_ title: String, _ grid: Grid, _ values: [Double]) -> Figure.Panel {
      Figure.Panel(title, of: values, named: "bits", on: grid)
    }
    let panels = [
      map("open, 2 steps", grid, Array(open[1].values)),
      map(
        "walls, 3 steps", Grid(map: walls),
        Array(Empowerment(of: try world(walls), steps: 3).values)),
      map("a box that can be pushed, 3 steps", box, besideBox(boxes[0])),
      map("a box that cannot, 3 steps", box, besideBox(boxes[1])),
    ]
    let files = try Figure(title: "Empowerment in bits", panels: panels, columns: 2)
      .render("empowerment", into: context.folder)
    let (pushed, fixed) = (besideBox(boxes[0])[7], besideBox(boxes[1])[7])
    return FigureOutcome(
      obtained: String(
        format:
          "%@ bits, within %.0e; in the corner with 3 steps %.2f; above the box %.2f where it can be pushed, %.2f where not",
        middle.map { String(format: "%.2f", $0) }.joined(separator: ", "), max(error, 1e-16),
        open[2].values[0], pushed, fixed),
      verdict: error < 1e-8 ? .pass : .miss, seeds: 1, files: files)
  }

  private static func world(_ map: [String]) throws -> TabularMDP {
    try TabularMDP(Gridworld(map: map, terminals: "", allowsStaying: true).transitionTable())
  }

  private static let box = Grid(rows: 5, columns: 5)
  private static let moves: [Grid.Move] = [.up, .right, .down, .left, .stay]

  /// An agent and a box on 5×5 cells, state agent · 25 + box: who moves onto the box pushes it, or stays where it cannot move.
  private static func boxWorld(isMovable: Bool) -> TabularMDP {
    let cells = box.stateCount
    var transitions = Matrix<Double>(rows: cells * cells * moves.count, columns: cells * cells)
    for agent in 0..<cells {
      for place in 0..<cells {
        for (a, move) in moves.enumerated() {
          let next = box.moved(agent, move)
          let pushed = isMovable ? box.moved(place, move) : place
          let (newAgent, newPlace) =
            next != place ? (next, place) : pushed == place ? (agent, place) : (next, pushed)
          let row = (agent * cells + place) * moves.count + a
          transitions[row, newAgent * cells + newPlace] = 1
        }
      }
    }
    let states = cells * cells
    return try! TabularMDP(
      transitions: transitions, rewards: Matrix(rows: states, columns: moves.count),
      initialDistribution: Vector(repeating: 1 / Double(states), count: states), discount: 1)
  }

  /// The values of each place of the agent with the box in the middle; NaN on the box.
  private static func besideBox(_ values: Vector<Double>) -> [Double] {
    (0..<box.stateCount).map { $0 == 12 ? .nan : values[$0 * box.stateCount + 12] }
  }
}
