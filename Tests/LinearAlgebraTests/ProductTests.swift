import CVectorKernels
import LinearAlgebra
import Testing

/// `BLASScalar.product` against loops: it picks another routine for many shapes.
@Suite struct ProductTests {
  static let sizes = [0, 1, 2, 6, 8, 9, 13, 16, 24, 33, 70]

  @Test(arguments: [false, true], [false, true])
  func everyShape(_ isTransposedA: Bool, _ isTransposedB: Bool) {
    var random = RandomStream(seed: 1)
    let (a, b) = (numbers(257 * 80, &random), numbers(257 * 80, &random))
    let before = numbers(257 * 80, &random)
    for m in Self.sizes {
      for n in Self.sizes {
        for k in [0, 1, 7, 64, 257] {
          for beta in [0, 0.5, 1] {
            var c = before
            c.withUnsafeMutablePointer { c in
              a.withUnsafePointer { a in
                b.withUnsafePointer { b in
                  Double.product(
                    isTransposedA ? .transposed : .none, isTransposedB ? .transposed : .none, m, n,
                    k, a, b, beta: beta, into: c)
                }
              }
            }
            let error = largestError(c, a, b, before, m, n, k, beta, isTransposedA, isTransposedB)
            #expect(error < 1e-12, "\(m)×\(n)×\(k), β \(beta): error \(error)")
            // What lies behind the product is left alone.
            #expect(c[m * n] == before[m * n])
          }
        }
      }
    }
  }

  @Test func singlePrecisionAgreesWithDouble() {
    var random = RandomStream(seed: 2)
    let (a, b) = (numbers(100 * 300, &random), numbers(300 * 20, &random))
    let (c, d) = (Vector(a.map(Float.init)), Vector(b.map(Float.init)))
    for n in 1...20 {
      var exact = Vector<Double>(count: 100 * n)
      var single = Vector<Float>(count: 100 * n)
      exact.withUnsafeMutablePointer { y in
        a.withUnsafePointer { a in
          b.withUnsafePointer { Double.product(.none, .none, 100, n, 300, a, $0, into: y) }
        }
      }
      single.withUnsafeMutablePointer { y in
        c.withUnsafePointer { a in
          d.withUnsafePointer { Float.product(.none, .none, 100, n, 300, a, $0, into: y) }
        }
      }
      for i in 0..<100 * n { #expect(abs(Double(single[i]) - exact[i]) < 1e-4) }
    }
  }

  /// A row of a dense layer has the same bits in any batch of two rows or more.
  @Test(arguments: [16, 64, 96]) func aRowDoesNotDependOnTheOthers(_ outputs: Int) {
    guard Float.Kernels.hasMatrixProduct else { return }
    var random = RandomStream(seed: 3)
    let inputs = 300
    let x = Vector(numbers(40 * inputs, &random).map(Float.init))
    let w = Vector(numbers(inputs * outputs, &random).map(Float.init))
    let bias = Vector(numbers(outputs, &random).map(Float.init))
    func layer(_ rows: Int) -> [Float] {
      var y = Vector<Float>(count: rows * outputs)
      y.withUnsafeMutablePointer { y in
        x.withUnsafePointer { x in
          w.withUnsafePointer { w in
            bias.withUnsafePointer {
              Float.dense(
                rows: rows, inputs: inputs, outputs: outputs, x, w, bias: $0, VK_TANH, into: y)
            }
          }
        }
      }
      return y.map { $0 }
    }
    let all = layer(40)
    for rows in 2..<40 { #expect(layer(rows) == Array(all.prefix(rows * outputs))) }
  }

  private func numbers(_ count: Int, _ random: inout RandomStream) -> Vector<Double> {
    Vector((0..<count).map { _ in random.uniform(-1, 1) })
  }

  private func largestError(
    _ c: Vector<Double>, _ a: Vector<Double>, _ b: Vector<Double>, _ before: Vector<Double>,
    _ m: Int, _ n: Int, _ k: Int, _ beta: Double, _ isTransposedA: Bool, _ isTransposedB: Bool
  ) -> Double {
    let (a, b, c, before) = (a.span, b.span, c.span, before.span)
    var largest = 0.0
    for i in 0..<m {
      for j in 0..<n {
        var sum = beta == 0 ? 0 : beta * before[i * n + j]
        for l in 0..<k {
          sum += a[isTransposedA ? l * m + i : i * k + l] * b[isTransposedB ? j * k + l : l * n + j]
        }
        largest = max(largest, abs(sum - c[i * n + j]))
      }
    }
    return largest
  }
}

extension Vector {
  fileprivate func map<T>(_ transform: (Element) -> T) -> [T] {
    (0..<count).map { transform(self[$0]) }
  }
}
