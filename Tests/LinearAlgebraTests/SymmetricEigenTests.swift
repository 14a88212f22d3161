import LinearAlgebra
import Testing

@Suite struct SymmetricEigenTests {
  private func fulfilsItsEquations<T: BLASScalar>(_ a: Matrix<T>) throws {
    let eigen = try SymmetricEigen(a)
    let slack = 20 * T.ulpOfOne * T(a.rows + 1)
    expectOrthonormalColumns(eigen.vectors)
    expectClose(a * eigen.vectors, eigen.vectors * .diagonal(eigen.values), slack, "A V")
    let values = Array(eigen.values)
    #expect(values == values.sorted())
  }

  private func symmetric<T: BLASScalar>(_ order: Int, _ type: T.Type) -> Matrix<T> {
    let a = Matrix<T>.normal(order, order, seed: UInt64(order))
    return a + a.transposed
  }

  @Test(arguments: [0, 1, 2, 7, 40]) func equations(order: Int) throws {
    try fulfilsItsEquations(symmetric(order, Float.self))
    try fulfilsItsEquations(symmetric(order, Double.self))
  }

  @Test(arguments: FactorizationFixture.all.filter { $0.eigenvalues != nil })
  func fixtures(_ fixture: FactorizationFixture) throws {
    try fulfilsItsEquations(fixture.a)
    let single = Matrix<Float>(converting: fixture.a)
    try fulfilsItsEquations(single)
    // Weyl: eigenvalues move no more than the matrix does.
    let largest = fixture.singularValues[0]
    let expected = try #require(fixture.eigenvalues)
    let values = Array(try SymmetricEigen(fixture.a).values)
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) <= 20 * Double.ulpOfOne * largest })
    let singles = Array(try SymmetricEigen(single).values)
    #expect(
      zip(singles, expected).allSatisfy {
        abs($0 - Float($1)) <= 20 * Float.ulpOfOne * Float(largest)
      })
  }

  @Test func byHand() throws {
    let eigen = try SymmetricEigen(Matrix<Double>([[2, 99], [1, 2]]))  // above the diagonal unread
    #expect(abs(eigen.values[0] - 1) < 1e-15 && abs(eigen.values[1] - 3) < 1e-15)
    #expect(abs(eigen.vectors[0, 0] + eigen.vectors[1, 0]) < 1e-15)
    let one = try SymmetricEigen(Matrix<Float>([[-4]]))
    #expect(one.values == [-4] && abs(one.vectors[0, 0]) == 1)
  }

  @Test func aBlockOfALargerMatrix() throws {
    try fulfilsItsEquations(symmetric(9, Double.self).submatrix(rows: 3..<7, columns: 3..<7))
  }

  @Test(arguments: FactorizationFixture.all.filter { $0.spectralRadius != nil })
  func spectralRadiusOfFixtures(_ fixture: FactorizationFixture) throws {
    let expected = try #require(fixture.spectralRadius)
    let slack = 100 * Double.ulpOfOne * fixture.singularValues[0]
    #expect(abs(try spectralRadius(of: fixture.a) - expected) <= slack)
    if fixture.condition < 1e4 {
      let single = try spectralRadius(of: Matrix<Float>(converting: fixture.a))
      #expect(abs(single - Float(expected)) <= 1e-4 * Float(fixture.singularValues[0]))
    }
  }

  @Test func spectralRadiusByHand() throws {
    #expect(try spectralRadius(of: Matrix<Double>(rows: 0, columns: 0)) == 0)
    #expect(try spectralRadius(of: Matrix<Float>([[-3]])) == 3)
    #expect(try abs(spectralRadius(of: Matrix<Double>([[0, -2], [2, 0]])) - 2) < 1e-15)  // ±2i
    #expect(try spectralRadius(of: Matrix<Double>([[0, 1], [0, 0]])) == 0)
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    expectNotFinite(Float.self) { a throws(LinearAlgebraError) in _ = try SymmetricEigen(a) }
    expectNotFinite(Double.self) { a throws(LinearAlgebraError) in _ = try SymmetricEigen(a) }
    expectNotFinite(Double.self) { a throws(LinearAlgebraError) in _ = try spectralRadius(of: a) }
    #expect(
      "\(LinearAlgebraError.decompositionFailed(routine: "syevd", info: 3))".contains("syevd"))
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? SymmetricEigen(Matrix<Double>(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = try? spectralRadius(of: Matrix<Double>(rows: 2, columns: 3))
    }
  }
}
