/// A rectangle of cells, some of which are walls; the others are numbered row by row from the top left.
public struct Grid: Sendable, Equatable {
  /// A move to a neighbouring cell, or none.
  public enum Move: Int, Sendable, Codable, CaseIterable {
    /// To the row above.
    case up
    /// To the next column.
    case right
    /// To the row below.
    case down
    /// To the column before.
    case left
    /// To stay.
    case stay

    /// The change of (row, column).
    var offset: (row: Int, column: Int) {
      switch self {
      case .up: (-1, 0)
      case .right: (0, 1)
      case .down: (1, 0)
      case .left: (0, -1)
      case .stay: (0, 0)
      }
    }
  }

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The cell, row · columns + column, of each state.
  private let cells: [Int]
  /// The state of each cell, −1 for walls.
  private let states: [Int]

  /// The number of cells that are no walls.
  public var stateCount: Int { cells.count }

  /// A grid without walls.
  /// - Precondition: The extents are positive.
  public init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0, "A grid of \(rows)×\(columns) cells is empty.")
    self.init(rows, columns) { _ in false }
  }

  /// The grid of a map: a string for each row, in which `#` is a wall.
  /// - Precondition: The rows are of one length, and some cell is no wall.
  public init(map: [String]) {
    if let problem = Self.problem(map: map) { preconditionFailure(problem) }
    let characters = map.flatMap { $0 }
    self.init(map.count, map[0].count) { characters[$0] == "#" }
  }

  private init(_ rows: Int, _ columns: Int, isWall: (Int) -> Bool) {
    self.rows = rows
    self.columns = columns
    cells = (0..<rows * columns).filter { !isWall($0) }
    var states = [Int](repeating: -1, count: rows * columns)
    for (state, cell) in cells.enumerated() { states[cell] = state }
    self.states = states
  }

  /// What is wrong with a map, if anything.
  static func problem(map: [String]) -> String? {
    guard let first = map.first, !first.isEmpty else { return "A map without cells is no grid." }
    for (row, text) in map.enumerated() where text.count != first.count {
      return "Row \(row) of the map has \(text.count) cells, the first has \(first.count)."
    }
    return map.contains { $0.contains { $0 != "#" } } ? nil : "The map has nothing but walls."
  }

  /// The state of a cell; nil for a wall and outside.
  public func state(row: Int, column: Int) -> Int? {
    guard row >= 0, row < rows, column >= 0, column < columns else { return nil }
    let state = states[row * columns + column]
    return state < 0 ? nil : state
  }

  /// The cell of a state.
  /// - Precondition: `state` is in 0..<`stateCount`.
  public func cell(of state: Int) -> (row: Int, column: Int) {
    let (row, column) = cells[state].quotientAndRemainder(dividingBy: columns)
    return (row, column)
  }

  /// Where a move leads; walls and edges leave the state as it is.
  /// - Precondition: `state` is in 0..<`stateCount`.
  public func moved(_ state: Int, _ move: Move) -> Int {
    let (row, column) = cell(of: state)
    return self.state(row: row + move.offset.row, column: column + move.offset.column) ?? state
  }
}
