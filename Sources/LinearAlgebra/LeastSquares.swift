/// What `leastSquares(_:_:tolerance:)` finds.
public struct LeastSquaresSolution<Element: BLASScalar>: Sendable {
  /// X, [n × count].
  public let solution: Matrix<Element>
  /// The number of singular values of A that count.
  public let rank: Int
  /// ‖A x − b‖ for each column of B, [count], computed from x.
  public let residualNorms: Vector<Element>
  /// The singular values of A in descending order, [min(m, n)].
  public let singularValues: Vector<Element>
}

/// The X of least norm among those that minimise ‖A X − B‖, column by column; A may have any shape and rank.
///
/// LAPACK `gelsd` (singular values by divide and conquer). Golub and Van Loan, *Matrix Computations*, section
/// 5.5. Where A is known to have full rank, `QRFactorization.leastSquares` costs a fraction.
/// - Parameters:
///   - a: The matrix A, [m × n]; both may be 0.
///   - b: The right-hand sides B, [m × count].
///   - tolerance: Singular values up to this part of the largest count as 0; nil for max(m, n) times the machine's
///     precision.
/// - Throws: `LinearAlgebraError.notFinite` if A, B or X is not finite, or `.decompositionFailed` if the
///   iteration for the singular values does not converge.
/// - Precondition: B has m rows, and the tolerance is not negative.
public func leastSquares<Element: BLASScalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>, tolerance: Element? = nil
) throws(LinearAlgebraError) -> LeastSquaresSolution<Element> {
  requireRows(b, a.rows, of: a.rows, a.columns)
  let tolerance = tolerance ?? Element(max(a.rows, a.columns)) * Element.ulpOfOne
  precondition(tolerance >= 0, "A tolerance of \(tolerance) is negative.")
  try requireFinite(a, "The matrix A of A X = B")
  try requireFinite(b, "The right-hand side B of A X = B")
  let (rows, columns, count) = (a.rows, a.columns, b.columns)
  var rank = 0
  var values = Vector<Element>(count: min(rows, columns))
  var x = Matrix<Element>(rows: columns, columns: count)
  if a.count > 0 {
    // At least one right-hand side, so that the rank is found where there is none.
    let width = max(count, 1)
    var work = a
    var padded = Matrix<Element>(rows: max(rows, columns), columns: width)
    if count > 0 { padded.replaceSubmatrix(row: 0, column: 0, with: b) }
    let info = work.withUnsafeMutablePointer { a in
      padded.withUnsafeMutablePointer { b in
        values.withUnsafeMutablePointer {
          Element.gelsd(
            rows, columns, width, a, columns, b, width, $0, tolerance: tolerance, &rank)
        }
      }
    }
    requireAccepted(info, "gelsd")
    guard info == 0 else { throw .decompositionFailed(routine: "gelsd", info: info) }
    x = padded.submatrix(rows: 0..<columns, columns: 0..<count)
    try requireFinite(x, "The solution X of A X = B")
  }
  var residual = b
  multiply(a, by: x, into: &residual, alpha: 1, beta: -1)
  let norms = residual.withUnsafePointer { residual in
    (0..<count).map { j in rows > 0 ? Element.norm(rows, residual + j, count) : 0 }
  }
  return LeastSquaresSolution(
    solution: x, rank: rank, residualNorms: Vector(norms), singularValues: values)
}
