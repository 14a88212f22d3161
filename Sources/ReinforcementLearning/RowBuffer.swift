public import LinearAlgebra

/// Rows of equal width that are appended one by one; emptied, it keeps its memory.
public struct RowBuffer: Sendable {
  private var storage: Matrix<Scalar>
  /// The number of rows.
  public private(set) var count = 0
  /// The number of columns.
  public var columns: Int { storage.columns }

  /// An empty buffer of rows of `columns` elements.
  public init(columns: Int, capacity: Int = 0) {
    storage = Matrix(rows: capacity, columns: columns)
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() { count = 0 }

  /// Makes room for `capacity` rows.
  public mutating func reserve(_ capacity: Int) {
    guard capacity > storage.rows else { return }
    var grown = Matrix<Scalar>(rows: max(capacity, 2 * storage.rows, 64), columns: columns)
    let used = count * columns
    storage.withUnsafePointer { old in
      grown.withUnsafeMutablePointer { $0.update(from: old, count: used) }
    }
    storage = grown
  }

  /// Appends a copy of the row at `row`, of `columns` elements.
  public mutating func append(_ row: UnsafePointer<Scalar>) { append(row, rows: 1) }

  /// Appends copies of `rows` rows, one after another from `source` on.
  public mutating func append(_ source: UnsafePointer<Scalar>, rows: Int) {
    reserve(count + rows)
    let (start, length) = (count * columns, rows * columns)
    storage.withUnsafeMutablePointer { ($0 + start).update(from: source, count: length) }
    count += rows
  }

  /// Appends one element to a buffer of one column.
  public mutating func append(_ element: Scalar) {
    precondition(columns == 1, "One element is not a row of \(columns).")
    withUnsafePointerToCopy(of: element) { append($0) }
  }

  /// Appends all rows of `other`, of the same width.
  public mutating func append(_ other: RowBuffer) {
    precondition(
      other.columns == columns, "Rows of \(other.columns) elements do not fit rows of \(columns).")
    other.withUnsafePointer { append($0, rows: other.count) }
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Scalar {
    get {
      precondition(i >= 0 && i < count, "Row \(i) is outside 0..<\(count).")
      return storage[i, j]
    }
    set {
      precondition(i >= 0 && i < count, "Row \(i) is outside 0..<\(count).")
      storage[i, j] = newValue
    }
  }

  /// Becomes a copy of `other`, of the same width, in its own memory.
  public mutating func assign(from other: RowBuffer) {
    removeAll()
    append(other)
  }

  /// Changes the number of rows; new rows hold what their memory held.
  public mutating func resize(_ count: Int) {
    reserve(count)
    self.count = count
  }

  /// All elements row by row, for reading.
  public var span: Span<Scalar> {
    @_lifetime(borrow self)
    get { storage.span.extracting(first: count * columns) }
  }

  /// All elements row by row, for reading and writing.
  public var mutableSpan: MutableSpan<Scalar> {
    @_lifetime(&self)
    mutating get {
      let length = count * columns
      let start = storage.withUnsafeMutablePointer { $0 }
      return _overrideLifetime(MutableSpan(_unsafeStart: start, count: length), mutating: &self)
    }
  }

  /// Calls `body` with a pointer to the elements row by row.
  public func withUnsafePointer<R>(_ body: (UnsafePointer<Scalar>) throws -> R) rethrows -> R {
    try storage.withUnsafePointer(body)
  }

  /// A copy of the rows.
  public var matrix: Matrix<Scalar> {
    Matrix(rows: count, columns: columns) { storage[$0, $1] }
  }
}

/// Calls `body` with a pointer to a copy of `value`.
private func withUnsafePointerToCopy<T, R>(of value: T, _ body: (UnsafePointer<T>) -> R) -> R {
  var copy = value
  return withUnsafePointer(to: &copy) { body(UnsafePointer($0)) }
}
