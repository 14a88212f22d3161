public import CVectorKernels

/// Whether a matrix operand takes part in a product as it is or transposed.
public enum Transposition: Int32, Sendable {
  /// The matrix as stored.
  case none = 111
  /// The transposed matrix.
  case transposed = 112
}

/// A scalar for which OpenBLAS and the elementwise kernels exist: `Float` and `Double`.
///
/// The requirements are the raw calls on row-major memory, with leading dimensions and without checks;
/// `Vector`, `Matrix` and the layers above are the interface for everyone else.
public protocol BLASScalar: BinaryFloatingPoint, Sendable, BitwiseCopyable, Codable, LAPACKScalar {
  /// The name of the type in a safetensors file: `F32` or `F64`.
  static var safetensorsName: String { get }

  /// `Int(self)`, as one instruction: the conversion of a generic number takes fifty times as long.
  /// - Precondition: `self` is finite and fits.
  var truncated: Int { get }

  /// Σ x[i] y[i] over `n` elements with the given strides.
  static func dot(
    _ n: Int, _ x: UnsafePointer<Self>, _ xStride: Int, _ y: UnsafePointer<Self>, _ yStride: Int
  ) -> Self

  /// The Euclidean norm of `n` elements.
  static func norm(_ n: Int, _ x: UnsafePointer<Self>, _ stride: Int) -> Self

  /// y ← y + `alpha` x.
  static func axpy(
    _ n: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ xStride: Int,
    _ y: UnsafeMutablePointer<Self>, _ yStride: Int)

  /// x ← `alpha` x.
  static func scale(_ n: Int, _ alpha: Self, _ x: UnsafeMutablePointer<Self>, _ stride: Int)

  /// y ← `alpha` op(A) x + `beta` y, where A is `rows` × `columns` as stored.
  static func gemv(
    _ transposition: Transposition, _ rows: Int, _ columns: Int, _ alpha: Self,
    _ a: UnsafePointer<Self>, _ leadingA: Int, _ x: UnsafePointer<Self>, _ xStride: Int,
    _ beta: Self, _ y: UnsafeMutablePointer<Self>, _ yStride: Int)

  /// A ← A + `alpha` x yᵀ, where A is `rows` × `columns`.
  static func ger(
    _ rows: Int, _ columns: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ xStride: Int,
    _ y: UnsafePointer<Self>, _ yStride: Int, _ a: UnsafeMutablePointer<Self>, _ leadingA: Int)

  /// C ← `alpha` op(A) op(B) + `beta` C, where op(A) is `m` × `k`, op(B) `k` × `n` and C `m` × `n`.
  static func gemm(
    _ transpositionA: Transposition, _ transpositionB: Transposition, _ m: Int, _ n: Int, _ k: Int,
    _ alpha: Self, _ a: UnsafePointer<Self>, _ leadingA: Int, _ b: UnsafePointer<Self>,
    _ leadingB: Int, _ beta: Self, _ c: UnsafeMutablePointer<Self>, _ leadingC: Int)

  /// LAPACK `gesv`: solves A X = B for square A of `n` rows in place of B, `count` right-hand sides.
  /// - Returns: LAPACK's info code.
  static func gesv(
    _ n: Int, _ count: Int, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>,
    _ b: UnsafeMutablePointer<Self>
  ) -> Int

  /// LAPACK `geqrf` and `orgqr`: A (`rows` ≥ `columns`) becomes Q of its QR decomposition, and the signs of
  /// R's diagonal go to `signs`.
  /// - Returns: LAPACK's info code.
  static func orthonormalize(
    _ rows: Int, _ columns: Int, _ a: UnsafeMutablePointer<Self>,
    _ signs: UnsafeMutablePointer<Self>
  ) -> Int

  /// The elementwise kernels of this precision.
  associatedtype Kernels: VectorKernels where Kernels.Element == Self
}

/// The elementwise kernels of one precision, under the names that both share.
///
/// Pointers are to contiguous memory unless a stride is given; see `CVectorKernels.h` for error bounds.
public protocol VectorKernels: NetworkKernels {
  /// y[i] = f(x[i]); in place allowed.
  static func unary(
    _ function: vk_unary, _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, _ n: Int)
  /// y = f(a, b) over rows × columns; a stride of 0 repeats an operand.
  static func binary(
    _ function: vk_binary, _ y: UnsafeMutablePointer<Element>, _ a: UnsafePointer<Element>,
    _ b: UnsafePointer<Element>, rows: Int, columns: Int, aStrides: (row: Int, column: Int),
    bStrides: (row: Int, column: Int))
  /// y = scale x + shift; in place allowed.
  static func affine(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, scale: Element, shift: Element,
    _ n: Int)
  /// y = min(max(x, low), high); in place allowed.
  static func clamp(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, low: Element, high: Element,
    _ n: Int)
  /// y += x.
  static func accumulate(_ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, _ n: Int)
  /// z = f(z + bias) for each row, in place.
  static func biasActivation(
    _ z: UnsafeMutablePointer<Element>, bias: UnsafePointer<Element>?, rows: Int, columns: Int,
    _ activation: vk_activation)
  /// dz = dy f′ from y = f(z), and db = the column sums of dz, added if `accumulate`.
  static func activationGradient(
    _ dz: UnsafeMutablePointer<Element>, _ db: UnsafeMutablePointer<Element>?,
    _ dy: UnsafePointer<Element>, _ y: UnsafePointer<Element>, rows: Int, columns: Int,
    _ activation: vk_activation, accumulate: Bool)
  /// The sum of `n` elements in a fixed order.
  static func sum(_ x: UnsafePointer<Element>, _ n: Int) -> Element
  /// The sum of each row.
  static func rowSums(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, rows: Int, columns: Int)
  /// The sum of each column.
  static func columnSums(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, rows: Int, columns: Int)
  /// The largest element of each row.
  static func rowMaxima(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, rows: Int, columns: Int)
  /// log Σ exp of each row.
  static func logSumExp(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, rows: Int, columns: Int)
  /// The softmax of each row; in place allowed.
  static func softmax(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, rows: Int, columns: Int)
  /// y = x W for one row x of `inputs` elements and W of `inputs` × `outputs`.
  static func rowTimesMatrix(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, _ w: UnsafePointer<Element>,
    inputs: Int, outputs: Int)
  /// y = x w for at most 8 columns, with the rows of y and w `yRow` and `wRow` elements apart.
  static func narrowProduct(
    _ y: UnsafeMutablePointer<Element>, yRow: Int, _ x: UnsafePointer<Element>,
    _ w: UnsafePointer<Element>, wRow: Int, rows: Int, inner: Int, columns: Int)
  /// Whether `matrixProduct` exists for the instruction set in use; otherwise OpenBLAS has the faster one.
  static var hasMatrixProduct: Bool { get }
  /// C = A B, or C += A B if `adds`; then plus the bias row, then without what is negative if `rectifies`.
  ///
  /// One of B's strides is 1. Each element is one chain of multiply-adds in the order of the inner
  /// dimension, so a row's bits do not depend on how many rows there are.
  static func matrixProduct(
    _ c: UnsafeMutablePointer<Element>, cRow: Int, _ a: UnsafePointer<Element>,
    aStrides: (row: Int, column: Int), _ b: UnsafePointer<Element>,
    bStrides: (row: Int, column: Int), rows: Int, columns: Int, inner: Int,
    bias: UnsafePointer<Element>?, adds: Bool, rectifies: Bool)
  /// One step of Adam on θ with moments m and v; `scale` multiplies the gradient g.
  static func adam(
    _ θ: UnsafeMutablePointer<Element>, _ m: UnsafeMutablePointer<Element>,
    _ v: UnsafeMutablePointer<Element>, _ g: UnsafePointer<Element>, _ n: Int, scale: Element,
    rate: Element, beta1: Element, beta2: Element, epsilon: Element, correction1: Element,
    correction2: Element, decay: Element)
  /// One step of gradient descent with momentum on θ with velocity u.
  static func momentum(
    _ θ: UnsafeMutablePointer<Element>, _ u: UnsafeMutablePointer<Element>,
    _ g: UnsafePointer<Element>, _ n: Int, scale: Element, rate: Element, momentum: Element,
    nesterov: Bool)
  /// One step of RMSProp on θ with mean square v, velocity u and, if centred, mean.
  static func rmsprop(
    _ θ: UnsafeMutablePointer<Element>, _ v: UnsafeMutablePointer<Element>,
    mean: UnsafeMutablePointer<Element>?, _ u: UnsafeMutablePointer<Element>,
    _ g: UnsafePointer<Element>, _ n: Int, scale: Element, rate: Element, decay: Element,
    epsilon: Element, momentum: Element)
  /// y += weight (x − y).
  static func moveToward(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, weight: Element, _ n: Int)
  /// y = x^exponent; in place allowed.
  static func power(
    _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, _ exponent: Element, _ n: Int)
  /// y = mask ≠ 0 ? a : b over rows × columns; a stride of 0 repeats an operand.
  static func select(
    _ y: UnsafeMutablePointer<Element>, _ mask: UnsafePointer<Element>,
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, rows: Int, columns: Int,
    maskStrides: (row: Int, column: Int), aStrides: (row: Int, column: Int),
    bStrides: (row: Int, column: Int))
  /// dy = a b ∂f′/∂y, where f′ is known from y = f(z).
  static func activationCurvature(
    _ dy: UnsafeMutablePointer<Element>, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    _ y: UnsafePointer<Element>, _ n: Int, _ activation: vk_activation)
  /// Whether every element is finite.
  static func allFinite(_ x: UnsafePointer<Element>, _ n: Int) -> Bool
}
