/// Something in MinAtar's Seaquest that moves along a row.
struct MinAtarSwimmer: BitwiseCopyable, Equatable, Codable, Sendable {
  var x: Int8
  var y: Int8
  var goesRight: Bool
  /// The frames until it moves; 0 for a bullet, which always does.
  var timer: Int8 = 0
  /// The frames until it shoots; 0 for what does not.
  var shotTimer: Int8 = 0

  /// Whether it is in the cell of a column and a row.
  @inline(__always)
  func isAt(_ column: Int8, _ row: Int8) -> Bool { x == column && y == row }

  /// Goes on by a cell.
  @inline(__always)
  mutating func advance() { x += goesRight ? 1 : -1 }

  /// Whether it has left the board.
  @inline(__always)
  var isOutside: Bool { x < 0 || x > 9 }
}

/// A list of at most `capacity` swimmers that lies in its owner, without memory of its own.
///
/// Elements are removed by value, the first that is equal, and passes go backwards by position, because the games
/// of the `minatar` package do so: which of two equal elements leaves decides which of them is visited next.
struct MinAtarList<let capacity: Int>: Sendable {
  private var storage = InlineArray<capacity, MinAtarSwimmer>(
    repeating: MinAtarSwimmer(x: 0, y: 0, goesRight: false))
  /// The number of elements.
  private(set) var count = 0

  /// The element at a position.
  @inline(__always)
  subscript(_ i: Int) -> MinAtarSwimmer {
    get {
      precondition(i >= 0 && i < count, "There is no element \(i) of \(count).")
      return storage[i]
    }
    set {
      precondition(i >= 0 && i < count, "There is no element \(i) of \(count).")
      storage[i] = newValue
    }
  }

  /// Appends an element.
  /// - Precondition: There is room for it.
  @inline(__always)
  mutating func append(_ element: MinAtarSwimmer) {
    precondition(count < capacity, "A list of \(capacity) elements is full.")
    storage[count] = element
    count += 1
  }

  /// Removes the element at a position; those after it move up.
  mutating func remove(at i: Int) {
    precondition(i >= 0 && i < count, "There is no element \(i) of \(count).")
    for j in i + 1..<max(count, i + 1) { storage[j - 1] = storage[j] }
    count -= 1
  }

  /// Removes the first element that equals `element`.
  /// - Returns: Its position.
  @discardableResult
  mutating func removeFirst(equalTo element: MinAtarSwimmer) -> Int? {
    guard let i = firstIndex(where: { $0 == element }) else { return nil }
    remove(at: i)
    return i
  }

  /// Removes all elements.
  mutating func removeAll() { count = 0 }

  /// The position of the first element of which `isWanted` is true.
  @inline(__always)
  func firstIndex(where isWanted: (MinAtarSwimmer) -> Bool) -> Int? {
    for i in 0..<count where isWanted(storage[i]) { return i }
    return nil
  }

  /// Calls `body` with each element.
  @inline(__always)
  func visit(_ body: (MinAtarSwimmer) -> Void) {
    for i in 0..<count { body(storage[i]) }
  }
}

extension MinAtarList: Equatable {
  static func == (a: Self, b: Self) -> Bool {
    guard a.count == b.count else { return false }
    for i in 0..<a.count where a.storage[i] != b.storage[i] { return false }
    return true
  }
}

extension MinAtarList: Codable {
  /// Reads the elements.
  /// - Throws: `DecodingError` if they are too many or one is not on the board.
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let swimmers = try container.decode([MinAtarSwimmer].self)
    guard swimmers.count <= capacity,
      swimmers.allSatisfy({ !$0.isOutside && $0.y >= 0 && $0.y < 10 })
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "The \(swimmers.count) swimmers do not fit on the board.")
    }
    for swimmer in swimmers { append(swimmer) }
  }

  /// Writes the elements.
  func encode(to encoder: any Encoder) throws {
    var swimmers: [MinAtarSwimmer] = []
    visit { swimmers.append($0) }
    var container = encoder.singleValueContainer()
    try container.encode(swimmers)
  }
}
