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
  requireSquare(a)
  requireRows(b, a.rows, of: a.rows, a.columns)
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
  requireAccepted(info, "gesv")
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
