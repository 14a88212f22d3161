import LinearAlgebra
import Testing

@Suite struct MatrixProductsTests {
  private func random<Element: BLASScalar>(
    _ rows: Int, _ columns: Int, _ stream: inout RandomStream
  ) -> Matrix<Element> {
    Matrix(rows: rows, columns: columns) { _, _ in Element(stream.uniform(-1, 1)) }
  }

  private func distance<Element: BLASScalar>(
    _ a: Matrix<Element>, _ b: Matrix<Element>
  ) -> Element {
    #expect(a.rows == b.rows && a.columns == b.columns)
    return zip(Array(a.elements), Array(b.elements)).map { abs($0 - $1) }.max() ?? 0
  }

  /// α op(A) op(B) + β C by three loops.
  private func naive<Element: BLASScalar>(
    _ a: Matrix<Element>, _ b: Matrix<Element>, _ c: Matrix<Element>, _ alpha: Element,
    _ beta: Element
  ) -> Matrix<Element> {
    Matrix(rows: a.rows, columns: b.columns) { i, j in
      (0..<a.columns).reduce(0) { $0 + alpha * a[i, $1] * b[$1, j] } + beta * c[i, j]
    }
  }

  private func agreesWithLoops<Element: BLASScalar>(
    _ m: Int, _ n: Int, _ k: Int, _ type: Element.Type
  ) {
    var stream = RandomStream(seed: UInt64(m * 10_000 + n * 100 + k))
    let a: Matrix<Element> = random(m, k, &stream)
    let b: Matrix<Element> = random(k, n, &stream)
    let c: Matrix<Element> = random(m, n, &stream)
    let slack = Element.ulpOfOne * Element(k + 4)
    for (tA, tB) in [(false, false), (false, true), (true, false), (true, true)] {
      for (alpha, beta) in [(1, 0), (0.5, 1), (-2, 0.5), (0, 2)] as [(Element, Element)] {
        var result = c
        multiply(
          tA ? a.transposed : a, transposed: tA, by: tB ? b.transposed : b, transposed: tB,
          into: &result, alpha: alpha, beta: beta)
        #expect(distance(result, naive(a, b, c, alpha, beta)) <= slack)
      }
    }
    #expect(distance(a * b, naive(a, b, c, 1, 0)) <= slack)

    let x = Vector((0..<k).map { _ in Element(stream.uniform(-1, 1)) })
    let y = Vector((0..<m).map { _ in Element(stream.uniform(-1, 1)) })
    let column = Matrix(x, rows: k, columns: 1)
    let target = Matrix(y, rows: m, columns: 1)
    for transposed in [false, true] {
      var result = y
      multiply(
        transposed ? a.transposed : a, transposed: transposed, by: x, into: &result, alpha: 2,
        beta: 0.5)
      let expected = naive(a, column, target, 2, 0.5)
      #expect(distance(Matrix(result, rows: m, columns: 1), expected) <= 2 * slack)
    }
    #expect(distance(Matrix(a * x, rows: m, columns: 1), naive(a, column, target, 1, 0)) <= slack)

    var updated = a
    updated.addOuterProduct(y, x, scaledBy: 0.5)
    let outer = Matrix(rows: m, columns: k) { a[$0, $1] + 0.5 * y[$0] * x[$1] }
    #expect(distance(updated, outer) <= slack)
    #expect(
      distance(.outerProduct(y, x), Matrix(rows: m, columns: k) { y[$0] * x[$1] }) <= slack)
  }

  @Test(
    arguments: [
      (0, 0, 0), (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (1, 7, 5), (7, 1, 5), (5, 7, 1),
      (3, 4, 5), (16, 16, 16), (33, 17, 65), (64, 3, 100),
    ])
  func productsAgreeWithLoops(m: Int, n: Int, k: Int) {
    agreesWithLoops(m, n, k, Float.self)
    agreesWithLoops(m, n, k, Double.self)
  }

  @Test func elementwise() {
    let a = Matrix<Double>([[1, 2], [3, 4]])
    let b = Matrix<Double>([[10, 20], [30, 40]])
    #expect(a + b == Matrix([[11, 22], [33, 44]]))
    #expect(b - a == Matrix([[9, 18], [27, 36]]))
    #expect(2 * a == Matrix([[2, 4], [6, 8]]) && a * 2 == 2 * a)
    var c = a
    c.add(b, scaledBy: 0.5)
    #expect(c == Matrix([[6, 12], [18, 24]]))
    c.assign(from: b)
    #expect(c == b && a == Matrix([[1, 2], [3, 4]]))
    #expect(a.isFinite && !(a * .infinity).isFinite)
  }

  @Test func withBetaZeroTheOldContentsDoNotMatter() {
    let a = Matrix<Float>([[1, 2], [3, 4]])
    var c = Matrix<Float>(repeating: .nan, rows: 2, columns: 2)
    multiply(a, by: a, into: &c)
    #expect(c == Matrix([[7, 10], [15, 22]]))
    for transposed in [false, true] {
      var y = Vector<Float>(repeating: .nan, count: 2)
      multiply(a, transposed: transposed, by: [1, 1], into: &y)
      #expect(y == (transposed ? [4, 6] : [3, 7]))
    }
    var empty = Matrix<Float>(repeating: .nan, rows: 2, columns: 2)
    multiply(Matrix(rows: 2, columns: 0), by: Matrix(rows: 0, columns: 2), into: &empty)
    #expect(empty == Matrix(rows: 2, columns: 2))
  }

  @Test func aCopyDoesNotChange() {
    let a = Matrix<Double>([[1, 2], [3, 4]])
    var square = a
    multiply(a, by: a, into: &square)  // the output began as a copy of an operand
    #expect(square == Matrix([[7, 10], [15, 22]]) && a == Matrix([[1, 2], [3, 4]]))
    var b = a
    b.addOuterProduct([1, 1], [1, 1])
    b.add(a, scaledBy: 1)
    #expect(a == Matrix([[1, 2], [3, 4]]) && b == Matrix([[3, 5], [7, 9]]))
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(rows: 2, columns: 3) * Matrix<Float>(rows: 2, columns: 3)
    }
    await #expect(processExitsWith: .failure) {
      var c = Matrix<Float>(rows: 2, columns: 2)
      multiply(Matrix(rows: 2, columns: 3), by: Matrix(rows: 3, columns: 3), into: &c)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(rows: 2, columns: 3) * Vector<Float>(count: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(rows: 2, columns: 3) + Matrix<Float>(rows: 3, columns: 2)
    }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Float>(rows: 2, columns: 3)
      a.addOuterProduct(Vector(count: 3), Vector(count: 2))
    }
  }
}
