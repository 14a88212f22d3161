internal import LinearAlgebra

/// The least value of ½ xᵀ H x + xᵀ g between bounds, by projected Newton steps.
///
/// Components at a bound that the gradient pushes against it are held; the others take a Newton step among themselves, and
/// a line search along the path that the bounds bend finds how far. Which components are held is soon right, and then one
/// full step ends it.
///
/// D. Bertsekas, "Projected Newton methods for optimization problems with simple constraints", 1982; Y. Tassa, N. Mansard and
/// E. Todorov, "Control-limited differential dynamic programming", ICRA 2014.
struct BoxQuadraticProgram {
  /// Where the value is least, [m].
  let solution: Vector<Double>
  /// The components that are not held at a bound.
  let free: [Int]
  /// H among the free components, factored; nil if none is free.
  let curvature: CholeskyFactorization<Double>?

  /// Solves the problem.
  ///
  /// - Parameters:
  ///   - hessian: H, [m × m], symmetric.
  ///   - gradient: g, [m].
  ///   - low: The lower bounds, [m].
  ///   - high: The upper bounds, [m].
  ///   - start: Where to begin, [m].
  /// - Throws: `LinearAlgebraError.notPositiveDefinite` if H is not, among components that are free on the way.
  init(
    _ hessian: Matrix<Double>, _ gradient: Vector<Double>, low: Vector<Double>,
    high: Vector<Double>, start: Vector<Double>
  ) throws(LinearAlgebraError) {
    let m = gradient.count
    func clamped(_ x: Vector<Double>) -> Vector<Double> {
      Vector((0..<m).map { min(max(x[$0], low[$0]), high[$0]) })
    }
    func value(_ x: Vector<Double>) -> Double { 0.5 * x.dot(hessian * x) + x.dot(gradient) }

    var x = clamped(start)
    while true {
      let slope = gradient + hessian * x
      let free = (0..<m).filter {
        !(x[$0] <= low[$0] && slope[$0] > 0) && !(x[$0] >= high[$0] && slope[$0] < 0)
      }
      guard !free.isEmpty else {
        (solution, self.free, curvature) = (x, free, nil)
        return
      }
      let factor = try CholeskyFactorization(
        Matrix(rows: free.count, columns: free.count) { hessian[free[$0], free[$1]] })
      let step = try factor.solve(Vector(free.map { -slope[$0] }))
      // Along the bent path until the value falls by a tenth of what the slope promises.
      var (scale, best) = (1.0, x)
      let before = value(x)
      while scale > 1e-10 {
        var moved = x
        for (k, i) in free.enumerated() { moved[i] += scale * step[k] }
        moved = clamped(moved)
        let promised = slope.dot(moved - x)
        if promised < 0 && value(moved) - before <= 0.1 * promised {
          best = moved
          break
        }
        scale *= 0.6
      }
      let change = (best - x).norm
      x = best
      if change <= 1e-12 * max(1, x.norm) {
        (solution, self.free, curvature) = (x, free, factor)
        return
      }
    }
  }
}
