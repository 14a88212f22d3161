/// A bit for each of 10×10 cells; cell 10 y + x is that in column x from the left and row y from the top.
struct MinAtarBoard: Equatable, Sendable {
  /// The bits, cell 0 the lowest; those from 100 on are 0.
  private(set) var bits: UInt128

  private static let row: UInt128 = (1 << 10) - 1
  private static let all: UInt128 = (1 << 100) - 1
  private static let firstColumn: UInt128 = 0x0401_0040_1004_0100_4010_0401

  /// The empty board.
  init() { bits = 0 }

  /// The board with the given bits.
  private init(bits: UInt128) { self.bits = bits }

  /// The board with a filled rectangle.
  init(columns: Range<Int>, rows: Range<Int>) {
    bits = 0
    for y in rows { for x in columns { insert(x, y) } }
  }

  /// Whether no cell is set.
  var isEmpty: Bool { bits == 0 }

  /// The number of cells that are set.
  var count: Int { bits.nonzeroBitCount }

  /// Whether a cell is set.
  @inline(__always)
  func contains(_ x: Int, _ y: Int) -> Bool { bits >> UInt128(10 * y + x) & 1 != 0 }

  /// Sets a cell.
  @inline(__always)
  mutating func insert(_ x: Int, _ y: Int) { bits |= 1 << UInt128(10 * y + x) }

  /// Clears a cell.
  @inline(__always)
  mutating func remove(_ x: Int, _ y: Int) { bits &= ~(1 << UInt128(10 * y + x)) }

  /// Clears the cells of another board.
  @inline(__always)
  mutating func remove(_ other: Self) { bits &= ~other.bits }

  /// The cells that are set in both.
  @inline(__always)
  func intersection(_ other: Self) -> Self { Self(bits: bits & other.bits) }

  /// Whether a cell of column `x` is set.
  @inline(__always)
  func hasCells(inColumn x: Int) -> Bool { bits & Self.firstColumn << UInt128(x) != 0 }

  /// Whether a cell of row `y` is set.
  @inline(__always)
  func hasCells(inRow y: Int) -> Bool { bits & Self.row << UInt128(10 * y) != 0 }

  /// The lowest cell of a column on the screen: the largest y that is set.
  func lowestRow(ofColumn x: Int) -> Int? {
    let cells = bits & Self.firstColumn << UInt128(x)
    return cells == 0 ? nil : (127 - cells.leadingZeroBitCount) / 10
  }

  /// All rows one up; what leaves the board is lost.
  @inline(__always)
  mutating func moveUp() { bits >>= 10 }

  /// All rows one down; what leaves the board is lost.
  @inline(__always)
  mutating func moveDown() { bits = bits << 10 & Self.all }

  /// All rows one down, the last becoming the first.
  @inline(__always)
  mutating func rollDown() { bits = (bits << 10 | bits >> 90) & Self.all }

  /// All columns one to the left or to the right, where nothing leaves the board.
  @inline(__always)
  mutating func move(right: Bool) { bits = right ? bits << 1 & Self.all : bits >> 1 }

  /// Calls `body` with the number of each cell that is set.
  @inline(__always)
  func forEachCell(_ body: (Int) -> Void) {
    var low = UInt64(truncatingIfNeeded: bits)
    while low != 0 {
      body(low.trailingZeroBitCount)
      low &= low - 1
    }
    var high = UInt64(truncatingIfNeeded: bits >> 64)
    while high != 0 {
      body(64 + high.trailingZeroBitCount)
      high &= high - 1
    }
  }
}

extension MinAtarBoard: Codable {
  /// Reads the numbers of the cells that are set.
  /// - Throws: `DecodingError` if one of them is not on the board.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    bits = 0
    for cell in try container.decode([Int].self) {
      guard (0..<100).contains(cell) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "A board of 100 cells has no cell \(cell).")
      }
      bits |= 1 << UInt128(cell)
    }
  }

  /// Writes the numbers of the cells that are set.
  func encode(to encoder: any Encoder) throws {
    var cells: [Int] = []
    forEachCell { cells.append($0) }
    var container = encoder.singleValueContainer()
    try container.encode(cells)
  }
}
