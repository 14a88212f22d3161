internal import CVectorKernels

extension BLASScalar {
  /// C ← op(A) op(B) + `beta` C on contiguous row-major memory, by the fastest routine for the shape.
  ///
  /// op(A) is `m` × `k`, op(B) is `k` × `n`, C is `m` × `n`; an operand that is transposed is stored with its
  /// dimensions exchanged. Products with a dimension of 1, for which a matrix kernel pads and copies, go to
  /// level 2 routines; empty products never reach BLAS.
  @inline(__always)
  public static func product(
    _ transpositionA: Transposition, _ transpositionB: Transposition, _ m: Int, _ n: Int, _ k: Int,
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, beta: Self = 0,
    into c: UnsafeMutablePointer<Self>
  ) {
    guard m > 0, n > 0 else { return }
    if k == 0 {
      if beta == 0 { c.update(repeating: 0, count: m * n) } else { scale(m * n, beta, c, 1) }
    } else if m == 1, transpositionB == .none, beta == 0 {
      Kernels.rowTimesMatrix(c, a, b, inputs: k, outputs: n)
    } else if m == 1 {
      // cᵀ = op(B)ᵀ aᵀ; a row and a column have the same memory.
      let (rows, columns) = transpositionB == .none ? (k, n) : (n, k)
      gemv(
        transpositionB == .none ? .transposed : .none, rows, columns, 1, b, columns, a, 1, beta, c,
        1)
    } else if n == 1 {
      let (rows, columns) = transpositionA == .none ? (m, k) : (k, m)
      gemv(transpositionA, rows, columns, 1, a, columns, b, 1, beta, c, 1)
    } else if k == 1, beta == 0 {
      Kernels.binary(
        VK_BINARY_multiply, c, a, b, rows: m, columns: n, aStrides: (1, 0), bStrides: (0, 1))
    } else if transpositionA == .none, transpositionB == .none, 1...8 ~= n % 16,
      m * n * k <= 1_000_000, beta == 0 || beta == 1
    {
      // OpenBLAS's kernel for small products would allocate here, to pack the columns beyond a multiple of 16.
      let (rest, whole) = (n % 16, n - n % 16)
      if whole > 0 { gemm(.none, .none, m, whole, k, 1, a, k, b, n, beta, c, n) }
      Kernels.narrowProduct(
        c + whole, cRow: n, a, b + whole, bRow: n, m, rest, k, accumulate: beta == 1)
    } else {
      gemm(
        transpositionA, transpositionB, m, n, k, 1, a, transpositionA == .none ? k : m, b,
        transpositionB == .none ? n : k, beta, c, n)
    }
  }
}
