import CVectorKernels
import Testing

/// The tiled product of every instruction set against loops.
@Suite struct MatrixProductTests {
  /// What a product is asked for.
  struct Shape {
    var rows, columns, inner: Int
    var turnsA = false, turnsB = false, adds = false, hasBias = false, rectifies = false
  }

  /// Shapes around the sizes of tiles and panels, with everything that can be asked for in turn.
  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    for rows in [1, 2, 3, 5, 6, 7, 11, 12, 13, 25, 40] {
      for columns in [1, 4, 7, 8, 15, 16, 17, 31, 32, 33, 64, 70, 130] {
        for inner in [1, 3, 4, 17, 256, 257] {
          let bits = shapes.count * 37
          shapes.append(
            Shape(
              rows: rows, columns: columns, inner: inner, turnsA: bits & 1 != 0,
              turnsB: bits & 2 != 0, adds: bits & 4 != 0, hasBias: bits & 8 != 0,
              rectifies: bits & 16 != 0))
        }
      }
    }
    return shapes
  }()

  @Test(arguments: kernelNames) func singlePrecision(_ name: String) {
    guard let product = vk_f32_named(name)?.pointee.matrix_product else { return }
    check(tolerance: 1e-3) { c, cRow, a, aStrides, b, bStrides, shape, bias in
      product(
        c, cRow, a, aStrides.0, aStrides.1, b, bStrides.0, bStrides.1, shape.rows, shape.columns,
        shape.inner, bias, shape.adds ? 1 : 0, shape.rectifies ? 1 : 0)
    }
  }

  @Test(arguments: kernelNames) func doublePrecision(_ name: String) {
    guard let product = vk_f64_named(name)?.pointee.matrix_product else { return }
    check(tolerance: 1e-12) { c, cRow, a, aStrides, b, bStrides, shape, bias in
      product(
        c, cRow, a, aStrides.0, aStrides.1, b, bStrides.0, bStrides.1, shape.rows, shape.columns,
        shape.inner, bias, shape.adds ? 1 : 0, shape.rectifies ? 1 : 0)
    }
  }

  private func check<T: BinaryFloatingPoint>(
    tolerance: T,
    _ product: (
      UnsafeMutablePointer<T>, Int, [T], (Int, Int), [T], (Int, Int), Shape, UnsafePointer<T>?
    ) -> Void
  ) {
    for shape in Self.shapes {
      // Rows lie three elements further apart than they are long; what is between them stays.
      let (m, n, k) = (shape.rows, shape.columns, shape.inner)
      let (aRow, bRow, cRow) = ((shape.turnsA ? m : k) + 3, (shape.turnsB ? k : n) + 3, n + 3)
      let a: [T] = numbers((shape.turnsA ? k : m) * aRow, 7)
      let b: [T] = numbers((shape.turnsB ? n : k) * bRow, 11)
      let bias: [T] = numbers(n, 13)
      let before: [T] = numbers(m * cRow, 5)
      var c = before
      let aStrides = shape.turnsA ? (1, aRow) : (aRow, 1)
      let bStrides = shape.turnsB ? (1, bRow) : (bRow, 1)
      c.withUnsafeMutableBufferPointer { c in
        bias.withUnsafeBufferPointer { bias in
          product(
            c.baseAddress!, cRow, a, aStrides, b, bStrides, shape,
            shape.hasBias ? bias.baseAddress : nil)
        }
      }
      var largest: T = 0
      for i in 0..<m {
        for j in 0..<cRow {
          var sum = before[i * cRow + j]
          if j < n {
            if !shape.adds { sum = 0 }
            for l in 0..<k {
              sum += a[i * aStrides.0 + l * aStrides.1] * b[l * bStrides.0 + j * bStrides.1]
            }
            if shape.hasBias { sum += bias[j] }
            if shape.rectifies { sum = max(sum, 0) }
          }
          largest = max(largest, abs(sum - c[i * cRow + j]))
        }
      }
      #expect(largest < tolerance, "\(shape)")
    }
  }

  private func numbers<T: BinaryFloatingPoint>(_ count: Int, _ step: Int) -> [T] {
    (0..<count).map { T(($0 * step) % 101 - 50) / 50 }
  }

  /// ReLU keeps NaN, as everywhere.
  @Test(arguments: kernelNames) func notANumberStays(_ name: String) {
    guard let product = vk_f32_named(name)?.pointee.matrix_product else { return }
    let b = [Float](repeating: 1, count: 32)
    var c = [Float](repeating: 0, count: 32)
    product(&c, 32, [.nan], 1, 1, b, 32, 1, 1, 32, 1, nil, 0, 1)
    #expect(c.count { $0.isNaN } == c.count)
  }
}
