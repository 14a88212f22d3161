import CAllocationCounter
import LinearAlgebra
import Testing

@Suite struct ConjugateGradientTests {
  private func definite<T: BLASScalar>(_ order: Int, _ type: T.Type) -> Matrix<T> {
    let a = Matrix<T>.normal(order, order, seed: UInt64(order))
    return a * a.transposed + T(order + 1) * .identity(order)
  }

  private func agreesWithElimination<T: BLASScalar>(_ order: Int, _ damping: T) throws {
    let a = definite(order, T.self)
    let b = Matrix<T>.normal(order, 1, seed: 3).elements
    var solver = ConjugateGradient<T>(
      count: order, maximumIterations: 3 * order, tolerance: 10 * T.ulpOfOne * b.norm,
      damping: damping)
    var x = Vector<T>(count: order)
    let result = try solver.solve(b, into: &x) { p, product in multiply(a, by: p, into: &product) }
    let damped = a + damping * .identity(order)
    #expect(result.isConverged && result.residualNorm <= solver.tolerance)
    let slack = 100 * T.ulpOfOne * T(order + 1)
    #expect((damped * x - b).norm <= slack * b.norm)
    let expected = try CholeskyFactorization(damped).solve(b)
    #expect((x - expected).norm <= slack * expected.norm)

    // From the solution on there is nothing to do; from elsewhere it comes back to it.
    solver.tolerance = slack * b.norm
    #expect(try solver.solve(b, into: &x) { multiply(a, by: $0, into: &$1) }.iterations == 0)
    var start = Matrix<T>.normal(order, 1, seed: 4).elements
    try solver.solve(b, into: &start) { multiply(a, by: $0, into: &$1) }
    #expect((start - expected).norm <= 10 * slack * expected.norm)
  }

  @Test(arguments: [0, 1, 2, 10, 60]) func solution(order: Int) throws {
    for damping in [0, 0.5] {
      try agreesWithElimination(order, Float(damping))
      try agreesWithElimination(order, damping)
    }
  }

  @Test(arguments: FactorizationFixture.all.filter { $0.cholesky != nil && $0.condition < 1e4 })
  func fixtures(_ fixture: FactorizationFixture) throws {
    var solver = ConjugateGradient<Double>(count: fixture.a.rows, maximumIterations: 30)
    for column in 0..<2 {
      let (b, expected) = (
        Vector((0..<fixture.b.rows).map { fixture.b[$0, column] }),
        Vector((0..<fixture.b.rows).map { fixture.leastSquares[$0, column] })
      )
      var x = Vector<Double>(count: b.count)
      let result = try solver.solve(b, into: &x) { multiply(fixture.a, by: $0, into: &$1) }
      #expect(result.isConverged)
      #expect((x - expected).norm <= 100 * Double.ulpOfOne * fixture.condition * expected.norm)
    }
  }

  /// After k iterations x is the best of the k-th Krylov space; with k distinct eigenvalues it is exact.
  @Test func asManyIterationsAsDistinctEigenvalues() throws {
    let diagonal: Vector<Double> = [1, 1, 1, 4, 4, 9]
    let b: Vector<Double> = [1, 2, 3, 4, 5, 6]
    var solver = ConjugateGradient<Double>(count: 6, maximumIterations: 6, tolerance: 1e-12)
    var x = Vector<Double>(count: 6)
    let result = try solver.solve(b, into: &x) { p, product in
      for i in 0..<6 { product[i] = diagonal[i] * p[i] }
    }
    #expect(result.iterations == 3 && result.isConverged)
    #expect((0..<6).allSatisfy { abs(x[$0] - b[$0] / diagonal[$0]) < 1e-13 })

    // The first iteration by hand: α = ‖b‖² / bᵀ A b = 91 / 534.
    solver.maximumIterations = 1
    x = Vector(count: 6)
    let first = try solver.solve(b, into: &x) { p, product in
      for i in 0..<6 { product[i] = diagonal[i] * p[i] }
    }
    #expect(first.iterations == 1 && !first.isConverged)
    let α = 91.0 / b.dot(Vector((0..<6).map { diagonal[$0] * b[$0] }))
    #expect((x - α * b).norm < 1e-14)
    let residual = Vector((0..<6).map { b[$0] - diagonal[$0] * x[$0] })
    #expect(abs(first.residualNorm - residual.norm) < 1e-13)
  }

  @Test func zeroRightHandSide() throws {
    var solver = ConjugateGradient<Float>(count: 2, maximumIterations: 5)
    var x = Vector<Float>(count: 2)
    let result = try solver.solve([0, 0], into: &x) { $1.assign(from: $0) }
    #expect(result.iterations == 0 && result.residualNorm == 0 && result.isConverged)
    #expect(x == [0, 0])
  }

  @Test func smallAndLargeNumbersNeitherUnderflowNorOverflow() throws {
    for scale in [1e-30, 1e30] as [Float] {
      var solver = ConjugateGradient<Float>(count: 3, maximumIterations: 10)
      var x = Vector<Float>(count: 3)
      let result = try solver.solve([scale, -scale, 2 * scale], into: &x) { p, product in
        for i in 0..<3 { product[i] = Float(i + 1) * p[i] }
      }
      #expect(result.isConverged)
      #expect((x - [scale, -scale / 2, 2 * scale / 3]).norm <= 1e-6 * scale)
    }
  }

  @Test func aDirectionWithoutCurvatureIsAnErrorThatNamesTheIteration() throws {
    func failure(_ diagonal: Vector<Double>, damping: Double = 0) -> LinearAlgebraError? {
      var solver = ConjugateGradient<Double>(
        count: diagonal.count, maximumIterations: 10, damping: damping)
      var x = Vector<Double>(count: diagonal.count)
      do throws(LinearAlgebraError) {
        try solver.solve(Vector(repeating: 1, count: diagonal.count), into: &x) { p, product in
          for i in 0..<p.count { product[i] = diagonal[i] * p[i] }
        }
        return nil
      } catch {
        #expect(x.isFinite)
        return error
      }
    }
    #expect(failure([-1, -1]) == .nonPositiveCurvature(iteration: 1))
    #expect(failure([0, 0]) == .nonPositiveCurvature(iteration: 1))
    #expect(failure([3, -1]) == .nonPositiveCurvature(iteration: 2))
    #expect(failure([3, -1], damping: 1.5) == nil)
    #expect("\(LinearAlgebraError.nonPositiveCurvature(iteration: 2))".contains("iteration 2"))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    func operand(
      _ b: Vector<Double>, _ start: Vector<Double>, _ factor: Double
    ) -> String {
      var solver = ConjugateGradient<Double>(count: 2, maximumIterations: 4)
      var x = start
      do throws(LinearAlgebraError) {
        try solver.solve(b, into: &x) { p, product in
          product[0] = p[0]
          product[1] = factor * p[1]
        }
        return "nothing"
      } catch {
        guard case .notFinite(let operand, 1, 0) = error else { return "\(error)" }
        return operand
      }
    }
    #expect(operand([1, .nan], [0, 0], 1).contains("right-hand side"))
    #expect(operand([1, 1], [0, .infinity], 1).contains("start"))
    #expect(operand([1, 1], [0, 0], .nan) == "The product A p of iteration 1")
    #expect(operand([1, 1], [1, 1], .infinity).contains("product A x"))
    #expect(operand([1, 1], [0, 0], 2) == "nothing")
  }

  @Test(.enabled(if: allocation_counter_is_active()))
  func nothingIsAllocatedAfterConstruction() async {
    await #expect(processExitsWith: .success) {
      try Self.countAllocations(Float.self)
      try Self.countAllocations(Double.self)
    }
  }

  private static func countAllocations<T: BLASScalar>(_ type: T.Type) throws {
    let n = 50
    let factor = Matrix<T>.normal(n, n, seed: 1)
    let a = factor * factor.transposed + .identity(n)
    let b = Vector<T>(repeating: 1, count: n)
    var solver = ConjugateGradient<T>(count: n, maximumIterations: 10, damping: 0.1)
    var x = Vector<T>(count: n)
    let zero = Vector<T>(count: n)
    try solver.solve(b, into: &x) { multiply(a, by: $0, into: &$1) }
    allocation_counter_start_thread()
    for _ in 0..<20 {
      x.assign(from: zero)
      try solver.solve(b, into: &x) { multiply(a, by: $0, into: &$1) }
      try solver.solve(b, into: &x) { multiply(a, by: $0, into: &$1) }
    }
    let count = allocation_counter_stop_thread()
    precondition(count == 0, "\(count) allocations in 40 systems")
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      var solver = ConjugateGradient<Double>(count: 2, maximumIterations: 1)
      var x: Vector<Double> = [0, 0, 0]
      _ = try? solver.solve([1, 1], into: &x) { $1.assign(from: $0) }
    }
    await #expect(processExitsWith: .failure) {
      var solver = ConjugateGradient<Double>(count: 2, maximumIterations: 1)
      var x: Vector<Double> = [0, 0]
      _ = try? solver.solve([1, 1], into: &x) { $1 = [] }
    }
    await #expect(processExitsWith: .failure) {
      _ = ConjugateGradient<Double>(count: 2, maximumIterations: 1, damping: -1)
    }
  }
}
