/// A walk over a frozen lake from start to goal, between holes, on ice that may be slippery.
///
/// Gymnasium's FrozenLake. On slippery ice a move goes where it should with probability 1/3, and to each side
/// as often. Reward 1 at the goal, where the episode terminates as it does in a hole.
public struct FrozenLake: FiniteTask {
  /// The lakes that Gymnasium has.
  public enum Map: String, Sendable, Codable {
    /// Four by four cells.
    case small
    /// Eight by eight cells.
    case large

    /// A string for each row: start, frozen, hole, goal.
    var rows: [String] {
      switch self {
      case .small: ["SFFF", "FHFH", "FFFH", "HFFG"]
      case .large:
        [
          "SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF", "FFFHFFFF", "FHHFFFHF", "FHFFHFHF",
          "FFFHFFFG",
        ]
      }
    }
  }

  /// The lake.
  public let map: Map
  /// Whether moves go astray.
  public let isSlippery: Bool

  /// A lake.
  public init(map: Map = .small, isSlippery: Bool = true) {
    self.map = map
    self.isSlippery = isSlippery
  }

  /// What the actions 0, 1, 2 and 3 stand for, in a circle, so that the neighbours are the sides.
  public static let moves: [Grid.Move] = [.left, .down, .right, .up]

  /// The cells, of which none is a wall: state = row · columns + column.
  public var grid: Grid { Grid(map: map.rows) }

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    let (grid, letters) = (grid, map.rows.flatMap { $0 })
    return TransitionTable(
      states: letters.count, actions: 4, discount: 1,
      initial: letters.map { $0 == "S" ? 1 : 0 }
    ) { state, action in
      if letters[state] == "G" || letters[state] == "H" {
        return [.init(next: state, reward: 0, terminates: true)]
      }
      let success = isSlippery ? 1 / 3.0 : 1
      let actions = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action]
      return actions.map {
        let next = grid.moved(state, Self.moves[$0])
        return .init(
          probability: $0 == action ? success : (1 - success) / 2, next: next,
          reward: letters[next] == "G" ? 1 : 0,
          terminates: letters[next] == "G" || letters[next] == "H")
      }
    }
  }

  /// The lake with its holes, the goal and the walker.
  public func picture(of state: Int) -> Picture? {
    let (grid, letters) = (grid, map.rows.flatMap { $0 })
    var picture = grid.picture()
    for (cell, letter) in letters.enumerated() {
      if letter == "H" { picture.add(.circle(grid.middle(of: cell), radius: 0.4), .danger) }
      if letter == "G" { picture.addFlag(at: grid.middle(of: cell)) }
    }
    picture.add(.circle(grid.middle(of: state), radius: 0.25), .agent)
    return picture
  }
}

extension Picture {
  /// Paints a flag that fills most of a cell of side 1.
  mutating func addFlag(at middle: Point) {
    let (x, y) = (middle.x - 0.2, middle.y)
    add(.line([Point(x, y - 0.38), Point(x, y + 0.38)], width: 0.05), .guide)
    add(.polygon([Point(x, y + 0.38), Point(x + 0.5, y + 0.2), Point(x, y)]), .goal)
  }
}
