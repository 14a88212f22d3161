public import CVectorKernels

/// The kernels of images, layer normalisation and recurrent cells in one precision; see `CVectorKernels.h`.
public protocol NetworkKernels {
  /// The precision.
  associatedtype Element
  /// y = f(x) for windows that slide over `batch` images.
  static func window(
    _ function: vk_window_function, _ y: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>,
    batch: Int, _ window: vk_window
  )
  /// y = (x − mean) scale gain + bias for each row; mean and scale of each row go to `statistics`.
  static func layerNorm(
    _ y: UnsafeMutablePointer<Element>, statistics: UnsafeMutablePointer<Element>,
    _ x: UnsafePointer<Element>, gain: UnsafePointer<Element>, bias: UnsafePointer<Element>,
    rows: Int, columns: Int, epsilon: Element
  )
  /// The gradient of `layerNorm`, in place allowed on dy; adds to dgain and dbias unless nil.
  static func layerNormGradient(
    _ dx: UnsafeMutablePointer<Element>, dgain: UnsafeMutablePointer<Element>?,
    dbias: UnsafeMutablePointer<Element>?, _ dy: UnsafePointer<Element>,
    _ x: UnsafePointer<Element>, statistics: UnsafePointer<Element>, gain: UnsafePointer<Element>,
    rows: Int, columns: Int
  )
  /// One step of a gated recurrent unit on [rows × width].
  static func gru(
    _ h: UnsafeMutablePointer<Element>, gates: UnsafeMutablePointer<Element>,
    _ x: UnsafePointer<Element>, _ u: UnsafePointer<Element>, inputBias: UnsafePointer<Element>,
    hiddenBias: UnsafePointer<Element>, previous: UnsafePointer<Element>, rows: Int, width: Int
  )
  /// The gradient of `gru`; see the header for what carry and sums are.
  static func gruGradient(
    _ dx: UnsafeMutablePointer<Element>, _ du: UnsafeMutablePointer<Element>,
    carry: UnsafeMutablePointer<Element>, sums: UnsafeMutablePointer<Element>,
    _ dh: UnsafePointer<Element>, gates: UnsafePointer<Element>, previous: UnsafePointer<Element>,
    rows: Int, width: Int
  )
  /// One step of a long short-term memory on [rows × width].
  static func lstm(
    _ h: UnsafeMutablePointer<Element>, cell: UnsafeMutablePointer<Element>,
    gates: UnsafeMutablePointer<Element>, _ x: UnsafePointer<Element>, _ u: UnsafePointer<Element>,
    inputBias: UnsafePointer<Element>, hiddenBias: UnsafePointer<Element>,
    previousCell: UnsafePointer<Element>, rows: Int, width: Int
  )
  /// The gradient of `lstm`; see the header for what the carries and sums are.
  static func lstmGradient(
    _ dx: UnsafeMutablePointer<Element>, carry: UnsafeMutablePointer<Element>,
    cellCarry: UnsafeMutablePointer<Element>, sums: UnsafeMutablePointer<Element>,
    _ dh: UnsafePointer<Element>, _ dcell: UnsafePointer<Element>, gates: UnsafePointer<Element>,
    previousCell: UnsafePointer<Element>, rows: Int, width: Int
  )
}

extension Float.Kernels {
  /// y = f(x) for windows that slide over `batch` images.
  public static func window(
    _ function: vk_window_function, _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
    batch: Int, _ window: vk_window
  ) {
    withUnsafePointer(to: window) { vk_window_f32(function, y, x, batch, $0) }
  }
  /// y = (x − mean) scale gain + bias for each row; mean and scale of each row go to `statistics`.
  public static func layerNorm(
    _ y: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>,
    _ x: UnsafePointer<Float>, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, rows: Int,
    columns: Int, epsilon: Float
  ) {
    vk_f32().pointee.layer_norm(y, statistics, x, gain, bias, rows, columns, epsilon)
  }
  /// The gradient of `layerNorm`, in place allowed on dy; adds to dgain and dbias unless nil.
  public static func layerNormGradient(
    _ dx: UnsafeMutablePointer<Float>, dgain: UnsafeMutablePointer<Float>?,
    dbias: UnsafeMutablePointer<Float>?, _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    statistics: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    vk_f32().pointee.layer_norm_gradient(dx, dgain, dbias, dy, x, statistics, gain, rows, columns)
  }
  /// One step of a gated recurrent unit on [rows × width].
  public static func gru(
    _ h: UnsafeMutablePointer<Float>, gates: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
    _ u: UnsafePointer<Float>, inputBias: UnsafePointer<Float>, hiddenBias: UnsafePointer<Float>,
    previous: UnsafePointer<Float>, rows: Int, width: Int
  ) {
    vk_f32().pointee.gru(h, gates, x, u, inputBias, hiddenBias, previous, rows, width)
  }
  /// The gradient of `gru`; see the header for what carry and sums are.
  public static func gruGradient(
    _ dx: UnsafeMutablePointer<Float>, _ du: UnsafeMutablePointer<Float>,
    carry: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>,
    _ dh: UnsafePointer<Float>, gates: UnsafePointer<Float>, previous: UnsafePointer<Float>,
    rows: Int, width: Int
  ) {
    vk_f32().pointee.gru_gradient(dx, du, carry, sums, dh, gates, previous, rows, width)
  }
  /// One step of a long short-term memory on [rows × width].
  public static func lstm(
    _ h: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    gates: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ u: UnsafePointer<Float>,
    inputBias: UnsafePointer<Float>, hiddenBias: UnsafePointer<Float>,
    previousCell: UnsafePointer<Float>, rows: Int, width: Int
  ) {
    vk_f32().pointee.lstm(h, cell, gates, x, u, inputBias, hiddenBias, previousCell, rows, width)
  }
  /// The gradient of `lstm`; see the header for what the carries and sums are.
  public static func lstmGradient(
    _ dx: UnsafeMutablePointer<Float>, carry: UnsafeMutablePointer<Float>,
    cellCarry: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>,
    _ dh: UnsafePointer<Float>, _ dcell: UnsafePointer<Float>, gates: UnsafePointer<Float>,
    previousCell: UnsafePointer<Float>, rows: Int, width: Int
  ) {
    vk_f32().pointee.lstm_gradient(
      dx, carry, cellCarry, sums, dh, dcell, gates, previousCell, rows, width)
  }
}

extension Double.Kernels {
  /// y = f(x) for windows that slide over `batch` images.
  public static func window(
    _ function: vk_window_function, _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>,
    batch: Int, _ window: vk_window
  ) {
    withUnsafePointer(to: window) { vk_window_f64(function, y, x, batch, $0) }
  }
  /// y = (x − mean) scale gain + bias for each row; mean and scale of each row go to `statistics`.
  public static func layerNorm(
    _ y: UnsafeMutablePointer<Double>, statistics: UnsafeMutablePointer<Double>,
    _ x: UnsafePointer<Double>, gain: UnsafePointer<Double>, bias: UnsafePointer<Double>, rows: Int,
    columns: Int, epsilon: Double
  ) {
    vk_f64().pointee.layer_norm(y, statistics, x, gain, bias, rows, columns, epsilon)
  }
  /// The gradient of `layerNorm`, in place allowed on dy; adds to dgain and dbias unless nil.
  public static func layerNormGradient(
    _ dx: UnsafeMutablePointer<Double>, dgain: UnsafeMutablePointer<Double>?,
    dbias: UnsafeMutablePointer<Double>?, _ dy: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    statistics: UnsafePointer<Double>, gain: UnsafePointer<Double>, rows: Int, columns: Int
  ) {
    vk_f64().pointee.layer_norm_gradient(dx, dgain, dbias, dy, x, statistics, gain, rows, columns)
  }
  /// One step of a gated recurrent unit on [rows × width].
  public static func gru(
    _ h: UnsafeMutablePointer<Double>, gates: UnsafeMutablePointer<Double>,
    _ x: UnsafePointer<Double>, _ u: UnsafePointer<Double>, inputBias: UnsafePointer<Double>,
    hiddenBias: UnsafePointer<Double>, previous: UnsafePointer<Double>, rows: Int, width: Int
  ) {
    vk_f64().pointee.gru(h, gates, x, u, inputBias, hiddenBias, previous, rows, width)
  }
  /// The gradient of `gru`; see the header for what carry and sums are.
  public static func gruGradient(
    _ dx: UnsafeMutablePointer<Double>, _ du: UnsafeMutablePointer<Double>,
    carry: UnsafeMutablePointer<Double>, sums: UnsafeMutablePointer<Double>,
    _ dh: UnsafePointer<Double>, gates: UnsafePointer<Double>, previous: UnsafePointer<Double>,
    rows: Int, width: Int
  ) {
    vk_f64().pointee.gru_gradient(dx, du, carry, sums, dh, gates, previous, rows, width)
  }
  /// One step of a long short-term memory on [rows × width].
  public static func lstm(
    _ h: UnsafeMutablePointer<Double>, cell: UnsafeMutablePointer<Double>,
    gates: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ u: UnsafePointer<Double>,
    inputBias: UnsafePointer<Double>, hiddenBias: UnsafePointer<Double>,
    previousCell: UnsafePointer<Double>, rows: Int, width: Int
  ) {
    vk_f64().pointee.lstm(h, cell, gates, x, u, inputBias, hiddenBias, previousCell, rows, width)
  }
  /// The gradient of `lstm`; see the header for what the carries and sums are.
  public static func lstmGradient(
    _ dx: UnsafeMutablePointer<Double>, carry: UnsafeMutablePointer<Double>,
    cellCarry: UnsafeMutablePointer<Double>, sums: UnsafeMutablePointer<Double>,
    _ dh: UnsafePointer<Double>, _ dcell: UnsafePointer<Double>, gates: UnsafePointer<Double>,
    previousCell: UnsafePointer<Double>, rows: Int, width: Int
  ) {
    vk_f64().pointee.lstm_gradient(
      dx, carry, cellCarry, sums, dh, dcell, gates, previousCell, rows, width)
  }
}
