internal import COpenBLAS

extension Double {
  /// `LAPACKE_dpotrf`.
  public static func potrf(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dpotrf(LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), a, Int32(leadingA)))
  }

  /// `LAPACKE_dpotrs`.
  public static func potrs(
    _ n: Int, _ count: Int, _ l: UnsafePointer<Double>, _ leadingL: Int,
    _ b: UnsafeMutablePointer<Double>, _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dpotrs(
        LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), Int32(count), l, Int32(leadingL), b,
        Int32(leadingB)))
  }

  /// `LAPACKE_dpotri`.
  public static func potri(_ n: Int, _ l: UnsafeMutablePointer<Double>, _ leadingL: Int) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dpotri(LAPACK_ROW_MAJOR, Triangle.lower.letter, Int32(n), l, Int32(leadingL)))
  }

  /// `LAPACKE_dgetrf`.
  public static func getrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgetrf(
        LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), a, Int32(leadingA), pivots))
  }

  /// `LAPACKE_dgetrs`.
  public static func getrs(
    _ transposition: Transposition, _ n: Int, _ count: Int, _ lu: UnsafePointer<Double>,
    _ leadingLU: Int, _ pivots: UnsafePointer<Int32>, _ b: UnsafeMutablePointer<Double>,
    _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgetrs(
        LAPACK_ROW_MAJOR, transposition.letter, Int32(n), Int32(count), lu, Int32(leadingLU),
        pivots,
        b, Int32(leadingB)))
  }

  /// `LAPACKE_dgetri`.
  public static func getri(
    _ n: Int, _ lu: UnsafeMutablePointer<Double>, _ leadingLU: Int, _ pivots: UnsafePointer<Int32>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(LAPACKE_dgetri(LAPACK_ROW_MAJOR, Int32(n), lu, Int32(leadingLU), pivots))
  }

  /// `LAPACKE_dgecon` in the 1-norm.
  public static func gecon(
    _ n: Int, _ lu: UnsafePointer<Double>, _ leadingLU: Int, norm: Double,
    _ reciprocal: inout Double
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgecon(
        LAPACK_ROW_MAJOR, LAPACKLetter.one, Int32(n), lu, Int32(leadingLU), norm, &reciprocal))
  }

  /// `LAPACKE_dgeqrf`.
  public static func geqrf(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ τ: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), a, Int32(leadingA), τ))
  }

  /// `LAPACKE_dorgqr`.
  public static func orgqr(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ τ: UnsafePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dorgqr(
        LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(count), a, Int32(leadingA), τ))
  }

  /// `LAPACKE_dormqr` from the left.
  public static func ormqr(
    _ transposition: Transposition, _ rows: Int, _ columns: Int, _ count: Int,
    _ a: UnsafePointer<Double>, _ leadingA: Int, _ τ: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>, _ leadingC: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dormqr(
        LAPACK_ROW_MAJOR, LAPACKLetter.left, transposition.letter, Int32(rows), Int32(columns),
        Int32(count), a, Int32(leadingA), τ, c, Int32(leadingC)))
  }

  /// `LAPACKE_dtrcon` in the 1-norm.
  public static func trcon(
    _ n: Int, _ t: UnsafePointer<Double>, _ leadingT: Int, _ reciprocal: inout Double
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dtrcon(
        LAPACK_ROW_MAJOR, LAPACKLetter.one, Triangle.upper.letter, LAPACKLetter.notUnit, Int32(n),
        t,
        Int32(leadingT), &reciprocal))
  }

  /// `LAPACKE_dtrtrs`.
  public static func trtrs(
    _ triangle: Triangle, _ transposition: Transposition, unitDiagonal: Bool, _ n: Int,
    _ count: Int, _ t: UnsafePointer<Double>, _ leadingT: Int, _ b: UnsafeMutablePointer<Double>,
    _ leadingB: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dtrtrs(
        LAPACK_ROW_MAJOR, triangle.letter, transposition.letter,
        unitDiagonal ? LAPACKLetter.unit : LAPACKLetter.notUnit, Int32(n), Int32(count), t,
        Int32(leadingT), b, Int32(leadingB)))
  }

  /// `LAPACKE_dsyevd`.
  public static func syevd(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ values: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dsyevd(
        LAPACK_ROW_MAJOR, LAPACKLetter.vectors, Triangle.lower.letter, Int32(n), a, Int32(leadingA),
        values))
  }

  /// `LAPACKE_dgeev` without vectors.
  public static func geev(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ real: UnsafeMutablePointer<Double>, _ imaginary: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgeev(
        LAPACK_ROW_MAJOR, LAPACKLetter.noVectors, LAPACKLetter.noVectors, Int32(n), a,
        Int32(leadingA),
        real, imaginary, nil, Int32(n), nil, Int32(n)))
  }

  /// `LAPACKE_dgesdd`, thin.
  public static func gesdd(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ values: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Double>, _ leadingU: Int,
    _ vTransposed: UnsafeMutablePointer<Double>, _ leadingV: Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgesdd(
        LAPACK_ROW_MAJOR, LAPACKLetter.thin, Int32(rows), Int32(columns), a, Int32(leadingA),
        values,
        u, Int32(leadingU), vTransposed, Int32(leadingV)))
  }

  /// `LAPACKE_dgelsd`.
  public static func gelsd(
    _ rows: Int, _ columns: Int, _ count: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int,
    _ b: UnsafeMutablePointer<Double>, _ leadingB: Int, _ values: UnsafeMutablePointer<Double>,
    tolerance: Double, _ rank: inout Int
  ) -> Int {
    _ = OpenBLAS.isPrepared
    var found: Int32 = 0
    let info = LAPACKE_dgelsd(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(count), a, Int32(leadingA), b,
      Int32(leadingB), values, tolerance, &found)
    rank = Int(found)
    return Int(info)
  }
}
