import LinearAlgebra
import Testing

@Suite struct DiscreteRiccatiTests {
  private func solve<T: BLASScalar>(
    _ fixture: RiccatiFixture, _ type: T.Type
  ) throws -> DiscreteRiccati<T> {
    try DiscreteRiccati(
      a: Matrix(converting: fixture.a), b: Matrix(converting: fixture.b),
      q: Matrix(converting: fixture.q), r: Matrix(converting: fixture.r),
      s: Matrix(converting: fixture.s))
  }

  @Test(arguments: RiccatiFixture.all) func fixtures(_ fixture: RiccatiFixture) throws {
    let found = try solve(fixture, Double.self)
    expectClose(found.solution, fixture.solution, 1e-9, "X")
    expectClose(found.gain, fixture.gain, 1e-8, "K")
    #expect(abs(found.spectralRadius - fixture.closedLoopRadius) < 1e-7)
    #expect(found.solution == found.solution.transposed)
    expectClose(found.closedLoop, fixture.a - fixture.b * found.gain, 1e-15)
    // X = Q + Kᵀ R K − S K − (S K)ᵀ + (A − B K)ᵀ X (A − B K), the form of Joseph.
    let k = found.gain
    let crossed = fixture.s * k
    let next =
      fixture.q + k.transposed * fixture.r * k - crossed - crossed.transposed
      + found.closedLoop.transposed * found.solution * found.closedLoop
    let slack = 1e-12 * max(1, fixture.openLoopRadius * fixture.openLoopRadius)
    expectClose(next, found.solution, slack, "Joseph")
    #expect(found.residual < 1e-9 && found.iterations <= 20)
    #expect(try SymmetricEigen(found.solution).values[0] > 0)

    let single = try solve(fixture, Float.self)
    expectClose(single.solution, Matrix(converting: fixture.solution), 1e-3, "X")
    expectClose(single.gain, Matrix(converting: fixture.gain), 1e-3, "K")
  }

  @Test func theFixturesAreStableAndUnstable() {
    #expect(RiccatiFixture.all.contains { $0.openLoopRadius < 1 })
    #expect(RiccatiFixture.all.contains { $0.openLoopRadius > 2 })
    #expect(RiccatiFixture.all.contains { $0.s.frobenius > 0 })
  }

  @Test func byHand() throws {
    // x² = x + 1 for A = B = Q = R = 1: the golden ratio.
    let one = Matrix<Double>([[1]])
    let found = try DiscreteRiccati(a: one, b: one, q: one, r: one)
    #expect(abs(found.solution[0, 0] - 1.618033988749895) < 1e-14)
    #expect(abs(found.gain[0, 0] - 0.6180339887498949) < 1e-14)
    // Without an action, the sum of A²ᵗ Q: 1 / (1 − 1/4).
    let free = try DiscreteRiccati(
      a: Matrix<Float>([[0.5]]), b: Matrix(rows: 1, columns: 0), q: Matrix([[1]]),
      r: Matrix(rows: 0, columns: 0))
    #expect(abs(free.solution[0, 0] - 4 / 3) < 1e-6 && free.gain == Matrix(rows: 0, columns: 1))
    let empty = try DiscreteRiccati(
      a: Matrix<Double>(rows: 0, columns: 0), b: Matrix(rows: 0, columns: 2),
      q: Matrix(rows: 0, columns: 0), r: .identity(2))
    #expect(empty.solution.count == 0 && empty.gain == Matrix(rows: 2, columns: 0))
    #expect(empty.spectralRadius == 0 && empty.residual == 0)
  }

  @Test func theSymmetricPartsCount() throws {
    let fixture = try #require(RiccatiFixture.all.first { $0.name == "cross term" })
    var (q, r) = (fixture.q, fixture.r)
    q[0, 1] += 0.5
    q[1, 0] -= 0.5
    r[0, 1] += 2
    r[1, 0] -= 2
    let found = try DiscreteRiccati(a: fixture.a, b: fixture.b, q: q, r: r, s: fixture.s)
    expectClose(found.solution, fixture.solution, 1e-8)
  }

  private func failure<T: BLASScalar>(
    _ a: [[T]], _ b: [[T]], _ q: [[T]], _ r: [[T]]
  ) -> LinearAlgebraError? {
    do throws(LinearAlgebraError) {
      _ = try DiscreteRiccati(a: Matrix(a), b: Matrix(b), q: Matrix(q), r: Matrix(r))
      return nil
    } catch {
      return error
    }
  }

  private func isNotStabilizable(_ error: LinearAlgebraError?) -> Bool {
    if case .notStabilizable = error { true } else { false }
  }

  @Test func whatCannotBeStabilisedIsAnError() {
    // An unstable mode out of B's reach, alone and beside one within it.
    #expect(isNotStabilizable(failure([[1.2]], [[0.0]], [[1]], [[1]])))
    #expect(
      isNotStabilizable(
        failure([[2.0, 0], [0, 0.5]], [[0], [1]], [[1, 0], [0, 1]], [[1]])))
    #expect(isNotStabilizable(failure([[1.2 as Float]], [[0]], [[1]], [[1]])))
    // An unstable mode that costs nothing, so that the cheapest is to leave it alone.
    #expect(isNotStabilizable(failure([[2.0]], [[1]], [[0]], [[1]])))
    // One on the unit circle, costless: it stays there.
    #expect(isNotStabilizable(failure([[1.0]], [[0]], [[0]], [[1]])))
    // On the circle, with a cost, out of reach: the cost grows linearly without end.
    let error = failure([[1.0]], [[0]], [[1]], [[1]])
    #expect(error == .noConvergence(iterations: 60))
    #expect("\(error!)".contains("60 steps"))
  }

  @Test func theWeightOfTheActionMustBeDefinite() {
    #expect(failure([[1.0]], [[1]], [[1]], [[0]]) == .notPositiveDefinite(order: 1))
    #expect(
      failure([[1.0]], [[1, 1]], [[1]], [[1, 0], [0, -1]]) == .notPositiveDefinite(order: 2))
  }

  @Test func whatIsNotFiniteIsAnErrorThatNamesThePlace() {
    let one = Matrix<Double>.identity(2)
    for place in 0..<5 {
      expectNotFinite(Double.self) { bad throws(LinearAlgebraError) in
        let operands = (0..<5).map { $0 == place ? bad : one }
        _ = try DiscreteRiccati(
          a: operands[0], b: operands[1], q: operands[2], r: operands[3], s: operands[4])
      }
    }
    #expect(
      failure([[Float.nan]], [[1]], [[1]], [[1]])
        .map { "\($0)".contains("matrix A") && "\($0)".contains("row 0, column 0") } == true)
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      let one = Matrix<Double>.identity(2)
      _ = try? DiscreteRiccati(a: one, b: .identity(3), q: one, r: .identity(3))
    }
    await #expect(processExitsWith: .failure) {
      let one = Matrix<Double>.identity(2)
      _ = try? DiscreteRiccati(a: one, b: one, q: one, r: one, maximumIterations: 0)
    }
  }
}
