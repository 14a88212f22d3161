public import CVectorKernels

extension BLASScalar {
  /// C ← op(A) op(B) + `beta` C on contiguous row-major memory, by the fastest routine for the shape.
  ///
  /// op(A) is `m` × `k`, op(B) is `k` × `n`, C is `m` × `n`; an operand that is transposed is stored with its
  /// dimensions exchanged. Products of moderate size have a kernel of our own, which beats OpenBLAS there;
  /// so have those with a dimension of 1 or with few columns. Large ones go to OpenBLAS, empty ones nowhere.
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
    } else if transpositionA == .none, transpositionB == .none, beta == 0, leavesFewColumns(n),
      n <= 8 || m * n * k <= 1_000_000
    {
      // What is left over 16 columns goes to another kernel, which does not fill up vectors.
      let wide = n - n % 16
      if wide > 0, !tiledProduct(transpositionA, transpositionB, m, wide, k, a, b, bRow: n, c, n) {
        gemm(.none, .none, m, wide, k, 1, a, k, b, n, 0, c, n)
      }
      Kernels.narrowProduct(
        c + wide, yRow: n, a, b + wide, wRow: n, rows: m, inner: k, columns: n - wide)
    } else if k == 1, beta == 0 {
      Kernels.binary(
        VK_BINARY_multiply, c, a, b, rows: m, columns: n, aStrides: (1, 0), bStrides: (0, 1))
    } else if beta == 0 || beta == 1,
      tiledProduct(
        transpositionA, transpositionB, m, n, k, a, b, bRow: transpositionB == .none ? n : k, c, n,
        adds: beta == 1)
    {
      return
    } else {
      gemm(
        transpositionA, transpositionB, m, n, k, 1, a, transpositionA == .none ? k : m, b,
        transpositionB == .none ? n : k, beta, c, n)
    }
  }

  /// Y ← f(X W + b): a dense layer.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of X and Y.
  ///   - inputs: The number of columns of X.
  ///   - outputs: The number of columns of Y.
  ///   - x: X [rows × inputs]
  ///   - w: W [inputs × outputs]
  ///   - bias: b [1 × outputs], or nil for none.
  ///   - activation: f.
  ///   - y: Y [rows × outputs]
  @inline(__always)
  public static func dense(
    rows: Int, inputs: Int, outputs: Int, _ x: UnsafePointer<Self>, _ w: UnsafePointer<Self>,
    bias: UnsafePointer<Self>?, _ activation: vk_activation, into y: UnsafeMutablePointer<Self>
  ) {
    if rows > 1, inputs > 0, !leavesFewColumns(outputs),
      tiledProduct(
        .none, .none, rows, outputs, inputs, x, w, bRow: outputs, y, outputs, bias: bias,
        rectifies: activation == VK_RELU)
    {
      if activation != VK_IDENTITY && activation != VK_RELU {
        Kernels.biasActivation(y, bias: nil, rows: rows, columns: outputs, activation)
      }
    } else {
      product(.none, .none, rows, outputs, inputs, x, w, into: y)
      Kernels.biasActivation(y, bias: bias, rows: rows, columns: outputs, activation)
    }
  }

  /// Whether columns are left over that would hardly fill a vector.
  @inline(__always)
  private static func leavesFewColumns(_ n: Int) -> Bool { n % 16 != 0 && n % 16 <= 8 }

  /// C ← op(A) op(B), or added to C, by our kernel; false, and nothing done, where OpenBLAS is faster.
  ///
  /// Measured against OpenBLAS, it loses where the products' operands leave the second-level cache, where C
  /// has few columns, and where a transposed B would be turned for the sake of a few rows.
  @inline(__always)
  private static func tiledProduct(
    _ transpositionA: Transposition, _ transpositionB: Transposition, _ m: Int, _ n: Int, _ k: Int,
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, bRow: Int, _ c: UnsafeMutablePointer<Self>,
    _ cRow: Int, adds: Bool = false, bias: UnsafePointer<Self>? = nil, rectifies: Bool = false
  ) -> Bool {
    guard Kernels.hasMatrixProduct, n > 8, n * k <= 1 << 18, m * n * k <= 1 << 27,
      transpositionB == .none || m >= 12
    else { return false }
    Kernels.matrixProduct(
      c, cRow: cRow, a, aStrides: transpositionA == .none ? (k, 1) : (1, m), b,
      bStrides: transpositionB == .none ? (bRow, 1) : (1, bRow), rows: m, columns: n, inner: k,
      bias: bias, adds: adds, rectifies: rectifies)
    return true
  }
}
