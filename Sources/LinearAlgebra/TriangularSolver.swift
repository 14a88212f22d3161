/// Solves op(T) X = B for a triangular T by substitution (LAPACK `trtrs`), where op transposes if asked to.
///
/// The other triangle of T is not read, and with `unitDiagonal` neither is the diagonal; n² operations for each
/// column of B.
/// - Parameters:
///   - t: The triangular matrix T, [n × n].
///   - b: The right-hand sides B, [n × m].
///   - triangle: Which triangle of T holds its elements.
///   - transposed: Whether the equations are those of Tᵀ.
///   - unitDiagonal: Whether ones stand in the diagonal, whatever is stored there.
/// - Returns: X, [n × m].
/// - Throws: `LinearAlgebraError.singular` with the first place in which the diagonal is 0, or `.notFinite`
///   if T (in any place), B or X (by overflow) is not finite.
/// - Precondition: T is square and B has as many rows.
public func solveTriangular<Element: BLASScalar>(
  _ t: Matrix<Element>, _ b: Matrix<Element>, _ triangle: Triangle, transposed: Bool = false,
  unitDiagonal: Bool = false
) throws(LinearAlgebraError) -> Matrix<Element> {
  requireSquare(t)
  requireRows(b, t.rows, of: t.rows, t.columns)
  try requireFinite(t, "The matrix T of T X = B")
  try requireFinite(b, "The right-hand side B of T X = B")
  guard b.count > 0 else { return b }
  var x = b
  let info = t.withUnsafePointer { t in
    x.withUnsafeMutablePointer {
      Element.trtrs(
        triangle, transposed ? .transposed : .none, unitDiagonal: unitDiagonal, b.rows, b.columns,
        t, b.rows, $0, b.columns)
    }
  }
  requireAccepted(info, "trtrs")
  guard info == 0 else { throw .singular(order: b.rows, pivot: info - 1) }
  try requireFinite(x, "The solution X of T X = B")
  return x
}

/// Solves op(T) x = b for a vector, [n]; else as for a matrix.
public func solveTriangular<Element: BLASScalar>(
  _ t: Matrix<Element>, _ b: Vector<Element>, _ triangle: Triangle, transposed: Bool = false,
  unitDiagonal: Bool = false
) throws(LinearAlgebraError) -> Vector<Element> {
  try solveTriangular(
    t, Matrix(b, rows: b.count, columns: 1), triangle, transposed: transposed,
    unitDiagonal: unitDiagonal
  ).elements
}
