import LinearAlgebra
import Testing

@Suite struct QRFactorizationTests {
  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>, _ b: Matrix<T>) throws {
    let factorization = try QRFactorization(a)
    let (q, r) = (factorization.q, factorization.r)
    let slack = 20 * T.ulpOfOne * T(a.rows + a.columns + 1)
    let count = min(a.rows, a.columns)
    #expect(q.columns == count && r.rows == count)
    expectOrthonormalColumns(q)
    expectClose(q * r, a, slack, "Q R")
    for i in 0..<count { #expect((0..<i).allSatisfy { r[i, $0] == 0 }) }

    let transformed = try factorization.applyTransposedQ(to: b)
    expectClose(
      transformed.submatrix(rows: 0..<count, columns: 0..<b.columns), q.transposed * b, slack,
      scale: b.frobenius, "Qᵀ B")
    expectClose(try factorization.applyQ(to: transformed), b, slack, "Q Qᵀ B")
  }

  @Test(
    arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (6, 6), (9, 4), (4, 9), (60, 33)])
  func equations(rows: Int, columns: Int) throws {
    for count in [0, 1, 3] {
      try fulfilsItsEquations(
        Matrix<Float>.normal(rows, columns, seed: 1), .normal(rows, count, seed: 2))
      try fulfilsItsEquations(
        Matrix<Double>.normal(rows, columns, seed: 1), .normal(rows, count, seed: 2))
    }
  }

  @Test(arguments: FactorizationFixture.all)
  func fixtures(_ fixture: FactorizationFixture) throws {
    try fulfilsItsEquations(fixture.a, fixture.b)
    try fulfilsItsEquations(
      Matrix<Float>(converting: fixture.a), Matrix(converting: fixture.b))
    let factorization = try QRFactorization(fixture.a)
    guard fixture.a.rows >= fixture.a.columns else { return }
    guard fixture.rank == fixture.a.columns else {
      #expect(
        throws: LinearAlgebraError.rankDeficient(rows: fixture.a.rows, columns: fixture.a.columns)
      ) { _ = try factorization.leastSquares(fixture.b) }
      return
    }
    let r = factorization.r
    let slack = 20 * Double.ulpOfOne * fixture.condition
    expectClose(
      Matrix(rows: r.rows, columns: r.columns) { abs(r[$0, $1]) }, fixture.absoluteR, slack)
    // The residual's part of the error grows with the square of the condition.
    let x = try factorization.leastSquares(fixture.b)
    let residual = (fixture.a * fixture.leastSquares - fixture.b).frobenius
    let growth = fixture.condition * residual / fixture.leastSquares.frobenius
    expectClose(x, fixture.leastSquares, slack * (1 + growth))
    // What is left over is orthogonal to A's columns.
    expectClose(
      fixture.a.transposed * (fixture.a * x - fixture.b),
      Matrix(rows: x.rows, columns: x.columns), 1e-13,
      scale: fixture.a.frobenius * (fixture.a.frobenius * x.frobenius + fixture.b.frobenius))
  }

  @Test func leastSquaresByHand() throws {
    // The line 1 + 2 t through three points, one of which is not on it: the mean of what is off.
    let a = Matrix<Double>([[1, 0], [1, 1], [1, 2]])
    let x = try QRFactorization(a).leastSquares([1, 6, 5] as Vector)
    #expect(abs(x[0] - 2) < 1e-14 && abs(x[1] - 2) < 1e-14)
    #expect(try QRFactorization(Matrix<Float>([[2]])).leastSquares([6] as Vector) == [3])
    let empty = try QRFactorization(Matrix<Float>(rows: 3, columns: 0))
    #expect(try empty.leastSquares(Matrix(rows: 3, columns: 2)) == Matrix(rows: 0, columns: 2))
  }

  @Test func dependentColumnsAreAnError() {
    #expect(throws: LinearAlgebraError.rankDeficient(rows: 3, columns: 2)) {
      _ = try QRFactorization(Matrix<Float>([[1, 2], [2, 4], [3, 6]]))
        .leastSquares([1, 1, 1] as Vector)
    }
    #expect(throws: LinearAlgebraError.rankDeficient(rows: 1, columns: 1)) {
      _ = try QRFactorization(Matrix<Double>([[0]])).leastSquares([1] as Vector)
    }
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = Matrix<Float>.normal(8, 9, seed: 5)
    try fulfilsItsEquations(a.submatrix(rows: 1..<8, columns: 3..<6), .normal(7, 2, seed: 6))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() throws {
    expectNotFinite(rows: 3, Float.self) { a throws(LinearAlgebraError) in
      _ = try QRFactorization(a)
    }
    let factorization = try QRFactorization(Matrix<Double>.identity(2))
    expectNotFinite(Double.self) { b throws(LinearAlgebraError) in
      _ = try factorization.applyQ(to: b)
    }
    expectNotFinite(Double.self) { b throws(LinearAlgebraError) in
      _ = try factorization.leastSquares(b)
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? QRFactorization(Matrix<Double>(rows: 3, columns: 2))
        .applyQ(to: Matrix(rows: 2, columns: 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = try? QRFactorization(Matrix<Double>(repeating: 1, rows: 1, columns: 2))
        .leastSquares([1] as Vector)
    }
  }
}
