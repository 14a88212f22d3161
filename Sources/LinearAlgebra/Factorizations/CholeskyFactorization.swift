internal import CVectorKernels

/// A = L Lᵀ for a symmetric positive definite A, where L is lower triangular with a positive diagonal.
///
/// LAPACK `potrf`, `potrs`, `potri`; n³/3 operations. Golub and Van Loan, *Matrix Computations*, section 4.2.
public struct CholeskyFactorization<Element: BLASScalar>: Sendable {
  /// L, [n × n], with zeros above the diagonal.
  public let lower: Matrix<Element>

  /// The number of rows and columns, n.
  public var order: Int { lower.rows }

  /// Factors A, of which the diagonal and what stands below are read.
  /// - Parameter a: The symmetric matrix A, [n × n]; n may be 0.
  /// - Throws: `LinearAlgebraError.notPositiveDefinite` with the order of the first leading part that is not,
  ///   or `.notFinite` if an element of A is infinite or NaN (also above the diagonal).
  /// - Precondition: A is square.
  public init(_ a: Matrix<Element>) throws(LinearAlgebraError) {
    requireSquare(a)
    try requireFinite(a, "The matrix A of A = L Lᵀ")
    var factor = a
    let order = a.rows
    if order > 0 {
      let info = factor.withUnsafeMutablePointer { Element.potrf(order, $0, order) }
      requireAccepted(info, "potrf")
      guard info == 0 else { throw .notPositiveDefinite(order: info) }
    }
    factor.clear(.upper)
    try requireFinite(factor, "The factor L of A = L Lᵀ")
    lower = factor
  }

  /// Solves A X = B.
  /// - Parameter b: The right-hand sides B, [n × m].
  /// - Returns: X, [n × m].
  /// - Throws: `LinearAlgebraError.notFinite` if B or X (by overflow) is not finite.
  /// - Precondition: B has n rows.
  public func solve(_ b: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
    requireRows(b, order, of: order, order)
    try requireFinite(b, "The right-hand side B of A X = B")
    guard b.count > 0 else { return b }
    var x = b
    let info = lower.withUnsafePointer { l in
      x.withUnsafeMutablePointer { Element.potrs(order, b.columns, l, order, $0, b.columns) }
    }
    requireAccepted(info, "potrs")
    try requireFinite(x, "The solution X of A X = B")
    return x
  }

  /// Solves A x = b for a vector, [n]; else as for a matrix.
  public func solve(_ b: Vector<Element>) throws(LinearAlgebraError) -> Vector<Element> {
    try solve(Matrix(b, rows: b.count, columns: 1)).elements
  }

  /// A⁻¹, [n × n], exactly symmetric.
  ///
  /// To apply it, `solve` costs less and loses less.
  /// - Throws: `LinearAlgebraError.notFinite` if A⁻¹ overflows.
  public func inverse() throws(LinearAlgebraError) -> Matrix<Element> {
    var inverse = lower
    if order > 0 {
      let info = inverse.withUnsafeMutablePointer { Element.potri(order, $0, order) }
      requireAccepted(info, "potri")
      guard info == 0 else { throw .singular(order: order, pivot: info - 1) }
    }
    inverse.mirrorLowerTriangle()
    try requireFinite(inverse, "The inverse of A")
    return inverse
  }

  /// log det A = 2 Σᵢ log Lᵢᵢ, which neither overflows nor underflows; 0 for n = 0.
  public var logDeterminant: Element { 2 * lower.diagonal().sumOfLogarithms }
}

extension Vector {
  /// Σᵢ log xᵢ.
  var sumOfLogarithms: Element {
    var logarithms = self
    logarithms.withUnsafeMutablePointer {
      Element.Kernels.unary(VK_UNARY_log, $0, UnsafePointer($0), count)
    }
    return logarithms.sum()
  }
}
