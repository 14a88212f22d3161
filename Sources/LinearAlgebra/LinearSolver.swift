/// Why a system of linear equations has no result.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// The matrix of `order` rows is singular: elimination met a pivot of exactly 0 in column `pivot`.
  case singular(order: Int, pivot: Int)
  /// The element of `operand` in the given row and column is infinite or NaN.
  case notFinite(operand: String, row: Int, column: Int)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .singular(let order, let pivot):
      "The \(order)×\(order) matrix is singular: column \(pivot) depends on those before it, "
        + "so its equations have no or no unique solution."
    case .notFinite(let operand, let row, let column):
      "\(operand) is not finite in row \(row), column \(column)."
    }
  }
}

/// Solves A X = B for X by elimination with partial pivoting (LAPACK `gesv`).
///
/// A matrix that is singular only up to rounding is not detected: it gives a large and inexact X.
/// - Parameters:
///   - a: The square matrix A, [n × n].
///   - b: The right-hand sides B, [n × m].
/// - Returns: X, [n × m].
/// - Throws: `LinearAlgebraError` if A is singular, or A, B or X (by overflow) is not finite.
/// - Precondition: A is square and B has as many rows.
public func solve<Element: BLASScalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>
) throws(LinearAlgebraError) -> Matrix<Element> {
  precondition(a.rows == a.columns, "A matrix of \(a.rows)×\(a.columns) is not square.")
  precondition(
    b.rows == a.rows,
    "A right-hand side of \(b.rows)×\(b.columns) does not fit a matrix of \(a.rows)×\(a.columns).")
  try requireFinite(a, "The matrix A of A X = B")
  try requireFinite(b, "The right-hand side B of A X = B")
  guard b.count > 0 else { return b }
  let (order, count) = (b.rows, b.columns)
  var (factors, solution) = (a, b)
  let info = factors.withUnsafeMutablePointer { a in
    solution.withUnsafeMutablePointer { b in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: order) { pivots in
        pivots.initialize(repeating: 0)
        return Element.gesv(order, count, a, pivots.baseAddress!, b)
      }
    }
  }
  precondition(info >= 0, "LAPACK gesv rejected its argument \(-info).")
  guard info == 0 else { throw .singular(order: order, pivot: info - 1) }
  try requireFinite(solution, "The solution X of A X = B")
  return solution
}

/// Solves A x = b for x by elimination with partial pivoting (LAPACK `gesv`).
/// - Parameters:
///   - a: The square matrix A, [n × n].
///   - b: The right-hand side b, [n].
/// - Returns: x, [n].
/// - Throws: `LinearAlgebraError` if A is singular, or A, b or x (by overflow) is not finite.
/// - Precondition: A is square and b has as many elements as A rows.
public func solve<Element: BLASScalar>(
  _ a: Matrix<Element>, _ b: Vector<Element>
) throws(LinearAlgebraError) -> Vector<Element> {
  try solve(a, Matrix(b, rows: b.count, columns: 1)).elements
}

/// Throws where the first infinite or NaN element stands.
private func requireFinite<Element: BLASScalar>(
  _ matrix: Matrix<Element>, _ operand: String
) throws(LinearAlgebraError) {
  if matrix.isFinite { return }
  for i in 0..<matrix.rows {
    for j in 0..<matrix.columns where !matrix[i, j].isFinite {
      throw .notFinite(operand: operand, row: i, column: j)
    }
  }
}
