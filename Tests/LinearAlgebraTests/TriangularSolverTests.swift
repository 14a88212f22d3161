import LinearAlgebra
import Testing

@Suite struct TriangularSolverTests {
  private func fulfilsItsEquations<T: BLASScalar>(_ order: Int, _ count: Int, _ type: T.Type) throws
  {
    // What stands in the other triangle must not matter.
    let full = Matrix<T>.normal(order, order, seed: 1) + T(order + 2) * .identity(order)
    let b = Matrix<T>.normal(order, count, seed: 2)
    let slack = 20 * T.ulpOfOne * T(order + 1)
    for triangle in [Triangle.lower, .upper] {
      for unit in [false, true] {
        let t = Matrix(rows: order, columns: order) { i, j in
          i == j ? (unit ? 1 : full[i, j]) : ((i > j) == (triangle == .lower) ? full[i, j] : 0)
        }
        for transposed in [false, true] {
          let x = try solveTriangular(
            full, b, triangle, transposed: transposed, unitDiagonal: unit)
          expectClose(
            (transposed ? t.transposed : t) * x, b, slack, scale: t.frobenius * x.frobenius)
        }
      }
    }
  }

  @Test(arguments: [(0, 0), (0, 2), (1, 1), (3, 0), (5, 2), (40, 3)])
  func equations(order: Int, count: Int) throws {
    try fulfilsItsEquations(order, count, Float.self)
    try fulfilsItsEquations(order, count, Double.self)
  }

  @Test(arguments: FactorizationFixture.all.filter { $0.triangular != nil })
  func fixtures(_ fixture: FactorizationFixture) throws {
    let lower = try #require(fixture.cholesky)
    let expected = try #require(fixture.triangular)
    let condition = fixture.condition.squareRoot()  // that of A's Cholesky factor
    expectClose(
      try solveTriangular(lower, fixture.b, .lower), expected, 10 * Double.ulpOfOne * condition)
    expectClose(
      try solveTriangular(Matrix<Float>(converting: lower), Matrix(converting: fixture.b), .lower),
      Matrix(converting: expected), 10 * Float.ulpOfOne * Float(condition))
  }

  @Test func byHand() throws {
    let t = Matrix<Double>([[2, 1], [3, 4]])
    #expect(try solveTriangular(t, [2, 7] as Vector, .lower) == [1, 1])
    #expect(try solveTriangular(t, [3, 4] as Vector, .upper) == [1, 1])
    #expect(try solveTriangular(t, [2, 5] as Vector, .upper, transposed: true) == [1, 1])
    #expect(try solveTriangular(t, [1, 4] as Vector, .lower, unitDiagonal: true) == [1, 1])
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = Matrix<Double>([[9, 9, 9], [9, 2, 9], [9, 3, 4]])
    let block = a.submatrix(rows: 1..<3, columns: 1..<3)
    #expect(try solveTriangular(block, [2, 7] as Vector, .lower) == [1, 1])
  }

  @Test func aZeroInTheDiagonalIsAnErrorThatNamesThePlace() {
    let t = Matrix<Double>.diagonal([1, 2, 0, 0])
    #expect(throws: LinearAlgebraError.singular(order: 4, pivot: 2)) {
      _ = try solveTriangular(t, [1, 1, 1, 1] as Vector, .lower)
    }
    #expect(throws: Never.self) {
      _ = try solveTriangular(t, [1, 1, 1, 1] as Vector, .upper, unitDiagonal: true)
    }
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    expectNotFinite(Float.self) { t throws(LinearAlgebraError) in
      _ = try solveTriangular(t, .identity(2), .lower)
    }
    expectNotFinite(Double.self) { b throws(LinearAlgebraError) in
      _ = try solveTriangular(.identity(2), b, .upper)
    }
    #expect(throws: LinearAlgebraError.self) {  // overflows
      _ = try solveTriangular(Matrix<Float>([[1e-30]]), [1e30] as Vector, .lower)
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? solveTriangular(Matrix<Double>(rows: 2, columns: 3), [1, 1] as Vector, .lower)
    }
    await #expect(processExitsWith: .failure) {
      _ = try? solveTriangular(Matrix<Double>.identity(3), [1, 1] as Vector, .lower)
    }
  }
}
