import LinearAlgebra
import Testing

@Suite struct LinearSolverTests {
  private func solvesItsEquation<Element: BLASScalar>(
    _ order: Int, _ count: Int, _ type: Element.Type
  ) throws {
    var stream = RandomStream(seed: UInt64(order))
    // Diagonally dominant, so well conditioned; rows rotated, so that pivoting is needed.
    let a = Matrix<Element>(rows: order, columns: order) { i, j in
      Element(stream.uniform(-1, 1)) + (j == (i + 1) % order ? Element(order) : 0)
    }
    let b = Matrix<Element>(rows: order, columns: count) { _, _ in Element(stream.normal()) }
    let kept = (a, b)
    let x = try solve(a, b)
    #expect(x.rows == order && x.columns == count)
    let residual = a * x - b
    let slack = 20 * Element.ulpOfOne * Element(order + 1)
    #expect(Array(residual.elements).allSatisfy { abs($0) <= slack })
    #expect(a == kept.0 && b == kept.1)
    if count > 0 {
      let y = try solve(a, Vector((0..<order).map { b[$0, 0] }))
      #expect((0..<order).allSatisfy { abs(y[$0] - x[$0, 0]) <= slack })
    }
  }

  @Test(arguments: [(0, 0), (0, 2), (1, 1), (2, 3), (3, 0), (10, 1), (60, 7)])
  func solutionFulfilsTheEquation(order: Int, count: Int) throws {
    try solvesItsEquation(order, count, Float.self)
    try solvesItsEquation(order, count, Double.self)
  }

  @Test func knownSolution() throws {
    #expect(try solve(Matrix<Double>([[0, 2], [4, 0]]), [6, 8] as Vector) == [2, 3])
  }

  @Test func singularMatrixIsAnError() {
    #expect(throws: LinearAlgebraError.singular(order: 2, pivot: 1)) {
      _ = try solve(Matrix<Double>([[1, 2], [2, 4]]), [1, 1] as Vector)
    }
    #expect(throws: LinearAlgebraError.singular(order: 1, pivot: 0)) {
      _ = try solve(Matrix<Float>([[0]]), [1] as Vector)
    }
    #expect("\(LinearAlgebraError.singular(order: 2, pivot: 1))".contains("2×2 matrix is singular"))
  }

  @Test func inputThatIsNotFiniteIsAnErrorThatNamesThePlace() {
    do throws(LinearAlgebraError) {
      _ = try solve(Matrix<Double>([[1, 0], [.nan, 1]]), [1, 1] as Vector)
      Issue.record("A NaN was solved.")
    } catch {
      guard case .notFinite(_, 1, 0) = error else {
        Issue.record("\(error)")
        return
      }
      #expect("\(error)".contains("matrix A") && "\(error)".contains("row 1, column 0"))
    }
    #expect(throws: LinearAlgebraError.self) {
      _ = try solve(Matrix<Double>.identity(2), [1, .infinity] as Vector)
    }
    #expect(throws: LinearAlgebraError.self) {  // overflows
      _ = try solve(Matrix<Float>([[1e-30]]), [1e30] as Vector)
    }
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      _ = try? solve(Matrix<Double>(rows: 2, columns: 3), [1, 1] as Vector)
    }
    await #expect(processExitsWith: .failure) {
      _ = try? solve(Matrix<Double>.identity(3), [1, 1] as Vector)
    }
  }
}
