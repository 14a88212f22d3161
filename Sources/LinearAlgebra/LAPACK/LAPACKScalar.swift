/// Which triangle of a square matrix holds its elements.
public enum Triangle: Sendable {
  /// The diagonal and what stands below.
  case lower
  /// The diagonal and what stands above.
  case upper
}

/// The raw LAPACKE calls of one precision, on row-major memory with leading dimensions.
///
/// Each returns LAPACK's info code and checks nothing; no dimension is 0. The factorisations above are the
/// interface for everyone else. What is named `rows`, `columns` is the shape of the first matrix.
public protocol LAPACKScalar {
  /// Cholesky: the lower triangle of A becomes L with A = L Lᵀ.
  static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int) -> Int

  /// Solves L Lᵀ X = B in place of B.
  static func potrs(
    _ n: Int, _ count: Int, _ l: UnsafePointer<Self>, _ leadingL: Int,
    _ b: UnsafeMutablePointer<Self>, _ leadingB: Int
  ) -> Int

  /// The lower triangle of (L Lᵀ)⁻¹ in place of L.
  static func potri(_ n: Int, _ l: UnsafeMutablePointer<Self>, _ leadingL: Int) -> Int

  /// Elimination with row exchanges: P A = L U in place of A.
  static func getrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int,
    _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int

  /// Solves op(A) X = B in place of B from `getrf`'s factors.
  static func getrs(
    _ transposition: Transposition, _ n: Int, _ count: Int, _ lu: UnsafePointer<Self>,
    _ leadingLU: Int, _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Self>,
    _ leadingB: Int
  ) -> Int

  /// A⁻¹ in place of `getrf`'s factors.
  static func getri(
    _ n: Int, _ lu: UnsafeMutablePointer<Self>, _ leadingLU: Int, _ pivots: UnsafePointer<Int32>
  ) -> Int

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁) from `getrf`'s factors and ‖A‖₁.
  static func gecon(
    _ n: Int, _ lu: UnsafePointer<Self>, _ leadingLU: Int, norm: Self, _ reciprocal: inout Self
  ) -> Int

  /// Householder QR: R in the upper triangle of A, the reflectors below, their scalars in τ.
  static func geqrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int,
    _ τ: UnsafeMutablePointer<Self>
  ) -> Int

  /// The first `columns` columns of Q in place of `count` reflectors.
  static func orgqr(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int,
    _ τ: UnsafePointer<Self>
  ) -> Int

  /// op(Q) C in place of C, `rows` × `columns`, from `count` reflectors.
  static func ormqr(
    _ transposition: Transposition, _ rows: Int, _ columns: Int, _ count: Int,
    _ a: UnsafePointer<Self>, _ leadingA: Int, _ τ: UnsafePointer<Self>,
    _ c: UnsafeMutablePointer<Self>, _ leadingC: Int
  ) -> Int

  /// An estimate of 1 / (‖T‖₁ ‖T⁻¹‖₁) for an upper triangular T.
  static func trcon(
    _ n: Int, _ t: UnsafePointer<Self>, _ leadingT: Int, _ reciprocal: inout Self
  ) -> Int

  /// Solves op(T) X = B in place of B for a triangular T.
  static func trtrs(
    _ triangle: Triangle, _ transposition: Transposition, unitDiagonal: Bool, _ n: Int,
    _ count: Int, _ t: UnsafePointer<Self>, _ leadingT: Int, _ b: UnsafeMutablePointer<Self>,
    _ leadingB: Int
  ) -> Int

  /// The eigenvalues, ascending, and the eigenvectors in place of A, whose lower triangle is read.
  static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int, _ values: UnsafeMutablePointer<Self>
  ) -> Int

  /// The eigenvalues of a general A, which is destroyed: real and imaginary parts.
  static func geev(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int, _ real: UnsafeMutablePointer<Self>,
    _ imaginary: UnsafeMutablePointer<Self>
  ) -> Int

  /// The thin singular value decomposition A = U diag(σ) Vᵀ; A is destroyed.
  static func gesdd(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int,
    _ values: UnsafeMutablePointer<Self>, _ u: UnsafeMutablePointer<Self>, _ leadingU: Int,
    _ vTransposed: UnsafeMutablePointer<Self>, _ leadingV: Int
  ) -> Int

  /// The X of least norm that minimises ‖A X − B‖, in the first `columns` rows of B, which has
  /// max(`rows`, `columns`); singular values up to `tolerance` times the largest count as 0.
  static func gelsd(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int,
    _ b: UnsafeMutablePointer<Self>, _ leadingB: Int, _ values: UnsafeMutablePointer<Self>,
    tolerance: Self, _ rank: inout Int
  ) -> Int
}
