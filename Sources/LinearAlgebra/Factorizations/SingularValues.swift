/// A = U diag(σ) Vᵀ, the thin singular value decomposition: U and V have orthonormal columns.
///
/// With k = min(rows, columns), U is [rows × k], V [columns × k]. LAPACK `gesdd` (divide and conquer), about
/// 6mn² + 20n³ operations for m ≥ n. Golub and Van Loan, *Matrix Computations*, section 8.6.
public struct SingularValues<Element: BLASScalar>: Sendable {
  /// The singular values σ ≥ 0 in descending order, [k].
  public let values: Vector<Element>
  /// The left singular vectors U as columns, [rows × k].
  public let u: Matrix<Element>
  /// The right singular vectors as rows, Vᵀ, [k × columns].
  public let vTransposed: Matrix<Element>

  /// Decomposes A.
  /// - Parameter a: The matrix A, [m × n]; both may be 0.
  /// - Throws: `LinearAlgebraError.notFinite` if A or, by overflow, σ is not finite, or
  ///   `.decompositionFailed` if the iteration does not converge.
  public init(_ a: Matrix<Element>) throws(LinearAlgebraError) {
    try requireFinite(a, "The matrix A of A = U diag(σ) Vᵀ")
    let (rows, columns) = (a.rows, a.columns)
    let count = min(rows, columns)
    var work = a
    var values = Vector<Element>(count: count)
    var u = Matrix<Element>(rows: rows, columns: count)
    var vTransposed = Matrix<Element>(rows: count, columns: columns)
    if count > 0 {
      let info = work.withUnsafeMutablePointer { a in
        values.withUnsafeMutablePointer { values in
          u.withUnsafeMutablePointer { u in
            vTransposed.withUnsafeMutablePointer {
              Element.gesdd(rows, columns, a, columns, values, u, count, $0, columns)
            }
          }
        }
      }
      requireAccepted(info, "gesdd")
      guard info == 0 else { throw .decompositionFailed(routine: "gesdd", info: info) }
    }
    try requireFinite(Matrix(values, rows: count, columns: 1), "The singular values σ of A")
    (self.values, self.u, self.vTransposed) = (values, u, vTransposed)
  }

  /// max(rows, columns) times the machine's precision: relative to σ₁, what rounding can make of a 0.
  public var defaultTolerance: Element {
    Element(max(u.rows, vTransposed.columns)) * Element.ulpOfOne
  }

  /// The number of singular values above `tolerance` σ₁; 0 without elements.
  /// - Parameter tolerance: Relative to σ₁; nil for `defaultTolerance`.
  public func rank(tolerance: Element? = nil) -> Int {
    guard values.count > 0 else { return 0 }
    let threshold = (tolerance ?? defaultTolerance) * values[0]
    return (0..<values.count).count { values[$0] > threshold }
  }

  /// σ₁ / σₖ in the 2-norm: ∞ where the last is 0, 1 without elements.
  public var conditionNumber: Element {
    guard values.count > 0 else { return 1 }
    let smallest = values[values.count - 1]
    return smallest == 0 ? .infinity : values[0] / smallest
  }

  /// The pseudo-inverse (Moore 1920, Penrose 1955) A⁺ = V diag(1/σ) Uᵀ over the singular values that count,
  /// [columns × rows].
  /// - Parameter tolerance: What counts, as for `rank(tolerance:)`.
  /// - Throws: `LinearAlgebraError.notFinite` if A⁺ overflows.
  public func pseudoInverse(
    tolerance: Element? = nil
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    let rank = rank(tolerance: tolerance)
    let scaled = Matrix(rows: rank, columns: vTransposed.columns) { i, j in
      vTransposed[i, j] / values[i]
    }
    var inverse = Matrix<Element>(rows: vTransposed.columns, columns: u.rows)
    multiply(
      scaled, transposed: true, by: u.submatrix(rows: 0..<u.rows, columns: 0..<rank),
      transposed: true, into: &inverse)
    try requireFinite(inverse, "The pseudo-inverse of A")
    return inverse
  }
}
