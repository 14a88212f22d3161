/// A matrix in row-major order with value semantics.
///
/// Throughout Apus rows are samples and columns features: [batch × features].
public struct Matrix<Element: BLASScalar>: Sendable {
  @usableFromInline var storage: Storage<Element>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// The number of elements, `rows * columns`.
  @inlinable public var count: Int { storage.count }

  /// A matrix of `rows` × `columns` elements, each equal to `value`.
  public init(repeating value: Element = 0, rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "A shape of \(rows)×\(columns) is negative.")
    self.rows = rows
    self.columns = columns
    storage = Storage(uninitialized: rows * columns)
    storage.pointer.update(repeating: value, count: rows * columns)
  }

  /// A matrix whose element in row i and column j is `element(i, j)`.
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Element) {
    self.init(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns { storage.pointer[i * columns + j] = element(i, j) }
    }
  }

  /// A matrix of the given rows.
  /// - Precondition: The rows are of equal length.
  public init(_ rows: [[Element]]) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() {
      precondition(
        row.count == columns, "Row \(i) has \(row.count) elements, the first has \(columns).")
    }
    self.init(rows: rows.count, columns: columns) { i, j in rows[i][j] }
  }

  /// A matrix of the elements of `elements`, row by row.
  /// - Precondition: `elements.count == rows * columns`.
  public init(_ elements: some Collection<Element>, rows: Int, columns: Int) {
    precondition(
      elements.count == rows * columns,
      "\(elements.count) elements do not fill a matrix of \(rows)×\(columns).")
    self.rows = rows
    self.columns = columns
    storage = Vector(elements).storage
  }

  /// The elements of `vector`, row by row.
  /// - Precondition: `vector.count == rows * columns`.
  public init(_ vector: Vector<Element>, rows: Int, columns: Int) {
    precondition(
      vector.count == rows * columns,
      "\(vector.count) elements do not fill a matrix of \(rows)×\(columns).")
    self.rows = rows
    self.columns = columns
    storage = vector.count == vector.capacity ? vector.storage : vector.storage.copy(vector.count)
  }

  /// The identity matrix of `order` rows and columns.
  public static func identity(_ order: Int) -> Matrix {
    Matrix(rows: order, columns: order) { $0 == $1 ? 1 : 0 }
  }

  /// Accesses the element in row `i` and column `j`.
  /// - Precondition: `0 <= i < rows` and `0 <= j < columns`.
  @inlinable
  public subscript(i: Int, j: Int) -> Element {
    get {
      checkIndices(i, j)
      return storage.pointer[i * columns + j]
    }
    set {
      checkIndices(i, j)
      makeUnique()
      storage.pointer[i * columns + j] = newValue
    }
  }

  @inlinable func checkIndices(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "Index (\(i), \(j)) is outside a matrix of \(rows)×\(columns).")
  }

  /// All elements row by row, as a vector; the memory is shared until one of the two changes.
  public var elements: Vector<Element> { Vector(storage: storage) }

  /// The transposed matrix, as a copy.
  public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }

  /// The elements row by row, for reading.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get { _overrideLifetime(Span(_unsafeStart: storage.pointer, count: count), borrowing: self) }
  }

  /// The elements row by row, for reading and writing.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      makeUnique()
      return _overrideLifetime(
        MutableSpan(_unsafeStart: storage.pointer, count: count), mutating: &self)
    }
  }

  /// The elements of row `i`, for reading.
  /// - Precondition: `0 <= i < rows`.
  @inlinable
  @_lifetime(borrow self)
  public func row(_ i: Int) -> Span<Element> {
    precondition(i >= 0 && i < rows, "Row \(i) is outside 0..<\(rows).")
    return _overrideLifetime(
      Span(_unsafeStart: storage.pointer + i * columns, count: columns), borrowing: self)
  }

  /// The elements of row `i`, for reading and writing.
  /// - Precondition: `0 <= i < rows`.
  @inlinable
  @_lifetime(&self)
  public mutating func mutableRow(_ i: Int) -> MutableSpan<Element> {
    precondition(i >= 0 && i < rows, "Row \(i) is outside 0..<\(rows).")
    makeUnique()
    return _overrideLifetime(
      MutableSpan(_unsafeStart: storage.pointer + i * columns, count: columns), mutating: &self)
  }

  /// Calls `body` with a pointer to the elements row by row, valid during the call.
  @inlinable
  public func withUnsafePointer<R, E: Error>(
    _ body: (UnsafePointer<Element>) throws(E) -> R
  ) throws(E) -> R {
    let storage = storage
    return try withExtendedLifetime(storage) { () throws(E) -> R in
      try body(UnsafePointer(storage.pointer))
    }
  }

  /// Calls `body` with a pointer through which the elements may be changed, valid during the call.
  @inlinable
  public mutating func withUnsafeMutablePointer<R, E: Error>(
    _ body: (UnsafeMutablePointer<Element>) throws(E) -> R
  ) throws(E) -> R {
    makeUnique()
    return try body(storage.pointer)
  }

  @inlinable mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }
}

extension Matrix: Equatable {
  /// Whether both have the same shape and equal elements.
  public static func == (a: Matrix, b: Matrix) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.elements == b.elements
  }
}

extension Matrix: CustomStringConvertible {
  /// One line a row.
  public var description: String {
    (0..<rows).map { i in (0..<columns).map { "\(self[i, $0])" }.joined(separator: " ") }
      .joined(separator: "\n")
  }
}

extension Matrix: Codable {
  private enum Key: String, CodingKey {
    case rows
    case columns
    case elements
  }

  /// Reads the shape and the elements row by row.
  /// - Throws: `DecodingError` if their number does not fit the shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let rows = try container.decode(Int.self, forKey: .rows)
    let columns = try container.decode(Int.self, forKey: .columns)
    let elements = try container.decode(Vector<Element>.self, forKey: .elements)
    guard rows >= 0, columns >= 0, elements.count == rows * columns else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) elements do not fill \(rows)×\(columns).")
    }
    self.init(elements, rows: rows, columns: columns)
  }

  /// Writes the shape and the elements row by row.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
    try container.encode(elements, forKey: .elements)
  }
}
