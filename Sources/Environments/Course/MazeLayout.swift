/// The walls of a maze of unit cells, its scale, its start and its goal.
///
/// The first coordinate of a point counts rows of the drawing from the top, the second columns from the left.
public struct MazeLayout: Sendable, Equatable, Codable {
  /// The number of cells along the first coordinate.
  public let rows: Int
  /// The number of cells along the second coordinate.
  public let columns: Int
  /// The length of a cell's side.
  public let scale: Double
  /// Where episodes begin.
  public let start: Point2D
  /// Where to go.
  public let goal: Point2D
  /// Whether each cell is a wall, row by row.
  private let walls: [Bool]

  private enum CodingKeys: String, CodingKey {
    case rows
    case columns
    case scale
    case start
    case goal
    case walls
  }

  /// A maze drawn row by row, `1` for a wall and `0` for a free cell.
  ///
  /// - Parameters:
  ///   - drawing: The rows.
  ///   - scale: The length of a cell's side.
  ///   - start: Where episodes begin, in cells.
  ///   - goal: Where to go, in cells.
  /// - Precondition: The rows are equally long, start and goal are free, and the scale is positive.
  public init(_ drawing: [String], scale: Double, start: Point2D, goal: Point2D) {
    precondition(scale > 0, "A maze of scale \(scale) has no extent.")
    rows = drawing.count
    columns = drawing.first?.count ?? 0
    for (i, row) in drawing.enumerated() {
      precondition(
        row.count == columns, "Row \(i) of a maze has \(row.count) cells, the first has \(columns)."
      )
    }
    walls = drawing.flatMap { row in row.map { $0 == "1" } }
    self.scale = scale
    self.start = Point2D(start.x * scale, start.y * scale)
    self.goal = Point2D(goal.x * scale, goal.y * scale)
    precondition(
      !isBlocked(self.start) && !isBlocked(self.goal), "A maze's start or goal is a wall.")
  }

  /// The extent along the first coordinate.
  public var height: Double { Double(rows) * scale }
  /// The extent along the second coordinate.
  public var width: Double { Double(columns) * scale }

  /// Whether the cell in row `i` and column `j` is a wall.
  public func isWall(_ i: Int, _ j: Int) -> Bool { walls[i * columns + j] }

  /// Whether nothing can be at `point`: it is outside the map or in a wall.
  public func isBlocked(_ point: Point2D) -> Bool {
    guard point.x >= 0, point.x <= height, point.y >= 0, point.y <= width else { return true }
    return isWall(min(Int(point.x / scale), rows - 1), min(Int(point.y / scale), columns - 1))
  }

  /// A corridor along two walls: Maze5x5, scaled by 2.
  public static let easy = MazeLayout(
    ["00000", "11110", "11110", "11110", "11110"], scale: 2, start: Point2D(0.5, 0.5),
    goal: Point2D(4.5, 4.5))

  /// Windings: Maze6x6.
  public static let medium = MazeLayout(
    ["001000", "101010", "001011", "011001", "001101", "100001"], scale: 1,
    start: Point2D(0.5, 0.5), goal: Point2D(1.5, 5.5))

  /// Four rooms, scaled by 2.
  public static let hard = MazeLayout(
    [
      "00000100000", "00000100000", "00000000000", "00000100000", "00000100000", "10111100000",
      "00000111011", "00000100000", "00000100000", "00000000000", "00000100000",
    ], scale: 2, start: Point2D(1, 1), goal: Point2D(10, 10))
}

extension MazeLayout {
  /// Reads a maze.
  /// - Throws: `DecodingError` if the walls do not fill the maze.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    columns = try container.decode(Int.self, forKey: .columns)
    scale = try container.decode(Double.self, forKey: .scale)
    start = try container.decode(Point2D.self, forKey: .start)
    goal = try container.decode(Point2D.self, forKey: .goal)
    walls = try container.decode([Bool].self, forKey: .walls)
    guard rows > 0, columns > 0, walls.count == rows * columns, scale > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .walls, in: container,
        debugDescription: "\(walls.count) walls do not fill a maze of \(rows)×\(columns).")
    }
  }
}
