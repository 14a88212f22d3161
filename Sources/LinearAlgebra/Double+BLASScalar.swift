internal import COpenBLAS
public import CVectorKernels

extension Double: BLASScalar {
  /// `F64`.
  public static var safetensorsName: String { "F64" }

  /// `Int(self)`.
  @inlinable public var truncated: Int { Int(self) }

  /// `cblas_ddot`.
  public static func dot(
    _ n: Int, _ x: UnsafePointer<Double>, _ xStride: Int, _ y: UnsafePointer<Double>, _ yStride: Int
  ) -> Double {
    _ = OpenBLAS.isPrepared
    return cblas_ddot(Int32(n), x, Int32(xStride), y, Int32(yStride))
  }

  /// `cblas_dnrm2`.
  public static func norm(_ n: Int, _ x: UnsafePointer<Double>, _ stride: Int) -> Double {
    _ = OpenBLAS.isPrepared
    return cblas_dnrm2(Int32(n), x, Int32(stride))
  }

  /// `cblas_daxpy`.
  public static func axpy(
    _ n: Int, _ alpha: Double, _ x: UnsafePointer<Double>, _ xStride: Int,
    _ y: UnsafeMutablePointer<Double>, _ yStride: Int
  ) {
    _ = OpenBLAS.isPrepared
    cblas_daxpy(Int32(n), alpha, x, Int32(xStride), y, Int32(yStride))
  }

  /// `cblas_dscal`.
  public static func scale(
    _ n: Int, _ alpha: Double, _ x: UnsafeMutablePointer<Double>, _ stride: Int
  ) {
    _ = OpenBLAS.isPrepared
    cblas_dscal(Int32(n), alpha, x, Int32(stride))
  }

  /// `cblas_dgemv`, row-major.
  public static func gemv(
    _ transposition: Transposition, _ rows: Int, _ columns: Int, _ alpha: Double,
    _ a: UnsafePointer<Double>, _ leadingA: Int, _ x: UnsafePointer<Double>, _ xStride: Int,
    _ beta: Double, _ y: UnsafeMutablePointer<Double>, _ yStride: Int
  ) {
    _ = OpenBLAS.isPrepared
    cblas_dgemv(
      CblasRowMajor, transposition.cblas, Int32(rows), Int32(columns), alpha, a, Int32(leadingA), x,
      Int32(xStride), beta, y, Int32(yStride))
  }

  /// `cblas_dger`, row-major.
  public static func ger(
    _ rows: Int, _ columns: Int, _ alpha: Double, _ x: UnsafePointer<Double>, _ xStride: Int,
    _ y: UnsafePointer<Double>, _ yStride: Int, _ a: UnsafeMutablePointer<Double>, _ leadingA: Int
  ) {
    _ = OpenBLAS.isPrepared
    cblas_dger(
      CblasRowMajor, Int32(rows), Int32(columns), alpha, x, Int32(xStride), y, Int32(yStride), a,
      Int32(leadingA))
  }

  /// `cblas_dgemm`, row-major.
  public static func gemm(
    _ transpositionA: Transposition, _ transpositionB: Transposition, _ m: Int, _ n: Int, _ k: Int,
    _ alpha: Double, _ a: UnsafePointer<Double>, _ leadingA: Int, _ b: UnsafePointer<Double>,
    _ leadingB: Int, _ beta: Double, _ c: UnsafeMutablePointer<Double>, _ leadingC: Int
  ) {
    _ = OpenBLAS.isPrepared
    cblas_dgemm(
      CblasRowMajor, transpositionA.cblas, transpositionB.cblas, Int32(m), Int32(n), Int32(k),
      alpha,
      a, Int32(leadingA), b, Int32(leadingB), beta, c, Int32(leadingC))
  }

  /// `LAPACKE_dgesv`, row-major.
  public static func gesv(
    _ n: Int, _ count: Int, _ a: UnsafeMutablePointer<Double>,
    _ pivots: UnsafeMutablePointer<Int32>,
    _ b: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return Int(
      LAPACKE_dgesv(
        LAPACK_ROW_MAJOR, Int32(n), Int32(count), a, Int32(n), pivots, b, Int32(count)))
  }

  /// `LAPACKE_dgeqrf` and `LAPACKE_dorgqr`, row-major.
  public static func orthonormalize(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>,
    _ signs: UnsafeMutablePointer<Double>
  ) -> Int {
    _ = OpenBLAS.isPrepared
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { τ in
      let (m, n) = (Int32(rows), Int32(columns))
      let info = LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, m, n, a, n, τ.baseAddress)
      guard info == 0 else { return Int(info) }
      for j in 0..<columns { signs[j] = a[j * columns + j] < 0 ? -1 : 1 }
      return Int(LAPACKE_dorgqr(LAPACK_ROW_MAJOR, m, n, n, a, n, τ.baseAddress))
    }
  }

  /// The elementwise kernels in double precision.
  public enum Kernels: VectorKernels {
    /// y[i] = f(x[i]); in place allowed.
    public static func unary(
      _ function: vk_unary, _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ n: Int
    ) {
      vk_unary_f64(function, y, x, n)
    }
    /// y = f(a, b) over rows × columns; a stride of 0 repeats an operand.
    public static func binary(
      _ function: vk_binary, _ y: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>,
      _ b: UnsafePointer<Double>, rows: Int, columns: Int, aStrides: (row: Int, column: Int),
      bStrides: (row: Int, column: Int)
    ) {
      vk_binary_f64(
        function, y, a, b, rows, columns, aStrides.row, aStrides.column, bStrides.row,
        bStrides.column)
    }
    /// y = scale x + shift; in place allowed.
    public static func affine(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, scale: Double, shift: Double,
      _ n: Int
    ) {
      vk_f64().pointee.affine(y, x, scale, shift, n)
    }
    /// y = min(max(x, low), high); in place allowed.
    public static func clamp(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, low: Double, high: Double,
      _ n: Int
    ) {
      vk_f64().pointee.clamp(y, x, low, high, n)
    }
    /// y += x.
    public static func accumulate(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ n: Int
    ) {
      vk_f64().pointee.accumulate(y, x, n)
    }
    /// z = f(z + bias) for each row, in place.
    public static func biasActivation(
      _ z: UnsafeMutablePointer<Double>, bias: UnsafePointer<Double>?, rows: Int, columns: Int,
      _ activation: vk_activation
    ) {
      vk_f64().pointee.bias_activation(z, bias, rows, columns, Int32(activation.rawValue))
    }
    /// dz = dy f′ from y = f(z), and db = the column sums of dz, added if `accumulate`.
    public static func activationGradient(
      _ dz: UnsafeMutablePointer<Double>, _ db: UnsafeMutablePointer<Double>?,
      _ dy: UnsafePointer<Double>, _ y: UnsafePointer<Double>, rows: Int, columns: Int,
      _ activation: vk_activation, accumulate: Bool
    ) {
      vk_f64().pointee.activation_gradient(
        dz, db, dy, y, rows, columns, Int32(activation.rawValue), accumulate ? 1 : 0)
    }
    /// The sum of `n` elements in a fixed order.
    public static func sum(_ x: UnsafePointer<Double>, _ n: Int) -> Double {
      vk_f64().pointee.sum(x, n)
    }
    /// The sum of each row.
    public static func rowSums(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, rows: Int, columns: Int
    ) {
      vk_f64().pointee.row_sums(y, x, rows, columns)
    }
    /// The sum of each column.
    public static func columnSums(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, rows: Int, columns: Int
    ) {
      vk_f64().pointee.column_sums(y, x, rows, columns)
    }
    /// The largest element of each row.
    public static func rowMaxima(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, rows: Int, columns: Int
    ) {
      vk_f64().pointee.row_maxima(y, x, rows, columns)
    }
    /// log Σ exp of each row.
    public static func logSumExp(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, rows: Int, columns: Int
    ) {
      vk_f64().pointee.log_sum_exp(y, x, rows, columns)
    }
    /// The softmax of each row; in place allowed.
    public static func softmax(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, rows: Int, columns: Int
    ) {
      vk_f64().pointee.softmax(y, x, rows, columns)
    }
    /// y = x W for one row x of `inputs` elements and W of `inputs` × `outputs`.
    public static func rowTimesMatrix(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ w: UnsafePointer<Double>,
      inputs: Int, outputs: Int
    ) {
      vk_f64().pointee.row_times_matrix(y, x, w, inputs, outputs)
    }
    /// y = x w for at most 8 columns, with the rows of y and w at their distances.
    public static func narrowProduct(
      _ y: UnsafeMutablePointer<Double>, yRow: Int, _ x: UnsafePointer<Double>,
      _ w: UnsafePointer<Double>,
      wRow: Int, rows: Int, inner: Int, columns: Int
    ) {
      vk_f64().pointee.narrow_product(y, yRow, x, w, wRow, rows, inner, columns)
    }
    /// Whether `matrixProduct` exists for the instruction set in use.
    public static var hasMatrixProduct: Bool { vk_f64().pointee.matrix_product != nil }
    /// C = A B or C += A B, then the bias row, then ReLU.
    public static func matrixProduct(
      _ c: UnsafeMutablePointer<Double>, cRow: Int, _ a: UnsafePointer<Double>,
      aStrides: (row: Int, column: Int), _ b: UnsafePointer<Double>,
      bStrides: (row: Int, column: Int), rows: Int, columns: Int, inner: Int,
      bias: UnsafePointer<Double>?, adds: Bool, rectifies: Bool
    ) {
      vk_f64().pointee.matrix_product(
        c, cRow, a, aStrides.row, aStrides.column, b, bStrides.row, bStrides.column, rows, columns,
        inner, bias, adds ? 1 : 0, rectifies ? 1 : 0)
    }
    /// One step of Adam on θ with moments m and v; `scale` multiplies the gradient g.
    public static func adam(
      _ θ: UnsafeMutablePointer<Double>, _ m: UnsafeMutablePointer<Double>,
      _ v: UnsafeMutablePointer<Double>, _ g: UnsafePointer<Double>, _ n: Int, scale: Double,
      rate: Double, beta1: Double, beta2: Double, epsilon: Double, correction1: Double,
      correction2: Double, decay: Double
    ) {
      vk_f64().pointee.adam(
        θ, m, v, g, n, scale, rate, beta1, beta2, epsilon, correction1, correction2, decay)
    }
    /// One step of gradient descent with momentum on θ with velocity u.
    public static func momentum(
      _ θ: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Double>,
      _ g: UnsafePointer<Double>, _ n: Int, scale: Double, rate: Double, momentum: Double,
      nesterov: Bool
    ) {
      vk_f64().pointee.momentum(θ, u, g, n, scale, rate, momentum, nesterov ? 1 : 0)
    }
    /// One step of RMSProp on θ with mean square v, velocity u and, if centred, mean.
    public static func rmsprop(
      _ θ: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>,
      mean: UnsafeMutablePointer<Double>?, _ u: UnsafeMutablePointer<Double>,
      _ g: UnsafePointer<Double>, _ n: Int, scale: Double, rate: Double, decay: Double,
      epsilon: Double, momentum: Double
    ) {
      vk_f64().pointee.rmsprop(θ, v, mean, u, g, n, scale, rate, decay, epsilon, momentum)
    }
    /// y += weight (x − y).
    public static func moveToward(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, weight: Double, _ n: Int
    ) {
      vk_f64().pointee.move_toward(y, x, weight, n)
    }
    /// y = x^exponent; in place allowed.
    public static func power(
      _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ exponent: Double, _ n: Int
    ) {
      vk_f64().pointee.power(y, x, exponent, n)
    }
    /// y = mask ≠ 0 ? a : b over rows × columns; a stride of 0 repeats an operand.
    public static func select(
      _ y: UnsafeMutablePointer<Double>, _ mask: UnsafePointer<Double>, _ a: UnsafePointer<Double>,
      _ b: UnsafePointer<Double>, rows: Int, columns: Int, maskStrides: (row: Int, column: Int),
      aStrides: (row: Int, column: Int), bStrides: (row: Int, column: Int)
    ) {
      vk_f64().pointee.select(
        y, mask, a, b, rows, columns, maskStrides.row, maskStrides.column, aStrides.row,
        aStrides.column, bStrides.row, bStrides.column)
    }
    /// dy = a b ∂f′/∂y, where f′ is known from y = f(z).
    public static func activationCurvature(
      _ dy: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
      _ y: UnsafePointer<Double>, _ n: Int, _ activation: vk_activation
    ) {
      vk_f64().pointee.activation_curvature(dy, a, b, y, n, Int32(activation.rawValue))
    }
    /// Whether every element is finite.
    public static func allFinite(_ x: UnsafePointer<Double>, _ n: Int) -> Bool {
      vk_f64().pointee.all_finite(x, n) == 1
    }
  }
}
