/// P A = L U for a square A: L is lower triangular with ones on the diagonal, U upper triangular, and P
/// exchanges rows.
///
/// LAPACK `getrf`, `getrs`, `getri`, `gecon`; 2n³/3 operations. Golub and Van Loan, *Matrix Computations*,
/// section 3.4. A singular matrix has a factorisation, and a determinant of 0; only `solve` and `inverse` fail.
public struct LUFactorization<Element: BLASScalar>: Sendable {
  /// U on and above the diagonal, L below, [n × n].
  private let factors: Matrix<Element>
  /// The row, from 1 on, with which each row was exchanged, in this order.
  private let pivots: [Int32]
  /// ‖A‖₁, the largest sum of magnitudes in a column.
  private let norm: Element
  /// The first column in which U has 0 on its diagonal, if A is singular.
  public let singularPivot: Int?

  /// The number of rows and columns, n.
  public var order: Int { factors.rows }

  /// Factors A.
  /// - Parameter a: The matrix A, [n × n]; n may be 0.
  /// - Throws: `LinearAlgebraError.notFinite` if A or, by overflow, a factor is not finite.
  /// - Precondition: A is square.
  public init(_ a: Matrix<Element>) throws(LinearAlgebraError) {
    requireSquare(a)
    try requireFinite(a, "The matrix A of P A = L U")
    let order = a.rows
    var (factors, pivots) = (a, [Int32](repeating: 0, count: order))
    var info = 0
    if order > 0 {
      info = factors.withUnsafeMutablePointer { Element.getrf(order, order, $0, order, &pivots) }
      requireAccepted(info, "getrf")
    }
    try requireFinite(factors, "The factors of P A = L U")
    singularPivot = info > 0 ? info - 1 : nil
    norm = a.largestColumnSum()
    (self.factors, self.pivots) = (factors, pivots)
  }

  /// L, [n × n], with ones on the diagonal.
  public var lower: Matrix<Element> {
    var lower = factors
    lower.clear(.upper)
    for i in 0..<order { lower[i, i] = 1 }
    return lower
  }

  /// U, [n × n].
  public var upper: Matrix<Element> {
    var upper = factors
    upper.clear(.lower)
    return upper
  }

  /// The row of A that became row i of P A = L U, for each i.
  public var permutation: [Int] {
    var rows = Array(0..<order)
    for (i, pivot) in pivots.enumerated() { rows.swapAt(i, Int(pivot) - 1) }
    return rows
  }

  /// Solves A X = B, or Aᵀ X = B.
  /// - Parameters:
  ///   - b: The right-hand sides B, [n × m].
  ///   - transposed: Whether the equations are those of Aᵀ.
  /// - Returns: X, [n × m].
  /// - Throws: `LinearAlgebraError.singular` if A is, or `.notFinite` if B or X (by overflow) is not finite.
  /// - Precondition: B has n rows.
  public func solve(
    _ b: Matrix<Element>, transposed: Bool = false
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    requireRows(b, order, of: order, order)
    try requireFinite(b, "The right-hand side B of A X = B")
    if let singularPivot { throw .singular(order: order, pivot: singularPivot) }
    guard b.count > 0 else { return b }
    var x = b
    let info = factors.withUnsafePointer { lu in
      x.withUnsafeMutablePointer {
        Element.getrs(
          transposed ? .transposed : .none, order, b.columns, lu, order, pivots, $0, b.columns)
      }
    }
    requireAccepted(info, "getrs")
    try requireFinite(x, "The solution X of A X = B")
    return x
  }

  /// Solves A x = b, or Aᵀ x = b, for a vector, [n]; else as for a matrix.
  public func solve(
    _ b: Vector<Element>, transposed: Bool = false
  ) throws(LinearAlgebraError) -> Vector<Element> {
    try solve(Matrix(b, rows: b.count, columns: 1), transposed: transposed).elements
  }

  /// A⁻¹, [n × n]. To apply it, `solve` costs less and loses less.
  /// - Throws: `LinearAlgebraError.singular` if A is, or `.notFinite` if A⁻¹ overflows.
  public func inverse() throws(LinearAlgebraError) -> Matrix<Element> {
    if let singularPivot { throw .singular(order: order, pivot: singularPivot) }
    guard order > 0 else { return factors }
    var inverse = factors
    let info = inverse.withUnsafeMutablePointer { Element.getri(order, $0, order, pivots) }
    requireAccepted(info, "getri")
    try requireFinite(inverse, "The inverse of A")
    return inverse
  }

  /// det A = ±Πᵢ Uᵢᵢ, which may overflow or underflow; 1 for n = 0.
  public var determinant: Element {
    var product: Element = isOddPermutation ? -1 : 1
    for i in 0..<order { product *= factors[i, i] }
    return product
  }

  /// log |det A| = Σᵢ log |Uᵢᵢ| and the sign of det A: (−∞, 0) if A is singular, (0, 1) for n = 0.
  public var logAbsDeterminant: (logarithm: Element, sign: Element) {
    if singularPivot != nil { return (-.infinity, 0) }
    var diagonal = factors.diagonal()
    var sign: Element = isOddPermutation ? -1 : 1
    for i in 0..<order where diagonal[i] < 0 {
      sign = -sign
      diagonal[i] = -diagonal[i]
    }
    return (diagonal.sumOfLogarithms, sign)
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁): near 1 for a well-conditioned A, near the machine's precision
  /// where a solution has no correct digit, 0 for a singular A, 1 for n = 0.
  ///
  /// The estimate is rarely more than 3 times too large (Higham 1988, ACM TOMS 14, 381); O(n²).
  public var reciprocalCondition: Element {
    guard order > 0 else { return 1 }
    guard singularPivot == nil, norm.isFinite else { return 0 }
    var reciprocal: Element = 0
    let info = factors.withUnsafePointer {
      Element.gecon(order, $0, order, norm: norm, &reciprocal)
    }
    requireAccepted(info, "gecon")
    return info == 0 ? reciprocal : 0
  }

  private var isOddPermutation: Bool {
    !pivots.enumerated().count(where: { $0.element != Int32($0.offset + 1) }).isMultiple(of: 2)
  }
}

extension Matrix {
  /// ‖A‖₁ = maxⱼ Σᵢ |Aᵢⱼ|; 0 without elements.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func largestColumnSum() -> Element {
    var sums = [Element](repeating: 0, count: columns)
    withUnsafePointer { a in
      for i in 0..<rows {
        for j in 0..<columns { sums[j] += a[i * columns + j].magnitude }
      }
    }
    return sums.max() ?? 0
  }
}
