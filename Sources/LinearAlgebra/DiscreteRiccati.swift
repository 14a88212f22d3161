/// The stabilising solution X of the discrete algebraic Riccati equation, and the feedback that it gives.
///
/// For xₜ₊₁ = A xₜ + B uₜ with the cost Σₜ xₜᵀ Q xₜ + uₜᵀ R uₜ + 2 xₜᵀ S uₜ, the cost of going on from x is xᵀ X x
/// under the optimal u = −K x:
///
///     X = Aᵀ X A − (Aᵀ X B + S) (R + Bᵀ X B)⁻¹ (Bᵀ X A + Sᵀ) + Q
///     K = (R + Bᵀ X B)⁻¹ (Bᵀ X A + Sᵀ)
///
/// Found by the structured doubling algorithm (Chu, Fan, Lin and Wang 2004, *Int. J. Control* 77, 767): with
/// A₀ = A − B R⁻¹ Sᵀ, G₀ = B R⁻¹ Bᵀ, H₀ = Q − S R⁻¹ Sᵀ and W = I + G H, one step is
///
///     A ← A W⁻¹ A      G ← G + A W⁻¹ G Aᵀ      H ← H + Aᵀ H W⁻¹ A
///
/// and H after k steps is the cost of 2ᵏ time steps, which converges quadratically. Where action is cheap, W is
/// ill-conditioned; two steps of Kleinman's iteration (1968, *IEEE Trans. Automatic Control* 13, 114), each of
/// which finds the cost of the feedback so far by the same doubling with G = 0, restore the accuracy. About
/// 20n³ operations for each step of doubling.
public struct DiscreteRiccati<Element: BLASScalar>: Sendable {
  /// X, [n × n], symmetric.
  public let solution: Matrix<Element>
  /// K, [m × n]: the optimal action is −K x.
  public let gain: Matrix<Element>
  /// A − B K, [n × n], which moves the state under the optimal action.
  public let closedLoop: Matrix<Element>
  /// The largest magnitude of the closed loop's eigenvalues, below 1.
  public let spectralRadius: Element
  /// ‖X − right side‖ / ‖X‖ in the Frobenius norm: how well X fulfils its equation.
  public let residual: Element
  /// The number of doubling steps.
  public let iterations: Int

  /// Solves the equation.
  ///
  /// Of Q and R the symmetric parts count. A solution needs R positive definite, [Q S; Sᵀ R] positive
  /// semidefinite, every mode of A with an eigenvalue on or outside the unit circle within reach of B
  /// (stabilisable) and seen by Q (detectable).
  /// - Parameters:
  ///   - a: A, [n × n]; n may be 0.
  ///   - b: B, [n × m]; m may be 0, then X solves Lyapunov's equation.
  ///   - q: Q, [n × n].
  ///   - r: R, [m × m].
  ///   - s: S, [n × m]; nil for 0.
  ///   - maximumIterations: After how many steps, each as long as all before it, the iteration gives up.
  /// - Throws: `LinearAlgebraError.notPositiveDefinite` for R (or for R + Bᵀ X B, if [Q S; Sᵀ R] is not
  ///   semidefinite), `.notFinite` for an operand, `.notStabilizable`
  ///   if the iteration diverges or its limit leaves the closed loop unstable, `.noConvergence` if it
  ///   neither converges nor diverges, which happens with eigenvalues on the unit circle.
  /// - Precondition: The shapes agree, and `maximumIterations` > 0.
  public init(
    a: Matrix<Element>, b: Matrix<Element>, q: Matrix<Element>, r: Matrix<Element>,
    s: Matrix<Element>? = nil, maximumIterations: Int = 60
  ) throws(LinearAlgebraError) {
    precondition(
      maximumIterations > 0, "\(maximumIterations) iterations are not a positive number.")
    let s = s ?? Matrix(rows: b.rows, columns: b.columns)
    Self.checkShapes(a, b, q, r, s)
    for (matrix, name) in [(a, "A"), (b, "B"), (q, "Q"), (r, "R"), (s, "S")] {
      try requireFinite(matrix, "The matrix \(name) of the Riccati equation")
    }
    var (q, r) = (q, r)
    q.symmetrize()
    r.symmetrize()

    let cost = try CholeskyFactorization(r)
    let crossGain = try cost.solve(s.transposed)
    var doubling = Doubling(
      a: a - b * crossGain, g: b * (try cost.solve(b.transposed)), h: q - s * crossGain)
    iterations = try doubling.run(maximumIterations)

    let problem = Problem(a: a, b: b, q: q, r: r, s: s)
    var x = doubling.h
    var k = try problem.gain(x)
    for _ in 0..<2 {
      x = try problem.cost(of: k, maximumIterations, after: iterations)
      k = try problem.gain(x)
    }
    (solution, gain, closedLoop) = (x, k, a - b * k)
    spectralRadius = try LinearAlgebra.spectralRadius(of: closedLoop)
    guard spectralRadius < 1 else { throw .notStabilizable(iterations: iterations) }
    let next = q + a.transposed * x * a - (b.transposed * x * a + s.transposed).transposed * k
    let size = x.elements.norm
    residual = size == 0 ? 0 : (next - x).elements.norm / size
  }

  private static func checkShapes(
    _ a: Matrix<Element>, _ b: Matrix<Element>, _ q: Matrix<Element>, _ r: Matrix<Element>,
    _ s: Matrix<Element>
  ) {
    let (n, m) = (a.rows, b.columns)
    precondition(
      a.columns == n && b.rows == n && q.rows == n && q.columns == n && r.rows == m
        && r.columns == m && s.rows == n && s.columns == m,
      "A of \(a.rows)×\(a.columns), B of \(b.rows)×\(b.columns), Q of \(q.rows)×\(q.columns), R of "
        + "\(r.rows)×\(r.columns) and S of \(s.rows)×\(s.columns) do not make a Riccati equation.")
  }
}

/// The equation's five matrices, Q and R symmetric.
private struct Problem<Element: BLASScalar> {
  let a: Matrix<Element>
  let b: Matrix<Element>
  let q: Matrix<Element>
  let r: Matrix<Element>
  let s: Matrix<Element>

  /// The feedback K that is best where X is the cost of going on.
  func gain(_ x: Matrix<Element>) throws(LinearAlgebraError) -> Matrix<Element> {
    let bx = b.transposed * x
    var weight = r + bx * b
    weight.symmetrize()
    return try CholeskyFactorization(weight).solve(bx * a + s.transposed)
  }

  /// The cost of the feedback K for ever: X = Q + Kᵀ R K − S K − Kᵀ Sᵀ + (A − B K)ᵀ X (A − B K).
  func cost(
    of k: Matrix<Element>, _ maximumIterations: Int, after iterations: Int
  ) throws(LinearAlgebraError) -> Matrix<Element> {
    let closedLoop = a - b * k
    guard try spectralRadius(of: closedLoop) < 1 else {
      throw .notStabilizable(iterations: iterations)
    }
    let crossed = s * k
    var doubling = Doubling(
      a: closedLoop, g: Matrix(rows: a.rows, columns: a.rows),
      h: q + k.transposed * r * k - crossed - crossed.transposed)
    _ = try doubling.run(maximumIterations)
    return doubling.h
  }
}

/// The doubling iteration's three matrices.
private struct Doubling<Element: BLASScalar> {
  var a: Matrix<Element>
  var g: Matrix<Element>
  var h: Matrix<Element>

  /// Doubles until H changes by rounding alone.
  /// - Returns: The number of steps.
  mutating func run(_ maximumIterations: Int) throws(LinearAlgebraError) -> Int {
    g.symmetrize()
    h.symmetrize()
    for iteration in 1...maximumIterations {
      let change: Element
      do throws(LinearAlgebraError) {
        change = try step()
      } catch {  // W overflows, or is singular, which it is not while G and H are semidefinite
        throw .notStabilizable(iterations: iteration)
      }
      guard a.isFinite && g.isFinite && h.isFinite else {
        throw .notStabilizable(iterations: iteration)
      }
      if change <= 4 * Element.ulpOfOne * h.elements.norm { return iteration }
    }
    throw .noConvergence(iterations: maximumIterations)
  }

  /// One step.
  /// - Returns: The Frobenius norm of H's change.
  private mutating func step() throws(LinearAlgebraError) -> Element {
    let w = try LUFactorization(.identity(a.rows) + g * h)
    let (wa, wg) = (try w.solve(a), try w.solve(g))
    let aTransposed = a.transposed
    var growth = a * wg * aTransposed
    var change = aTransposed * (h * wa)
    growth.symmetrize()
    change.symmetrize()
    a = a * wa
    g = g + growth
    h = h + change
    return change.elements.norm
  }
}
