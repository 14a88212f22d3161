/// A = V diag(λ) Vᵀ for a symmetric A: real eigenvalues and orthonormal eigenvectors.
///
/// LAPACK `syevd` (divide and conquer), about 9n³ operations. Golub and Van Loan, *Matrix Computations*, chapter 8.
public struct SymmetricEigen<Element: BLASScalar>: Sendable {
  /// The eigenvalues λ in ascending order, [n].
  public let values: Vector<Element>
  /// The eigenvectors V as columns, [n × n], in the order of the eigenvalues; their signs are LAPACK's.
  public let vectors: Matrix<Element>

  /// Decomposes A, of which the diagonal and what stands below are read.
  /// - Parameter a: The symmetric matrix A, [n × n]; n may be 0.
  /// - Throws: `LinearAlgebraError.notFinite` if an element of A is infinite or NaN (also above the diagonal),
  ///   or `.decompositionFailed` if the iteration does not converge.
  /// - Precondition: A is square.
  public init(_ a: Matrix<Element>) throws(LinearAlgebraError) {
    requireSquare(a)
    try requireFinite(a, "The matrix A of A = V diag(λ) Vᵀ")
    let order = a.rows
    var (vectors, values) = (a, Vector<Element>(count: order))
    if order > 0 {
      let info = vectors.withUnsafeMutablePointer { a in
        values.withUnsafeMutablePointer { Element.syevd(order, a, order, $0) }
      }
      requireAccepted(info, "syevd")
      guard info == 0 else { throw .decompositionFailed(routine: "syevd", info: info) }
    }
    try requireFinite(Matrix(values, rows: order, columns: 1), "The eigenvalues λ of A")
    (self.vectors, self.values) = (vectors, values)
  }
}

/// The spectral radius of a square matrix: the largest magnitude of its eigenvalues (LAPACK `geev`).
///
/// The system xₜ₊₁ = A xₜ is stable where it is below 1. About 10n³ operations.
/// - Parameter a: The matrix A, [n × n]; n may be 0, then the radius is 0.
/// - Throws: `LinearAlgebraError.notFinite` if A is not finite, or `.decompositionFailed` if the iteration does
///   not converge.
/// - Precondition: A is square.
public func spectralRadius<Element: BLASScalar>(
  of a: Matrix<Element>
) throws(LinearAlgebraError) -> Element {
  requireSquare(a)
  try requireFinite(a, "The matrix A whose eigenvalues are asked for")
  let order = a.rows
  guard order > 0 else { return 0 }
  var work = a
  var (real, imaginary) = (Vector<Element>(count: order), Vector<Element>(count: order))
  let info = work.withUnsafeMutablePointer { a in
    real.withUnsafeMutablePointer { real in
      imaginary.withUnsafeMutablePointer { Element.geev(order, a, order, real, $0) }
    }
  }
  requireAccepted(info, "geev")
  guard info == 0 else { throw .decompositionFailed(routine: "geev", info: info) }
  return (0..<order).reduce(0) { largest, i in
    max(largest, ([real[i], imaginary[i]] as Vector).norm)
  }
}
