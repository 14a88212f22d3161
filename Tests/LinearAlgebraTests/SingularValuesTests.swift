import LinearAlgebra
import Testing

@Suite struct SingularValuesTests {
  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>) throws {
    let decomposition = try SingularValues(a)
    let (u, values, v) = (
      decomposition.u, decomposition.values, decomposition.vTransposed.transposed
    )
    let slack = 20 * T.ulpOfOne * T(a.rows + a.columns + 1)
    expectOrthonormalColumns(u)
    expectOrthonormalColumns(v)
    expectClose(u * .diagonal(values) * v.transposed, a, slack, "U diag(σ) Vᵀ")
    let array = Array(values)
    #expect(array == array.sorted(by: >) && array.allSatisfy { $0 >= 0 })

    // Penrose's four conditions.
    let inverse = try decomposition.pseudoInverse()
    let (left, right) = (inverse * a, a * inverse)
    let growth = a.frobenius * inverse.frobenius
    expectClose(a * left, a, slack * growth, "A A⁺ A")
    expectClose(left * inverse, inverse, slack * growth, "A⁺ A A⁺")
    expectClose(left, left.transposed, slack * growth, scale: 1, "(A⁺ A)ᵀ")
    expectClose(right, right.transposed, slack * growth, scale: 1, "(A A⁺)ᵀ")
  }

  @Test(
    arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 4), (4, 1), (6, 6), (9, 4), (4, 9), (50, 33)])
  func equations(rows: Int, columns: Int) throws {
    try fulfilsItsEquations(Matrix<Float>.normal(rows, columns, seed: 1))
    try fulfilsItsEquations(Matrix<Double>.normal(rows, columns, seed: 1))
  }

  @Test(arguments: FactorizationFixture.all)
  func fixtures(_ fixture: FactorizationFixture) throws {
    try fulfilsItsEquations(fixture.a)
    let decomposition = try SingularValues(fixture.a)
    let largest = fixture.singularValues[0]
    #expect(decomposition.rank() == fixture.rank)
    for (value, expected) in zip(Array(decomposition.values), fixture.singularValues) {
      #expect(abs(value - expected) <= 20 * Double.ulpOfOne * largest)
    }
    expectClose(
      try decomposition.pseudoInverse(), fixture.pseudoInverse,
      50 * Double.ulpOfOne * fixture.condition)
    if fixture.rank == min(fixture.a.rows, fixture.a.columns) {
      let ratio = decomposition.conditionNumber / fixture.condition
      #expect(abs(ratio - 1) <= 20 * Double.ulpOfOne * fixture.condition)
    }

    let single = try SingularValues(Matrix<Float>(converting: fixture.a))
    for (value, expected) in zip(Array(single.values), fixture.singularValues) {
      #expect(abs(value - Float(expected)) <= 20 * Float.ulpOfOne * Float(largest))
    }
    if fixture.condition < 1e4 {
      #expect(single.rank() == fixture.rank)
      expectClose(
        try single.pseudoInverse(), Matrix(converting: fixture.pseudoInverse),
        50 * Float.ulpOfOne * Float(fixture.condition))
    } else {
      #expect(single.rank() < fixture.rank)  // in single precision the small ones are noise
    }
  }

  @Test func rankDependsOnTheTolerance() throws {
    let decomposition = try SingularValues(Matrix<Double>.diagonal([4, -2, 1e-3, 0]))
    #expect(decomposition.values == [4, 2, 1e-3, 0])
    #expect(decomposition.rank() == 3 && decomposition.rank(tolerance: 1e-2) == 2)
    #expect(decomposition.rank(tolerance: 0.5) == 1)  // 2 is not above 0.5 · 4
    #expect(decomposition.conditionNumber == .infinity)
    let inverse = try decomposition.pseudoInverse(tolerance: 1e-2)
    expectClose(inverse, .diagonal([0.25, -0.5, 0, 0]), 1e-15)
  }

  @Test func withoutElements() throws {
    let decomposition = try SingularValues(Matrix<Float>(rows: 0, columns: 3))
    #expect(decomposition.rank() == 0 && decomposition.conditionNumber == 1)
    #expect(try decomposition.pseudoInverse() == Matrix(rows: 3, columns: 0))
    let zero = try SingularValues(Matrix<Float>(rows: 2, columns: 2))
    #expect(zero.rank() == 0 && zero.conditionNumber == .infinity)
    #expect(try zero.pseudoInverse() == Matrix(rows: 2, columns: 2))
  }

  @Test func aBlockOfALargerMatrix() throws {
    let a = Matrix<Double>.normal(8, 9, seed: 5)
    try fulfilsItsEquations(a.submatrix(rows: 1..<4, columns: 3..<9))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    expectNotFinite(columns: 3, Float.self) { a throws(LinearAlgebraError) in
      _ = try SingularValues(a)
    }
    expectNotFinite(rows: 4, Double.self) { a throws(LinearAlgebraError) in
      _ = try SingularValues(a)
    }
    #expect(throws: LinearAlgebraError.self) {  // overflows
      _ = try SingularValues(Matrix<Float>([[0x1p-140]])).pseudoInverse()
    }
  }
}
