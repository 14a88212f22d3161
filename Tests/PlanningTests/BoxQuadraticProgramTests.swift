#if DEBUG
  import LinearAlgebra
  @testable import Planning
  import Testing

  @Suite("Quadratic programs between bounds")
  struct BoxQuadraticProgramTests {
    @Test(
      "The conditions of an optimum hold on random problems",
      arguments: 1...50 as ClosedRange<UInt64>)
    func optimum(seed: UInt64) throws {
      var stream = RandomStream(seed: seed)
      let m = 1 + stream.integer(below: 6)
      let (hessian, gradient) = (definite(m, &stream), 2 * normal(m, 1, &stream).elements)
      let low = Vector((0..<m).map { _ in stream.uniform(-1, 0.2) })
      let high = Vector((0..<m).map { low[$0] + stream.uniform(0.1, 1) })
      let program = try BoxQuadraticProgram(
        hessian, gradient, low: low, high: high, start: Vector(count: m))
      let (x, slope) = (program.solution, gradient + hessian * program.solution)
      for i in 0..<m {
        #expect(x[i] >= low[i] && x[i] <= high[i])
        if program.free.contains(i) {
          #expect(abs(slope[i]) < 1e-8 || x[i] == low[i] || x[i] == high[i])
        } else {
          #expect(x[i] == low[i] ? slope[i] > 0 : slope[i] < 0)
        }
      }
    }

    @Test func withoutBoundsItIsTheLinearSolve() throws {
      var stream = RandomStream(seed: 3)
      let (hessian, gradient) = (definite(4, &stream), normal(4, 1, &stream).elements)
      let wide = Vector<Double>(repeating: 1e6, count: 4)
      let program = try BoxQuadraticProgram(
        hessian, gradient, low: -wide, high: wide, start: Vector(count: 4))
      let exact = try CholeskyFactorization(hessian).solve(-gradient)
      #expect((program.solution - exact).norm < 1e-9 * exact.norm)
      #expect(program.free == [0, 1, 2, 3])
    }

    @Test func aConcaveProblemIsRefused() {
      #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
        try BoxQuadraticProgram(Matrix([[-1]]), [1], low: [-1], high: [1], start: [0])
      }
    }
  }
#endif
