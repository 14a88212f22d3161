internal import COpenBLAS

extension Float {
  /// `LAPACKE_spotrf`.
  public static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_spotrf(LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), a, Int32(leadingA)))
  }

  /// `LAPACKE_spotrs`.
  public static func potrs(
    _ n: Int, _ count: Int, _ l: UnsafePointer<Float>, _ leadingL: Int,
    _ b: UnsafeMutablePointer<Float>, _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_spotrs(
        LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), Int32(count), l, Int32(leadingL), b,
        Int32(leadingB)))
  }

  /// `LAPACKE_spotri`.
  public static func potri(_ n: Int, _ l: UnsafeMutablePointer<Float>, _ leadingL: Int) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_spotri(LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), l, Int32(leadingL)))
  }

  /// `LAPACKE_sgetrf`.
  public static func getrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgetrf(
        LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), a, Int32(leadingA), pivots))
  }

  /// `LAPACKE_sgetrs`.
  public static func getrs(
    _ transposition: Transposition, _ n: Int, _ count: Int, _ lu: UnsafePointer<Float>,
    _ leadingLU: Int, _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Float>,
    _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgetrs(
        LAPACK_ROW_MAJOR, transposition.letter, Int32(n), Int32(count), lu, Int32(leadingLU),
        pivots,
        b, Int32(leadingB)))
  }

  /// `LAPACKE_sgetri`.
  public static func getri(
    _ n: Int, _ lu: UnsafeMutablePointer<Float>, _ leadingLU: Int, _ pivots: UnsafePointer<Int32>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(LAPACKE_sgetri(LAPACK_ROW_MAJOR, Int32(n), lu, Int32(leadingLU), pivots))
  }

  /// `LAPACKE_sgecon` in the 1-norm.
  public static func gecon(
    _ n: Int, _ lu: UnsafePointer<Float>, _ leadingLU: Int, norm: Float, _ reciprocal: inout Float
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgecon(
        LAPACK_ROW_MAJOR, LAPACKLetter.one, Int32(n), lu, Int32(leadingLU), norm, &reciprocal))
  }

  /// `LAPACKE_sgeqrf`.
  public static func geqrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ τ: UnsafeMutablePointer<Float>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), a, Int32(leadingA), τ))
  }

  /// `LAPACKE_sorgqr`.
  public static func orgqr(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ τ: UnsafePointer<Float>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sorgqr(
        LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(count), a, Int32(leadingA), τ))
  }

  /// `LAPACKE_sormqr` from the left.
  public static func ormqr(
    _ transposition: Transposition, _ rows: Int, _ columns: Int, _ count: Int,
    _ a: UnsafePointer<Float>, _ leadingA: Int, _ τ: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ leadingC: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sormqr(
        LAPACK_ROW_MAJOR, LAPACKLetter.left, transposition.letter, Int32(rows), Int32(columns),
        Int32(count), a, Int32(leadingA), τ, c, Int32(leadingC)))
  }

  /// `LAPACKE_strcon` in the 1-norm.
  public static func trcon(
    _ n: Int, _ t: UnsafePointer<Float>, _ leadingT: Int, _ reciprocal: inout Float
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_strcon(
        LAPACK_ROW_MAJOR, LAPACKLetter.one, Triangle.upper.letter, LAPACKLetter.notUnit, Int32(n),
        t,
        Int32(leadingT), &reciprocal))
  }

  /// `LAPACKE_strtrs`.
  public static func trtrs(
    _ triangle: Triangle, _ transposition: Transposition, unitDiagonal: Bool, _ n: Int,
    _ count: Int, _ t: UnsafePointer<Float>, _ leadingT: Int, _ b: UnsafeMutablePointer<Float>,
    _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_strtrs(
        LAPACK_ROW_MAJOR, triangle.letter, transposition.letter,
        unitDiagonal ? LAPACKLetter.unit : LAPACKLetter.notUnit, Int32(n), Int32(count), t,
        Int32(leadingT), b, Int32(leadingB)))
  }

  /// `LAPACKE_ssyevd`.
  public static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ values: UnsafeMutablePointer<Float>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_ssyevd(
        LAPACK_ROW_MAJOR, LAPACKLetter.vectors, Triangle.lower.letter, Int32(n), a, Int32(leadingA),
        values))
  }

  /// `LAPACKE_sgeev` without vectors.
  public static func geev(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ real: UnsafeMutablePointer<Float>, _ imaginary: UnsafeMutablePointer<Float>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgeev(
        LAPACK_ROW_MAJOR, LAPACKLetter.noVectors, LAPACKLetter.noVectors, Int32(n), a,
        Int32(leadingA),
        real, imaginary, nil, Int32(n), nil, Int32(n)))
  }

  /// `LAPACKE_sgesdd`, thin.
  public static func gesdd(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ values: UnsafeMutablePointer<Float>, _ u: UnsafeMutablePointer<Float>, _ leadingU: Int,
    _ vTransposed: UnsafeMutablePointer<Float>, _ leadingV: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_sgesdd(
        LAPACK_ROW_MAJOR, LAPACKLetter.thin, Int32(rows), Int32(columns), a, Int32(leadingA),
        values,
        u, Int32(leadingU), vTransposed, Int32(leadingV)))
  }

  /// `LAPACKE_sgelsd`.
  public static func gelsd(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Float>, _ leadingA: Int,
    _ b: UnsafeMutablePointer<Float>, _ leadingB: Int, _ values: UnsafeMutablePointer<Float>,
    tolerance: Float, _ rank: inout Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    var found: Int32 = 0
    let info = LAPACKE_sgelsd(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(count), a, Int32(leadingA), b,
      Int32(leadingB), values, tolerance, &found)
    rank = Int(found)
    return Int(info)
  }
}
