import CVectorKernels
import Foundation
import LinearAlgebra
import Testing

/// The kernels of one element and of two, for every instruction set of this machine, against the C library.
@Suite struct ElementwiseKernelTests {
  private static let special: [Double] = [
    0, -0.0, 1, -1, 0.5, -2, .infinity, -.infinity, .nan, 1e-45, -1e-45, 1.1e-38, 0x1p-1030, 3e38,
    -3e38,
    1e5, -9e5, 999_999, 1.5e6, -1e10, 3.1415927, 1.5707964, 0.9, -0.900001, 14.4, -14.4, -15, -91.3,
    88.72, 88.722831, 88.722839, 88.73, 89.5, -85.9, -86.1, -87.4, -95, -103.2, -103.9, -104.5, 7.9,
    -7.95, 4e-4, 3.9e-4, 20, -20,
  ]

  /// Bit patterns spread over all of Float, a dense range around 0, and the special values.
  private static let floats: [Float] = {
    var stream = RandomStream(seed: 1)
    return stride(from: UInt32(0), to: .max - 30_000, by: 29_989).map { Float(bitPattern: $0) }
      + (0..<20_000).map { _ in Float(stream.uniform(-12, 12)) } + special.map { Float($0) }
  }()

  private static let doubles: [Double] = {
    var stream = RandomStream(seed: 2)
    return (0..<3_000).map { _ in Double(bitPattern: stream.next()) }
      + (0..<3_000).map { _ in stream.uniform(-30, 30) } + special
  }()

  private static let all: [vk_unary] = [
    VK_UNARY_negate, VK_UNARY_exp, VK_UNARY_log, VK_UNARY_sqrt, VK_UNARY_square,
    VK_UNARY_reciprocal, VK_UNARY_tanh, VK_UNARY_relu, VK_UNARY_sigmoid, VK_UNARY_softplus,
    VK_UNARY_absolute, VK_UNARY_step, VK_UNARY_sign, VK_UNARY_expm1, VK_UNARY_log1p, VK_UNARY_elu,
    VK_UNARY_erf, VK_UNARY_swish, VK_UNARY_swish_slope, VK_UNARY_gelu, VK_UNARY_gelu_slope,
    VK_UNARY_sin, VK_UNARY_cos,
  ]

  /// The absolute error that the header allows in single precision beside the one in ulp.
  private static func slack(_ function: vk_unary) -> Double {
    switch function {
    case VK_UNARY_swish_slope, VK_UNARY_gelu_slope: 4e-7
    case VK_UNARY_swish, VK_UNARY_gelu: 2e-43
    default: 0
    }
  }

  private static func sigmoid(_ x: Double) -> Double {
    x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
  }

  /// Within the precision of Double where x is not far below 0; −0 at −∞.
  private static func gelu(_ x: Double) -> Double {
    x == -.infinity ? -0.0 : 0.5 * x * erfc(-x * 0.5.squareRoot())
  }

  private static func geluSlope(_ x: Double) -> Double {
    if x.isInfinite { return x > 0 ? 1 : 0 }
    return 0.5 * erfc(-x * 0.5.squareRoot()) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  private static func swishSlope(_ x: Double) -> Double {
    x.isInfinite ? (x > 0 ? 1 : 0) : sigmoid(x) * (1 + x * sigmoid(-x))
  }

  /// The function in Double and the bounds in ulp that `CVectorKernels.h` states, single and double.
  private static func reference(
    _ function: vk_unary, fma: Bool
  ) -> (single: Int, double: Int, of: (Double) -> Double) {
    switch function {
    case VK_UNARY_negate: (0, 0, { -$0 })
    case VK_UNARY_exp: (1, 1, exp)
    case VK_UNARY_log: (1, 1, log)
    case VK_UNARY_sqrt: (0, 0, sqrt)
    case VK_UNARY_square: (0, 0, { $0 * $0 })
    case VK_UNARY_reciprocal: (0, 0, { 1 / $0 })
    case VK_UNARY_tanh: (fma ? 5 : 7, 1, tanh)
    case VK_UNARY_relu: (0, 0, { $0.isNaN ? $0 : max($0, 0) })
    case VK_UNARY_sigmoid:
      (3, 3, { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) })
    case VK_UNARY_softplus:
      (3, 3, { $0.isNaN ? $0 : max($0, 0) + log1p(exp(-abs($0))) })
    case VK_UNARY_absolute: (0, 0, abs)
    case VK_UNARY_step: (0, 0, { $0 > 0 ? 1 : 0 })
    case VK_UNARY_sign: (0, 0, { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) })
    case VK_UNARY_expm1: (2, 1, expm1)
    case VK_UNARY_log1p: (2, 1, log1p)
    case VK_UNARY_elu: (2, 1, { $0 > 0 ? $0 : expm1($0) })
    case VK_UNARY_erf: (3, 1, erf)
    case VK_UNARY_swish: (5, 4, { $0 == -.infinity ? -0.0 : $0 * sigmoid($0) })
    case VK_UNARY_swish_slope: (0, 0, swishSlope)
    case VK_UNARY_gelu: (8, 2, gelu)
    case VK_UNARY_gelu_slope: (0, 0, geluSlope)
    case VK_UNARY_sin: (1, 1, sin)
    case VK_UNARY_cos: (1, 1, cos)
    default: fatalError("A function without a reference: \(function)")
    }
  }

  /// How many numbers lie between two of one precision; 0 for two NaN, nil if only one is NaN.
  private func ulps(_ a: Float, _ b: Float) -> Int? {
    guard !a.isNaN && !b.isNaN else { return a.isNaN && b.isNaN ? 0 : nil }
    func rank(_ x: Float) -> Int { x.sign == .minus ? -Int((-x).bitPattern) : Int(x.bitPattern) }
    return abs(rank(a) - rank(b))
  }
  private func ulps(_ a: Double, _ b: Double) -> Int? {
    guard !a.isNaN && !b.isNaN else { return a.isNaN && b.isNaN ? 0 : nil }
    func rank(_ x: Double) -> Int { x.sign == .minus ? -Int((-x).bitPattern) : Int(x.bitPattern) }
    return Int(clamping: rank(a).subtractingReportingOverflow(rank(b)).partialValue.magnitude)
  }

  @Test func everyFunctionHasAReference() {
    #expect(Self.all.count == Int(VK_UNARY_COUNT.rawValue))
  }

  @Test func thisMachineRunsTheKernelsInUse() {
    #expect(KernelTable<Float>.available.contains { $0.name == OpenBLAS.vectorKernelName })
    #expect(vk_f32_named("x87") == nil && vk_f64_named("x87") == nil && vk_select("x87") == 0)
  }

  @Test(arguments: all.map(\.rawValue))
  func unaryInSinglePrecision(function: UInt32) {
    let function = vk_unary(rawValue: function)
    let tables = KernelTable<Float>.available
    let exact = Self.floats.map { Self.reference(function, fma: true).of(Double($0)) }
    let expected = exact.map { Float($0) }
    let slack = Self.slack(function)
    for table in tables {
      let bound = Self.reference(function, fma: table.hasFMA).single
      let y = table.unary(function, Self.floats)
      var (worst, place) = (0, 0)
      for i in y.indices {
        let distance = ulps(y[i], expected[i]) ?? .max
        if abs(Double(y[i]) - exact[i]) <= slack { continue }
        if distance > worst { (worst, place) = (distance, i) }
      }
      #expect(
        worst <= bound,
        "\(table.testDescription): f(\(Self.floats[place])) = \(y[place]), not \(expected[place])")
      var inPlace = Self.floats
      inPlace.withUnsafeMutableBufferPointer {
        table.unary[Int(function.rawValue)]($0.baseAddress, UnsafePointer($0.baseAddress), $0.count)
      }
      #expect(zip(inPlace, y).allSatisfy { $0.bitPattern == $1.bitPattern })
    }
  }

  @Test(arguments: all.map(\.rawValue))
  func unaryInDoublePrecision(function: UInt32) {
    let function = vk_unary(rawValue: function)
    let slack = Self.slack(function)
    for table in KernelTable<Double>.available {
      let (_, bound, f) = Self.reference(function, fma: table.hasFMA)
      let y = table.unary(function, Self.doubles)
      for i in y.indices {
        let distance = ulps(y[i], f(Self.doubles[i])) ?? .max
        if slack > 1e-20, abs(y[i] - f(Self.doubles[i])) <= 4e-15 { continue }
        // erfc multiplies an error in its argument by x².
        if function == VK_UNARY_gelu, Self.doubles[i] < -1, abs(y[i]) < 1e-15 { continue }
        #expect(distance <= bound, "\(table.testDescription): f(\(Self.doubles[i])) = \(y[i])")
      }
    }
  }

  /// No element beyond n is written, whatever n is to the width of the registers.
  @Test func nothingIsWrittenBeyondTheEnd() {
    for table in KernelTable<Float>.available {
      for n in 0...70 {
        var y = [Float](repeating: 42, count: 80)
        let x = [Float](repeating: 0.5, count: 80)
        for function in Self.all {
          table.unary[Int(function.rawValue)](&y, x, n)
          #expect(y[n...].allSatisfy { $0 == 42 })
        }
      }
    }
  }

  private func binaryAgrees<T: BLASScalar>(_ table: KernelTable<T>) {
    func smaller(_ a: T, _ b: T) -> T { a.isNaN || b.isNaN ? .nan : Swift.min(a, b) }
    func larger(_ a: T, _ b: T) -> T { a.isNaN || b.isNaN ? .nan : Swift.max(a, b) }
    let functions: [(vk_binary, (T, T) -> T)] = [
      (VK_BINARY_add, { $0 + $1 }), (VK_BINARY_subtract, { $0 - $1 }),
      (VK_BINARY_multiply, { $0 * $1 }), (VK_BINARY_divide, { $0 / $1 }),
      (VK_BINARY_minimum, smaller), (VK_BINARY_maximum, larger),
      (VK_BINARY_greater, { $0 > $1 ? 1 : 0 }),
      (VK_BINARY_greater_or_equal, { $0 >= $1 ? 1 : 0 }), (VK_BINARY_equal, { $0 == $1 ? 1 : 0 }),
    ]
    #expect(functions.count == Int(VK_BINARY_COUNT.rawValue))
    var stream = RandomStream(seed: 3)
    for (rows, columns) in [(1, 1), (3, 5), (4, 33), (1, 100), (100, 1), (0, 3), (3, 0)] {
      func operand() -> [T] {
        (0..<(rows * columns + 1)).map { _ in
          stream.bernoulli(0.3)
            ? [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude][
              stream.integer(below: 6)] : T(stream.normal())
        }
      }
      let (a, b) = (operand(), operand())
      let strides = [(columns, 1), (0, 1), (1, 0), (0, 0)]
      for (function, f) in functions {
        for aStride in strides {
          for bStride in strides {
            var y = [T](repeating: 42, count: rows * columns + 1)
            table.binary[Int(function.rawValue)](
              &y, a, b, rows, columns, aStride.0, aStride.1, bStride.0, bStride.1)
            #expect(y[rows * columns] == 42)
            for i in 0..<rows {
              for j in 0..<columns {
                let expected = f(
                  a[i * aStride.0 + j * aStride.1], b[i * bStride.0 + j * bStride.1])
                let got = y[i * columns + j]
                let same = got == expected || got.isNaN && expected.isNaN
                if !same {
                  Issue.record("\(table.testDescription) \(function): \(got), \(expected)")
                }
              }
            }
          }
        }
      }
    }
  }

  @Test func binaryWithBroadcastStrides() {
    KernelTable<Float>.available.forEach(binaryAgrees)
    KernelTable<Double>.available.forEach(binaryAgrees)
  }
}
