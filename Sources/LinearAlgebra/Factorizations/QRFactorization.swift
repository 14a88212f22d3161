/// A = Q R: Q has orthonormal columns, R is upper triangular.
///
/// With k = min(rows, columns), Q is [rows × k] and R [k × columns] (upper trapezoidal where there are more
/// columns than rows). The signs of R's diagonal are as Householder's reflections leave them.
/// LAPACK `geqrf`, `orgqr`, `ormqr`; 2n²(m − n/3) operations. Golub and Van Loan, *Matrix Computations*,
/// section 5.2.
public struct QRFactorization<Element: BLASScalar>: Sendable {
  /// R on and above the diagonal, the reflectors below, [rows × columns].
  private let factors: Matrix<Element>
  private let scalars: Vector<Element>

  /// The number of rows of A, m.
  public var rows: Int { factors.rows }
  /// The number of columns of A, n.
  public var columns: Int { factors.columns }

  /// Factors A.
  /// - Parameter a: The matrix A, [m × n]; both may be 0.
  /// - Throws: `LinearAlgebraError.notFinite` if A or, by overflow, a factor is not finite.
  public init(_ a: Matrix<Element>) throws(LinearAlgebraError) {
    try requireFinite(a, "The matrix A of A = Q R")
    var factors = a
    var scalars = Vector<Element>(count: min(a.rows, a.columns))
    if a.count > 0 {
      let info = factors.withUnsafeMutablePointer { pointer in
        scalars.withUnsafeMutablePointer {
          Element.geqrf(a.rows, a.columns, pointer, a.columns, $0)
        }
      }
      requireAccepted(info, "geqrf")
    }
    try requireFinite(factors, "The factors of A = Q R")
    (self.factors, self.scalars) = (factors, scalars)
  }

  /// Q, [m × k].
  public var q: Matrix<Element> {
    let count = scalars.count
    var q = factors.submatrix(rows: 0..<rows, columns: 0..<count)
    guard count > 0 else { return q }
    let info = q.withUnsafeMutablePointer { pointer in
      scalars.withUnsafePointer { Element.orgqr(rows, count, count, pointer, count, $0) }
    }
    requireAccepted(info, "orgqr")
    return q
  }

  /// R, [k × n], with zeros below the diagonal.
  public var r: Matrix<Element> {
    var r = factors.submatrix(rows: 0..<scalars.count, columns: 0..<columns)
    r.clear(.lower)
    return r
  }

  /// Qᵀ B for the Q of all m columns, without forming it: [m × count].
  ///
  /// The first k rows are those of the Q that `q` gives; the rest is orthogonal to the columns of A.
  /// - Parameter b: B, [m × count].
  /// - Throws: `LinearAlgebraError.notFinite` if B or the product is not finite.
  /// - Precondition: B has m rows.
  public func applyTransposedQ(
    to b: Matrix<Element>
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    try apply(.transposed, to: b)
  }

  /// Q B for the Q of all m columns, without forming it: [m × count].
  /// - Parameter b: B, [m × count].
  /// - Throws: `LinearAlgebraError.notFinite` if B or the product is not finite.
  /// - Precondition: B has m rows.
  public func applyQ(to b: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
    try apply(.none, to: b)
  }

  private func apply(
    _ transposition: Transposition, to b: Matrix<Element>
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    requireRows(b, rows, of: rows, columns)
    try requireFinite(b, "The matrix B that Q is applied to")
    guard b.count > 0, scalars.count > 0 else { return b }
    var product = b
    let info = product.withUnsafeMutablePointer { c in
      factors.withUnsafePointer { a in
        scalars.withUnsafePointer {
          Element.ormqr(
            transposition, rows, b.columns, scalars.count, a, columns, $0, c, b.columns)
        }
      }
    }
    requireAccepted(info, "ormqr")
    try requireFinite(product, "The product of Q and B")
    return product
  }

  /// The X that minimises ‖A X − B‖ column by column, where the columns of A are independent.
  ///
  /// R X = (Qᵀ B)'s first n rows. For a matrix that may be rank-deficient use `leastSquares(_:_:tolerance:)`.
  /// - Parameter b: The right-hand sides B, [m × count].
  /// - Returns: X, [n × count].
  /// - Throws: `LinearAlgebraError.rankDeficient` if R's estimated reciprocal condition is not above m times
  ///   the machine's precision, or `.notFinite` if B or X is not finite.
  /// - Precondition: B has m rows, and m ≥ n.
  public func leastSquares(_ b: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
    precondition(
      rows >= columns,
      "\(rows)×\(columns): with fewer equations than unknowns the solution is not unique.")
    let transformed = try applyTransposedQ(to: b)
    guard columns > 0 else { return Matrix(rows: 0, columns: b.columns) }
    var reciprocal: Element = 0
    let r = r
    let info = r.withUnsafePointer { Element.trcon(columns, $0, columns, &reciprocal) }
    requireAccepted(info, "trcon")
    guard reciprocal > Element.ulpOfOne * Element(rows) else {
      throw .rankDeficient(rows: rows, columns: columns)
    }
    return try solveTriangular(
      r, transformed.submatrix(rows: 0..<columns, columns: 0..<b.columns), .upper)
  }

  /// The x that minimises ‖A x − b‖ for a vector, [m]; else as for a matrix.
  public func leastSquares(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
    try leastSquares(Matrix(b, rows: b.count, columns: 1)).elements
  }
}
