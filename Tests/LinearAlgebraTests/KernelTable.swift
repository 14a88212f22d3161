import CVectorKernels
import LinearAlgebra
import Testing

/// The kernels of one precision and one instruction set as functions of arrays, whatever set is in use.
struct KernelTable<T: BLASScalar>: CustomTestStringConvertible {
  typealias Pointer = UnsafeMutablePointer<T>?
  typealias Source = UnsafePointer<T>?

  let name: String
  let unary: [(Pointer, Source, Int) -> Void]
  let binary: [(Pointer, Source, Source, Int, Int, Int, Int, Int, Int) -> Void]
  let affine: (Pointer, Source, T, T, Int) -> Void
  let clamp: (Pointer, Source, T, T, Int) -> Void
  let accumulate: (Pointer, Source, Int) -> Void
  let biasActivation: (Pointer, Source, Int, Int, Int32) -> Void
  let activationGradient: (Pointer, Pointer, Source, Source, Int, Int, Int32, Int32) -> Void
  let sum: (Source, Int) -> T
  let rowSums: (Pointer, Source, Int, Int) -> Void
  let columnSums: (Pointer, Source, Int, Int) -> Void
  let rowMaxima: (Pointer, Source, Int, Int) -> Void
  let logSumExp: (Pointer, Source, Int, Int) -> Void
  let softmax: (Pointer, Source, Int, Int) -> Void
  let rowTimesMatrix: (Pointer, Source, Source, Int, Int) -> Void
  let adam: (Pointer, Pointer, Pointer, Source, Int, T, T, T, T, T, T, T, T) -> Void
  let momentum: (Pointer, Pointer, Source, Int, T, T, T, Int32) -> Void
  let rmsprop: (Pointer, Pointer, Pointer, Pointer, Source, Int, T, T, T, T, T) -> Void
  let moveToward: (Pointer, Source, T, Int) -> Void
  let allFinite: (Source, Int) -> Int32
  let power: (Pointer, Source, T, Int) -> Void
  let select: (Pointer, Source, Source, Source, Int, Int, Int, Int, Int, Int, Int, Int) -> Void
  let activationCurvature: (Pointer, Source, Source, Source, Int, Int32) -> Void

  var testDescription: String { "\(T.self) \(name)" }
  var hasFMA: Bool { name != "baseline" }

  /// The result of a unary function.
  func unary(_ function: vk_unary, _ x: [T]) -> [T] {
    var y = [T](repeating: 42, count: x.count)
    unary[Int(function.rawValue)](&y, x, x.count)
    return y
  }
}

/// The instruction sets that the library knows.
let kernelNames = ["baseline", "x86-64-v3", "x86-64-v4"]

/// The elements of a C array, which Swift sees as a tuple.
private func elements<Tuple, Function>(_ tuple: Tuple, _ count: UInt32, _: Function.Type)
  -> [Function]
{
  withUnsafeBytes(of: tuple) { bytes in
    (0..<Int(count)).map {
      bytes.load(fromByteOffset: $0 * MemoryLayout<Function>.stride, as: Function.self)
    }
  }
}

private typealias UnaryF32 =
  @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void
private typealias BinaryF32 =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int, Int, Int,
    Int,
    Int
  ) -> Void

extension KernelTable where T == Float {
  /// The tables that this machine can run.
  static var available: [Self] { kernelNames.compactMap(Self.init) }

  init?(named name: String) {
    guard let t = vk_f32_named(name)?.pointee else { return nil }
    self.init(
      name: name,
      unary: elements(t.unary, VK_UNARY_COUNT.rawValue, UnaryF32.self).map { f in { f($0, $1, $2) }
      },
      binary: elements(t.binary, VK_BINARY_COUNT.rawValue, BinaryF32.self).map { f in
        { f($0, $1, $2, $3, $4, $5, $6, $7, $8) }
      }, affine: t.affine, clamp: t.clamp, accumulate: t.accumulate,
      biasActivation: t.bias_activation, activationGradient: t.activation_gradient, sum: t.sum,
      rowSums: t.row_sums, columnSums: t.column_sums, rowMaxima: t.row_maxima,
      logSumExp: t.log_sum_exp, softmax: t.softmax, rowTimesMatrix: t.row_times_matrix,
      adam: t.adam, momentum: t.momentum, rmsprop: t.rmsprop, moveToward: t.move_toward,
      allFinite: t.all_finite, power: t.power, select: t.select,
      activationCurvature: t.activation_curvature)
  }
}

private typealias UnaryF64 =
  @convention(c) (UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, Int) -> Void
private typealias BinaryF64 =
  @convention(c) (
    UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, UnsafePointer<Double>?, Int, Int, Int,
    Int, Int,
    Int
  ) -> Void

extension KernelTable where T == Double {
  /// The tables that this machine can run.
  static var available: [Self] { kernelNames.compactMap(Self.init) }

  init?(named name: String) {
    guard let t = vk_f64_named(name)?.pointee else { return nil }
    self.init(
      name: name,
      unary: elements(t.unary, VK_UNARY_COUNT.rawValue, UnaryF64.self).map { f in { f($0, $1, $2) }
      },
      binary: elements(t.binary, VK_BINARY_COUNT.rawValue, BinaryF64.self).map { f in
        { f($0, $1, $2, $3, $4, $5, $6, $7, $8) }
      }, affine: t.affine, clamp: t.clamp, accumulate: t.accumulate,
      biasActivation: t.bias_activation, activationGradient: t.activation_gradient, sum: t.sum,
      rowSums: t.row_sums, columnSums: t.column_sums, rowMaxima: t.row_maxima,
      logSumExp: t.log_sum_exp, softmax: t.softmax, rowTimesMatrix: t.row_times_matrix,
      adam: t.adam, momentum: t.momentum, rmsprop: t.rmsprop, moveToward: t.move_toward,
      allFinite: t.all_finite, power: t.power, select: t.select,
      activationCurvature: t.activation_curvature)
  }
}
