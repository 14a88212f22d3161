import LinearAlgebra
import Testing

@Suite struct LUFactorizationTests {
  private static let square = FactorizationFixture.all.filter { $0.isSquare }

  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>, _ b: Matrix<T>) throws {
    let factorization = try LUFactorization(a)
    let order = factorization.order
    let slack = 20 * T.ulpOfOne * T(order + 1)
    let rows = factorization.permutation
    #expect(rows.sorted() == Array(0..<order))
    let permuted = Matrix(rows: order, columns: order) { a[rows[$0], $1] }
    expectClose(factorization.lower * factorization.upper, permuted, slack, "L U")
    guard factorization.singularPivot == nil else { return }
    for transposed in [false, true] {
      let x = try factorization.solve(b, transposed: transposed)
      expectClose(
        (transposed ? a.transposed : a) * x, b, slack, scale: a.frobenius * x.frobenius, "A X")
    }
    let inverse = try factorization.inverse()
    expectClose(
      a * inverse, .identity(order), slack, scale: a.frobenius * inverse.frobenius, "A A⁻¹")
  }

  @Test(arguments: [(0, 0), (0, 2), (1, 1), (3, 0), (6, 2), (50, 3)])
  func equations(order: Int, count: Int) throws {
    try fulfilsItsEquations(
      Matrix<Float>.normal(order, order, seed: 1), .normal(order, count, seed: 2))
    try fulfilsItsEquations(
      Matrix<Double>.normal(order, order, seed: 1), .normal(order, count, seed: 2))
  }

  @Test(arguments: square) func fixtures(_ fixture: FactorizationFixture) throws {
    try fulfilsItsEquations(fixture.a, fixture.b)
    try fulfilsItsEquations(
      Matrix<Float>(converting: fixture.a), Matrix(converting: fixture.b))
    let factorization = try LUFactorization(fixture.a)
    let slack = 20 * Double.ulpOfOne * fixture.condition
    guard fixture.rank == fixture.a.rows else {
      #expect(factorization.reciprocalCondition < 1e-15)
      return
    }
    let (logarithm, sign) = factorization.logAbsDeterminant
    let expected = try #require(fixture.logDeterminant)
    #expect(sign == fixture.sign && abs(logarithm - expected) <= 10 * slack)
    #expect(factorization.determinant.sign == (sign < 0 ? .minus : .plus))
    expectClose(try factorization.solve(fixture.b), fixture.leastSquares, slack)
    expectClose(try factorization.inverse(), fixture.pseudoInverse, slack)
    // The 1-norm and the 2-norm differ by a factor of n at most, the estimate by 3.
    let product = factorization.reciprocalCondition * fixture.condition
    let order = Double(fixture.a.rows)
    #expect(product <= 3 * order && product >= 0.9 / order)

    if fixture.condition < 1e4 {
      let single = try LUFactorization(Matrix<Float>(converting: fixture.a))
      let slack = 20 * Float.ulpOfOne * Float(fixture.condition)
      expectClose(
        try single.inverse(), Matrix(converting: fixture.pseudoInverse), slack)
      #expect(abs(single.logAbsDeterminant.logarithm - Float(expected)) <= 10 * slack)
    }
  }

  @Test func determinants() throws {
    let empty = try LUFactorization(Matrix<Double>(rows: 0, columns: 0))
    #expect(empty.determinant == 1 && empty.logAbsDeterminant == (0, 1))
    #expect(empty.reciprocalCondition == 1)
    #expect(try empty.inverse() == Matrix(rows: 0, columns: 0))
    #expect(try LUFactorization(Matrix<Float>([[-3]])).determinant == -3)
    #expect(try LUFactorization(Matrix<Double>([[0, 1], [1, 0]])).determinant == -1)
    #expect(
      try LUFactorization(Matrix<Double>([[0, 1, 0], [0, 0, 1], [1, 0, 0]])).determinant == 1)
    let large = try LUFactorization(-1e3 * Matrix<Double>.identity(201))
    #expect(large.determinant == -.infinity && large.logAbsDeterminant.sign == -1)
    #expect(abs(large.logAbsDeterminant.logarithm - 1388.4588110754097) < 1e-9)
  }

  @Test func aSingularMatrixHasADeterminantButNoInverse() throws {
    let factorization = try LUFactorization(Matrix<Double>([[1, 2], [2, 4]]))
    #expect(factorization.singularPivot == 1 && factorization.determinant == 0)
    #expect(factorization.logAbsDeterminant == (-.infinity, 0))
    #expect(factorization.reciprocalCondition == 0)
    #expect(throws: LinearAlgebraError.singular(order: 2, pivot: 1)) {
      _ = try factorization.inverse()
    }
    #expect(throws: LinearAlgebraError.singular(order: 2, pivot: 1)) {
      _ = try factorization.solve([1, 1] as Vector)
    }
    #expect(throws: LinearAlgebraError.singular(order: 1, pivot: 0)) {
      _ = try LUFactorization(Matrix<Float>([[0]])).solve([1] as Vector, transposed: true)
    }
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = Matrix<Double>.normal(8, 9, seed: 5)
    try fulfilsItsEquations(a.submatrix(rows: 1..<6, columns: 3..<8), .normal(5, 2, seed: 6))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() throws {
    expectNotFinite(Float.self) { a throws(LinearAlgebraError) in _ = try LUFactorization(a) }
    expectNotFinite(Double.self) { a throws(LinearAlgebraError) in _ = try LUFactorization(a) }
    let factorization = try LUFactorization(Matrix<Float>.identity(2))
    expectNotFinite(Float.self) { b throws(LinearAlgebraError) in _ = try factorization.solve(b) }
    #expect(throws: LinearAlgebraError.self) {  // L U overflows
      _ = try LUFactorization(Matrix<Float>([[1, 3e38], [-1, 3e38]]))
    }
    #expect(throws: LinearAlgebraError.self) {
      _ = try LUFactorization(Matrix<Float>([[1e-30]])).solve([1e30] as Vector)
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? LUFactorization(Matrix<Double>(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try? LUFactorization(Matrix<Double>.identity(3)).solve([1, 1] as Vector)
    }
  }
}
