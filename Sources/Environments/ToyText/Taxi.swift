/// A taxi that fetches a passenger at one of four places and brings it to another.
///
/// Gymnasium's Taxi (version 3, and 4 without rain): 5×5 cells with some walls; the state is ((row · 5 + column) · 5
/// + passenger) · 4 + destination, with the passenger at place 0…3 or, 4, in the taxi. −1 for each step, 20 for the
/// passenger at its destination, where the episode terminates, −10 for a pick-up or drop-off that is impossible.
///
/// As a decision process the states that follow a delivery are terminal. Of the 500 states the 96 in which the
/// passenger waits at its destination while the taxi is elsewhere are never reached.
///
/// Source: T. Dietterich, "Hierarchical reinforcement learning with the MAXQ value function decomposition", 2000.
public struct Taxi: FiniteTask {
  /// The task, which has no options.
  public init() {}

  private static let grid = Grid(rows: 5, columns: 5)
  /// Red, green, yellow and blue.
  private static let places: [(row: Int, column: Int)] = [(0, 0), (0, 4), (4, 0), (4, 3)]
  private static let names = ["R", "G", "Y", "B"]
  /// The cells, row · 5 + column, on whose right side is a wall.
  private static let walls: Set<Int> = [1, 6, 15, 17, 20, 22]

  /// A state's parts.
  public struct Parts: Sendable, Equatable {
    /// The taxi's row, from the top.
    public var row: Int
    /// The taxi's column.
    public var column: Int
    /// The passenger's place, 4 in the taxi.
    public var passenger: Int
    /// The place to which the passenger wants.
    public var destination: Int

    /// The parts of a state.
    public init(of state: Int) {
      destination = state % 4
      passenger = state / 4 % 5
      column = state / 20 % 5
      row = state / 100
    }

    /// The state of the parts.
    public var state: Int { ((row * 5 + column) * 5 + passenger) * 4 + destination }

    /// The place at which the taxi is, if it is at one.
    var place: Int? { places.firstIndex { $0.row == row && $0.column == column } }
  }

  /// The table, with discount 1: 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off.
  public func transitionTable() -> TransitionTable {
    let begins = (0..<500).map { state in
      let parts = Parts(of: state)
      return parts.passenger < 4 && parts.passenger != parts.destination
    }
    return TransitionTable(
      states: 500, actions: 6, discount: 1, initial: begins.map { $0 ? 1 / 300.0 : 0 }
    ) { state, action in [Self.outcome(of: Parts(of: state), action)] }
  }

  private static func outcome(of parts: Parts, _ action: Int) -> TransitionTable.Outcome {
    var next = parts
    var (reward, terminates) = (-1.0, false)
    switch action {
    case 0: next.row = min(parts.row + 1, 4)
    case 1: next.row = max(parts.row - 1, 0)
    case 2:
      if !walls.contains(parts.row * 5 + parts.column) { next.column = min(parts.column + 1, 4) }
    case 3:
      if !walls.contains(parts.row * 5 + parts.column - 1) {
        next.column = max(parts.column - 1, 0)
      }
    case 4:
      if let place = parts.place, parts.passenger == place {
        next.passenger = 4
      } else {
        reward = -10
      }
    default:
      if let place = parts.place, parts.passenger == 4 {
        next.passenger = place
        terminates = place == parts.destination
        if terminates { reward = 20 }
      } else {
        reward = -10
      }
    }
    return .init(next: next.state, reward: reward, terminates: terminates)
  }

  /// The places, the walls, the destination, the passenger and the taxi.
  public func picture(of state: Int) -> Picture? {
    let parts = Parts(of: state)
    var picture = Self.grid.picture()
    for cell in Self.walls {
      let (row, column) = cell.quotientAndRemainder(dividingBy: 5)
      let (x, y) = (Double(column + 1), Double(5 - row))
      picture.add(.line([.init(x, y), .init(x, y - 1)], width: 0.1), .ground)
    }
    for (i, place) in Self.places.enumerated() {
      let middle = Self.grid.middle(row: place.row, column: place.column)
      if i == parts.destination { picture.addSquare(around: middle, .goal) }
      picture.add(.text(Self.names[i], middle, height: 0.4), .text)
    }
    let taxi = Self.grid.middle(row: parts.row, column: parts.column)
    picture.addRectangle(
      from: .init(taxi.x - 0.35, taxi.y - 0.2), to: .init(taxi.x + 0.35, taxi.y + 0.2), .agent)
    let passenger =
      parts.passenger == 4
      ? taxi
      : Self.grid.middle(
        row: Self.places[parts.passenger].row, column: Self.places[parts.passenger].column)
    picture.add(.circle(passenger, radius: 0.14), .limb)
    return picture
  }
}
