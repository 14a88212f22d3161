import LinearAlgebra
import Testing

@Suite struct CholeskyFactorizationTests {
  private static let factored = FactorizationFixture.all.filter { $0.cholesky != nil }

  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>, _ b: Matrix<T>) throws {
    let factorization = try CholeskyFactorization(a)
    let order = factorization.order
    let slack = 10 * T.ulpOfOne * T(order + 1)
    let lower = factorization.lower
    expectClose(lower * lower.transposed, a, slack, "L Lᵀ")
    for i in 0..<order {
      #expect(lower[i, i] > 0 && (i + 1..<order).allSatisfy { lower[i, $0] == 0 })
    }
    let x = try factorization.solve(b)
    expectClose(a * x, b, slack, scale: a.frobenius * x.frobenius, "A X")
    let inverse = try factorization.inverse()
    #expect(inverse == inverse.transposed)
    expectClose(
      a * inverse, .identity(order), slack, scale: a.frobenius * inverse.frobenius, "A A⁻¹")
    if b.columns > 0 {
      let column = Vector((0..<order).map { b[$0, 0] })
      let single = try factorization.solve(column)
      expectClose(
        a * Matrix(single, rows: order, columns: 1), Matrix(column, rows: order, columns: 1), slack,
        scale: a.frobenius * single.norm)
    }
  }

  private func definite<T: BLASScalar>(_ order: Int, _ type: T.Type) -> Matrix<T> {
    let a = Matrix<T>.normal(order, order, seed: UInt64(order))
    return a * a.transposed + .identity(order)
  }

  @Test(arguments: [(0, 0), (0, 2), (1, 1), (3, 0), (5, 2), (40, 3)])
  func equations(order: Int, count: Int) throws {
    try fulfilsItsEquations(definite(order, Float.self), .normal(order, count, seed: 1))
    try fulfilsItsEquations(definite(order, Double.self), .normal(order, count, seed: 1))
  }

  @Test(arguments: factored) func fixtures(_ fixture: FactorizationFixture) throws {
    try fulfilsItsEquations(fixture.a, fixture.b)
    let factorization = try CholeskyFactorization(fixture.a)
    let slack = 20 * Double.ulpOfOne * fixture.condition
    let expectedLower = try #require(fixture.cholesky)
    expectClose(factorization.lower, expectedLower, slack)
    let expected = try #require(fixture.logDeterminant)
    #expect(abs(factorization.logDeterminant - expected) <= slack * 10)
    expectClose(try factorization.inverse(), fixture.pseudoInverse, slack)
    expectClose(try factorization.solve(fixture.b), fixture.leastSquares, slack)

    // In single precision what is nearly singular may lose its definiteness, but never silently its accuracy.
    do throws(LinearAlgebraError) {
      let a = Matrix<Float>(converting: fixture.a)
      let lower = try CholeskyFactorization(a).lower
      expectClose(lower * lower.transposed, a, 20 * Float.ulpOfOne)
      if fixture.condition < 1e4 {
        expectClose(
          lower, Matrix(converting: expectedLower),
          20 * Float.ulpOfOne * Float(fixture.condition))
      }
    } catch {
      guard case .notPositiveDefinite = error, fixture.condition > 1e6 else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func determinants() throws {
    #expect(try CholeskyFactorization(Matrix<Double>(rows: 0, columns: 0)).logDeterminant == 0)
    #expect(try CholeskyFactorization(Matrix<Float>([[1]])).logDeterminant == 0)
    // det = 1e-600 and 1e600 in Double: only the logarithm exists.
    for scale in [1e-3, 1e3] {
      let factorization = try CholeskyFactorization(scale * Matrix<Double>.identity(200))
      let expected = scale < 1 ? -1381.5510557964274 : 1381.5510557964274
      #expect(abs(factorization.logDeterminant - expected) < 1e-9)
    }
  }

  @Test func onlyTheLowerTriangleIsRead() throws {
    let factorization = try CholeskyFactorization(Matrix<Double>([[4, 99], [2, 5]]))
    #expect(factorization.lower == Matrix([[2, 0], [1, 2]]))
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = definite(7, Double.self)
    let block = a.submatrix(rows: 2..<6, columns: 2..<6)
    try fulfilsItsEquations(block, .normal(4, 2, seed: 3))
  }

  @Test func whatIsNotDefiniteIsAnErrorThatNamesTheOrder() {
    let cases: [([[Double]], Int)] = [
      ([[0]], 1), ([[-1]], 1), ([[1, 2], [2, 1]], 2), ([[1, 0, 0], [0, 1, 0], [0, 0, -1]], 3),
      ([[1, 1], [1, 1]], 2),
    ]
    for (rows, order) in cases {
      #expect(throws: LinearAlgebraError.notPositiveDefinite(order: order)) {
        _ = try CholeskyFactorization(Matrix<Double>(rows))
      }
      #expect(throws: LinearAlgebraError.notPositiveDefinite(order: order)) {
        _ = try CholeskyFactorization(Matrix<Float>(rows.map { $0.map { Float($0) } }))
      }
    }
    #expect("\(LinearAlgebraError.notPositiveDefinite(order: 3))".contains("3×3"))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() throws {
    expectNotFinite(Float.self) { a throws(LinearAlgebraError) in _ = try CholeskyFactorization(a) }
    expectNotFinite(Double.self) { a throws(LinearAlgebraError) in
      _ = try CholeskyFactorization(a)
    }
    let factorization = try CholeskyFactorization(Matrix<Double>.identity(2))
    expectNotFinite(Double.self) { b throws(LinearAlgebraError) in _ = try factorization.solve(b) }
    #expect(throws: LinearAlgebraError.self) {  // overflows
      _ = try CholeskyFactorization(Matrix<Float>([[1e-30]])).solve([1e30] as Vector)
    }
    #expect(throws: LinearAlgebraError.self) {
      _ = try CholeskyFactorization(Matrix<Float>([[0x1p-140]])).inverse()
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? CholeskyFactorization(Matrix<Double>(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try? CholeskyFactorization(Matrix<Double>.identity(3)).solve([1, 1] as Vector)
    }
  }
}
