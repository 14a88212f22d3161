public import LinearAlgebra

/// A matrix on a ``Tape``: computed when it was recorded, and again at each replay.
///
/// Operators and functions on variables record new nodes. Rows are samples: [batch × features].
public struct Variable<Element: BLASScalar> {
  /// The tape that it stands on.
  public let tape: Tape<Element>
  let index: NodeIndex

  /// The number of rows.
  public var rows: Int { Int(tape.nodes[Int(index)].rows) }
  /// The number of columns.
  public var columns: Int { Int(tape.nodes[Int(index)].columns) }
  /// The number of elements.
  public var count: Int { tape.nodes[Int(index)].count }
  /// `rows×columns`, for messages.
  var shape: String { "\(rows)×\(columns)" }

  /// The elements row by row, valid until the tape is reset; they change at each replay.
  public var pointer: UnsafeMutablePointer<Element> { tape.pointer(index) }

  /// The element of a 1×1 variable.
  public var scalar: Element {
    precondition(count == 1, "A variable of \(shape) is not a scalar.")
    return pointer.pointee
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Element {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "Index (\(i), \(j)) is outside a variable of \(shape).")
    return pointer[i * columns + j]
  }

  /// A copy of the value.
  public var matrix: Matrix<Element> {
    var matrix = Matrix<Element>(rows: rows, columns: columns)
    matrix.withUnsafeMutablePointer { $0.update(from: pointer, count: count) }
    return matrix
  }

  /// A copy of the elements row by row.
  public var vector: Vector<Element> { matrix.elements }

  /// Writes `matrix` into a leaf, for the next replay.
  /// - Precondition: The shapes are equal.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func assign(_ matrix: Matrix<Element>) {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "A matrix of \(matrix.rows)×\(matrix.columns) does not fit a leaf of \(shape).")
    matrix.withUnsafePointer { assign($0) }
  }

  /// Writes `vector` into a leaf row by row, for the next replay.
  /// - Precondition: The numbers of elements are equal.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func assign(_ vector: Vector<Element>) {
    precondition(
      vector.count == count, "\(vector.count) elements do not fit a leaf of \(shape).")
    vector.withUnsafePointer { assign($0) }
  }

  /// Writes `count` elements from `pointer` into a leaf, for the next replay.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func assign(_ source: UnsafePointer<Element>) {
    guard case .input = tape.nodes[Int(index)].operation else {
      preconditionFailure("Only a leaf can be written to.")
    }
    pointer.update(from: source, count: count)
  }

  /// The same value, through which no gradient flows.
  public func stopGradient() -> Variable {
    tape.append(.view(index, offset: 0), rows, columns, pointer, false, false)
  }
}
