public import LinearAlgebra

/// A hand on a grid that is to carry a thing to a place: one choice for the move and one for the grip in each step.
///
/// First the grip: closed on the thing's cell, it holds the thing; open, it lets go. Then the move, and what is
/// held goes along. The episode terminates with reward 1 where the thing lies on its place and is not held; until
/// then every step costs 0.02. Hand, thing and place start on cells of their own.
///
/// A move off the grid and to close the hand on nothing are masked; done all the same, they have no effect.
/// Source: this library's own, as a task with multi-discrete actions and masks.
public struct GripGrid: Environment, Equatable, Codable {
  /// A cell.
  public struct Cell: Sendable, Equatable, Codable {
    /// The column, from the left.
    public var x: Int
    /// The row, from the bottom.
    public var y: Int

    /// The cell in column `x` and row `y`.
    public init(_ x: Int, _ y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// The number of cells along a side.
  public let size: Int
  /// Where the hand is.
  public var hand = Cell(0, 0)
  /// Where the thing is.
  public var thing = Cell(1, 0)
  /// Where it is to lie.
  public var place = Cell(0, 1)
  /// Whether the hand holds the thing.
  public var isHolding = false

  /// A grid of `size` × `size` cells.
  /// - Precondition: `size >= 2`.
  public init(size: Int = 5) {
    precondition(size >= 2, "A grid of \(size)×\(size) cells has no room for three things.")
    self.size = size
  }

  /// Columns and rows of hand, thing and place from 0 to 1, and 1 where the thing is held.
  public var observationSpace: ObservationSpace { ObservationSpace(shape: [7], low: 0, high: 1) }

  /// The move (stay, left, right, down, up) and the grip (open, closed).
  public var actionSpace: ActionSpace { .multiDiscrete([5, 2]) }

  /// Draws three different cells.
  public mutating func reset(using stream: inout RandomStream) {
    let count = size * size
    let first = stream.integer(below: count)
    // The second among the cells that are left, counted past the first; the third past both.
    var second = stream.integer(below: count - 1)
    if second >= first { second += 1 }
    var third = stream.integer(below: count - 2)
    if third >= min(first, second) { third += 1 }
    if third >= max(first, second) { third += 1 }
    hand = Cell(first % size, first / size)
    thing = Cell(second % size, second / size)
    place = Cell(third % size, third / size)
    isHolding = false
  }

  /// Closes or opens the hand, then moves.
  /// - Precondition: The move is in 0...4 and the grip 0 or 1.
  public mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step
  {
    let (move, grip) = (action[0], action[1])
    precondition(
      (0...4).contains(move) && (0...1).contains(grip),
      "GripGrid's actions are 0 to 4 and 0 to 1, not \(move) and \(grip).")
    isHolding = grip == 1 && hand == thing
    if canMove(move) {
      let step = Self.moves[move]
      hand = Cell(hand.x + step.x, hand.y + step.y)
    }
    if isHolding { thing = hand }
    let isDone = thing == place && !isHolding
    return Step(reward: isDone ? 1 : -0.02, status: isDone ? .terminated : .running)
  }

  private static let moves = [Cell(0, 0), Cell(-1, 0), Cell(1, 0), Cell(0, -1), Cell(0, 1)]

  private func canMove(_ move: Int) -> Bool {
    let (x, y) = (hand.x + Self.moves[move].x, hand.y + Self.moves[move].y)
    return x >= 0 && x < size && y >= 0 && y < size
  }

  /// Writes the cells and whether the thing is held.
  public func observe(into row: inout MutableSpan<Scalar>) {
    let scale = 1 / Scalar(size - 1)
    row[0] = Scalar(hand.x) * scale
    row[1] = Scalar(hand.y) * scale
    row[2] = Scalar(thing.x) * scale
    row[3] = Scalar(thing.y) * scale
    row[4] = Scalar(place.x) * scale
    row[5] = Scalar(place.y) * scale
    row[6] = isHolding ? 1 : 0
  }

  /// True: moves off the grid and an empty grip are forbidden.
  public static var masksActions: Bool { true }

  /// Allows the moves that stay on the grid, and to close the hand where the thing is.
  public func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for move in 0..<5 { mask[move] = canMove(move) }
    mask[5] = true
    mask[6] = hand == thing
  }

  /// The grid, the place, the thing and the hand.
  public func picture() -> Picture? {
    let extent = Double(size)
    var picture = Picture(low: .init(0, 0), high: .init(extent, extent))
    for i in 1..<size {
      picture.add(.line([.init(Double(i), 0), .init(Double(i), extent)], width: 0.02), .guide)
      picture.add(.line([.init(0, Double(i)), .init(extent, Double(i))], width: 0.02), .guide)
    }
    func middle(_ cell: Cell) -> Picture.Point { .init(Double(cell.x) + 0.5, Double(cell.y) + 0.5) }
    let corner = Picture.Point(Double(place.x) + 0.05, Double(place.y) + 0.05)
    picture.addRectangle(from: corner, to: .init(corner.x + 0.9, corner.y + 0.9), .goal)
    picture.add(.circle(middle(hand), radius: isHolding ? 0.35 : 0.45), .agent)
    picture.add(.circle(middle(thing), radius: 0.2), .limb)
    return picture
  }
}
