internal import CVectorKernels

extension BLASScalar {
  /// C ← op(A) op(B) + `beta` C on contiguous row-major memory, by the fastest routine for the shape.
  ///
  /// op(A) is `m` × `k`, op(B) is `k` × `n`, C is `m` × `n`; an operand that is transposed is stored with its
  /// dimensions exchanged. Products with a dimension of 1 or with few columns, for which a matrix kernel pads,
  /// copies or allocates, have kernels of their own; empty products never reach BLAS.
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
    } else if transpositionA == .none, transpositionB == .none, beta == 0, n % 16 != 0, n % 16 <= 8,
      n <= 8 || m * n * k <= 1_000_000
    {
      // What is left over 16 columns goes to our kernel: OpenBLAS's for small matrices allocates for it.
      let wide = n - n % 16
      if wide > 0 { gemm(.none, .none, m, wide, k, 1, a, k, b, n, 0, c, n) }
      Kernels.narrowProduct(
        c + wide, yRow: n, a, b + wide, wRow: n, rows: m, inner: k, columns: n - wide)
    } else if k == 1, beta == 0 {
      Kernels.binary(
        VK_BINARY_multiply, c, a, b, rows: m, columns: n, aStrides: (1, 0), bStrides: (0, 1))
    } else {
      gemm(
        transpositionA, transpositionB, m, n, k, 1, a, transpositionA == .none ? k : m, b,
        transpositionB == .none ? n : k, beta, c, n)
    }
  }
}
