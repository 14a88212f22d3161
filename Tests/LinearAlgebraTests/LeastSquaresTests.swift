import LinearAlgebra
import Testing

@Suite struct LeastSquaresTests {
  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>, _ b: Matrix<T>) throws {
    let found = try leastSquares(a, b)
    let x = found.solution
    let slack = 50 * T.ulpOfOne * T(a.rows + a.columns + 1)
    let residual = a * x - b
    // Aᵀ (A X − B) = 0, and X has no part in A's null space: A⁺ A X = X.
    expectClose(
      a.transposed * residual, Matrix(rows: a.columns, columns: b.columns), slack,
      scale: a.frobenius * (a.frobenius * x.frobenius + b.frobenius), "Aᵀ (A X − B)")
    let decomposition = try SingularValues(a)
    #expect(found.rank == decomposition.rank())
    let basis = decomposition.vTransposed.submatrix(rows: 0..<found.rank, columns: 0..<a.columns)
    let values = decomposition.values
    let condition = found.rank > 0 ? values[0] / values[found.rank - 1] : 1
    expectClose(basis.transposed * (basis * x), x, slack * condition, "null space")
    for j in 0..<b.columns {
      let norm = Vector((0..<a.rows).map { residual[$0, j] }).norm
      // A X is rounded in proportion to |A| |X|, which exceeds |B| by far where A is ill-conditioned.
      #expect(
        abs(found.residualNorms[j] - norm) <= slack * (a.frobenius * x.frobenius + b.frobenius))
    }
    #expect(found.residualNorms.count == b.columns)
  }

  @Test(
    arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (6, 6), (9, 4), (4, 9), (50, 33)])
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
    let found = try leastSquares(fixture.a, fixture.b)
    #expect(found.rank == fixture.rank)
    for (value, expected) in zip(Array(found.singularValues), fixture.singularValues) {
      #expect(abs(value - expected) <= 20 * Double.ulpOfOne * fixture.singularValues[0])
    }
    let residual = (fixture.a * fixture.leastSquares - fixture.b).frobenius
    let growth = fixture.condition * (1 + residual / fixture.leastSquares.frobenius)
    expectClose(
      found.solution, fixture.leastSquares, 50 * Double.ulpOfOne * fixture.condition * growth)
    if fixture.condition < 1e3 {
      let single = try leastSquares(
        Matrix<Float>(converting: fixture.a), Matrix(converting: fixture.b))
      #expect(single.rank == fixture.rank)
      expectClose(
        single.solution, Matrix(converting: fixture.leastSquares),
        50 * Float.ulpOfOne * Float(fixture.condition * growth))
    }
  }

  @Test func byHand() throws {
    // x + y = 2 has the solution (1, 1) of least norm, whatever the equation is repeated.
    for rows in 1...3 {
      let found = try leastSquares(
        Matrix<Double>(repeating: 1, rows: rows, columns: 2),
        Matrix(repeating: 2, rows: rows, columns: 1))
      expectClose(found.solution, Matrix([[1], [1]]), 1e-14)
      #expect(found.rank == 1 && found.residualNorms[0] < 1e-14)
    }
    let found = try leastSquares(Matrix<Double>([[1], [1]]), Matrix([[0], [2]]))
    #expect(abs(found.residualNorms[0] - 2.0.squareRoot()) < 1e-15)
    let empty = try leastSquares(Matrix<Float>(rows: 0, columns: 3), Matrix(rows: 0, columns: 2))
    #expect(empty.solution == Matrix(rows: 3, columns: 2) && empty.residualNorms == [0, 0])
    let nothing = try leastSquares(Matrix<Float>(rows: 2, columns: 0), Matrix([[3], [4]]))
    #expect(nothing.rank == 0 && nothing.residualNorms == [5])
  }

  @Test func aToleranceDropsSmallSingularValues() throws {
    let a = Matrix<Double>.diagonal([1, 1e-6])
    let b = Matrix<Double>([[1], [1]])
    #expect(abs(try leastSquares(a, b).solution[1, 0] - 1e6) < 1e-4)
    let found = try leastSquares(a, b, tolerance: 1e-3)
    #expect(found.rank == 1 && abs(found.solution[1, 0]) < 1e-12)
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = Matrix<Double>.normal(8, 9, seed: 5)
    let b = Matrix<Double>.normal(8, 4, seed: 6)
    try fulfilsItsEquations(
      a.submatrix(rows: 1..<8, columns: 3..<6), b.submatrix(rows: 0..<7, columns: 1..<3))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    expectNotFinite(Float.self) { a throws(LinearAlgebraError) in
      _ = try leastSquares(a, .identity(2))
    }
    expectNotFinite(Double.self) { b throws(LinearAlgebraError) in
      _ = try leastSquares(.identity(2), b)
    }
    #expect(throws: LinearAlgebraError.self) {  // overflows
      _ = try leastSquares(Matrix<Float>([[1e-30]]), Matrix([[1e30]]))
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? leastSquares(Matrix<Double>(rows: 3, columns: 2), Matrix(rows: 2, columns: 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = try? leastSquares(Matrix<Double>.identity(2), .identity(2), tolerance: -1)
    }
  }
}
