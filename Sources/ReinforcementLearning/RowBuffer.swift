public import LinearAlgebra

/// Rows of equal width that are appended one by one; emptied, it keeps its memory.
public struct RowBuffer: Sendable {
  /// The elements row by row.
  public private(set) var elements = Vector<Scalar>(count: 0)
  /// The number of columns.
  public let columns: Int

  /// An empty buffer of rows of `columns` elements.
  public init(columns: Int) {
    precondition(columns > 0, "Rows of \(columns) elements hold nothing.")
    self.columns = columns
  }

  /// The number of rows.
  public var count: Int { elements.count / columns }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() { elements.resize(0) }

  /// Appends a copy of the row at `row`, of `columns` elements.
  public mutating func append(_ row: UnsafePointer<Scalar>) {
    elements.append(row, count: columns)
  }

  /// Appends all rows of `other`, of the same width.
  public mutating func append(_ other: RowBuffer) {
    precondition(
      other.columns == columns, "Rows of \(other.columns) elements do not fit rows of \(columns).")
    other.elements.withUnsafePointer { elements.append($0, count: other.elements.count) }
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Scalar {
    precondition(j >= 0 && j < columns, "Column \(j) is outside 0..<\(columns).")
    return elements[i * columns + j]
  }
}

extension Vector {
  /// Appends all elements of `other`.
  mutating func append(_ other: Vector) {
    other.withUnsafePointer { append($0, count: other.count) }
  }
}
