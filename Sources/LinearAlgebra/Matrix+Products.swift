/// C ← α op(A) op(B) + β C in place, where op transposes if asked to (BLAS `gemm`).
///
/// Allocates nothing, unless `c` shares its memory with a copy. With β = 0 the old elements of `c` do not
/// matter, not even NaN. Operands without elements are allowed: an inner dimension of 0 gives β C.
/// - Precondition: op(A) is m × k, op(B) k × n and C m × n.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func multiply<Element: BLASScalar>(
  _ a: Matrix<Element>, transposed transposeA: Bool = false, by b: Matrix<Element>,
  transposed transposeB: Bool = false, into c: inout Matrix<Element>, alpha: Element = 1,
  beta: Element = 0
) {
  let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
  let (inner, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
  precondition(
    k == inner && c.rows == m && c.columns == n,
    "A product of \(m)×\(k) and \(inner)×\(n) does not go into \(c.rows)×\(c.columns).")
  guard m > 0 && n > 0 else { return }
  c.makeUnique()
  guard k > 0 else { return scaleOrClear(c.storage.pointer, c.count, by: beta) }
  a.withUnsafePointer { pa in
    b.withUnsafePointer { pb in
      let (opA, opB) = (
        transposeA ? Transposition.transposed : .none, transposeB ? Transposition.transposed : .none
      )
      if alpha == 1 {
        Element.product(opA, opB, m, n, k, pa, pb, beta: beta, into: c.storage.pointer)
      } else {
        Element.gemm(
          opA, opB, m, n, k, alpha, pa, a.columns, pb, b.columns, beta, c.storage.pointer, n)
      }
    }
  }
}

/// y ← α op(A) x + β y in place, where op transposes if asked to (BLAS `gemv`).
///
/// Allocates nothing, unless `y` shares its memory with a copy. With β = 0 the old elements of `y` do not
/// matter, not even NaN. An inner dimension of 0 gives β y.
/// - Precondition: op(A) is m × k, x has k elements and y m.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func multiply<Element: BLASScalar>(
  _ a: Matrix<Element>, transposed: Bool = false, by x: Vector<Element>,
  into y: inout Vector<Element>, alpha: Element = 1, beta: Element = 0
) {
  let (m, k) = transposed ? (a.columns, a.rows) : (a.rows, a.columns)
  precondition(
    x.count == k && y.count == m,
    "A product of \(m)×\(k) and a vector of \(x.count) does not go into a vector of \(y.count).")
  guard m > 0 else { return }
  y.makeUnique()
  if k == 0 || beta == 0 { scaleOrClear(y.storage.pointer, m, by: beta) }
  guard k > 0 else { return }
  a.withUnsafePointer { pa in
    x.withUnsafePointer { px in
      Element.gemv(
        transposed ? .transposed : .none, a.rows, a.columns, alpha, pa, a.columns, px, 1, beta,
        y.storage.pointer, 1)
    }
  }
}

/// y ← β y, where β = 0 clears whatever was there.
private func scaleOrClear<Element: BLASScalar>(
  _ y: UnsafeMutablePointer<Element>, _ n: Int, by beta: Element
) {
  if beta == 0 {
    y.update(repeating: 0, count: n)
  } else if beta != 1 {
    Element.scale(n, beta, y, 1)
  }
}

extension Matrix {
  /// The matrix product A B.
  /// - Precondition: `a.columns == b.rows`.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    var product = Matrix(uninitializedRows: a.rows, columns: b.columns)
    multiply(a, by: b, into: &product)
    return product
  }

  /// The product A x of a matrix and a column vector.
  /// - Precondition: `a.columns == x.count`.
  public static func * (a: Matrix, x: Vector<Element>) -> Vector<Element> {
    var product = Vector<Element>(storage: Storage(uninitialized: a.rows))
    multiply(a, by: x, into: &product)
    return product
  }

  /// The elementwise sum.
  /// - Precondition: Both have the same shape.
  public static func + (a: Matrix, b: Matrix) -> Matrix {
    a.checkShape(of: b)
    return Matrix(a.elements + b.elements, rows: a.rows, columns: a.columns)
  }

  /// The elementwise difference.
  /// - Precondition: Both have the same shape.
  public static func - (a: Matrix, b: Matrix) -> Matrix {
    a.checkShape(of: b)
    return Matrix(a.elements - b.elements, rows: a.rows, columns: a.columns)
  }

  /// Each element times `scale`.
  public static func * (scale: Element, a: Matrix) -> Matrix {
    Matrix(scale * a.elements, rows: a.rows, columns: a.columns)
  }

  /// Each element times `scale`.
  public static func * (a: Matrix, scale: Element) -> Matrix { scale * a }

  /// Adds `scale` times `other` in place: A ← A + α B (BLAS `axpy`).
  /// - Precondition: Both have the same shape.
  public mutating func add(_ other: Matrix, scaledBy scale: Element) {
    checkShape(of: other)
    makeUnique()
    other.withUnsafePointer { Element.axpy(count, scale, $0, 1, storage.pointer, 1) }
  }

  /// Adds `scale` times the outer product of two vectors in place: A ← A + α x yᵀ (BLAS `ger`).
  /// - Precondition: `x.count == rows` and `y.count == columns`.
  public mutating func addOuterProduct(
    _ x: Vector<Element>, _ y: Vector<Element>, scaledBy scale: Element = 1
  ) {
    precondition(
      x.count == rows && y.count == columns,
      "An outer product of \(x.count)×\(y.count) is not added to a matrix of \(rows)×\(columns).")
    guard count > 0 else { return }
    makeUnique()
    x.withUnsafePointer { px in
      y.withUnsafePointer { py in
        Element.ger(rows, columns, scale, px, 1, py, 1, storage.pointer, columns)
      }
    }
  }

  /// The outer product x yᵀ, [x.count × y.count].
  public static func outerProduct(_ x: Vector<Element>, _ y: Vector<Element>) -> Matrix {
    var product = Matrix(rows: x.count, columns: y.count)
    product.addOuterProduct(x, y)
    return product
  }

  /// Copies the elements of `other` into this matrix's own memory.
  ///
  /// Allocates nothing, unless the memory is shared with another copy of this matrix.
  /// - Precondition: Both have the same shape.
  public mutating func assign(from other: Matrix) {
    checkShape(of: other)
    if storage === other.storage { return }
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(uninitialized: count) }
    other.withUnsafePointer { storage.pointer.update(from: $0, count: count) }
  }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool { withUnsafePointer { Element.Kernels.allFinite($0, count) } }

  private init(uninitializedRows rows: Int, columns: Int) {
    self.init(Vector(storage: Storage(uninitialized: rows * columns)), rows: rows, columns: columns)
  }

  private func checkShape(of other: Matrix) {
    precondition(
      rows == other.rows && columns == other.columns,
      "A matrix of \(rows)×\(columns) meets one of \(other.rows)×\(other.columns).")
  }
}
