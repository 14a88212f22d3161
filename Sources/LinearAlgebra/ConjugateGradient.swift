/// Solves (A + λ I) x = b for a symmetric positive definite operator A that is known by its products A p alone.
///
/// The method of Hestenes and Stiefel (1952, *J. Res. NBS* 49, 409), as natural gradients use it with
/// Fisher–vector products:
///
///     r = b − (A + λ I) x,  p = r
///     α = ‖r‖² / pᵀ (A + λ I) p,  x ← x + α p,  r′ = r − α (A + λ I) p
///     p ← r′ + (‖r′‖² / ‖r‖²) p
///
/// The value is the workspace: made once, it solves any number of systems of its size and allocates nothing.
public struct ConjugateGradient<Element: BLASScalar>: Sendable {
  /// How the iteration ended.
  public struct Result: Equatable, Sendable {
    /// The number of iterations, each with one product.
    public var iterations: Int
    /// ‖r‖ as the recurrence carries it along; rounding makes it smaller than the true one in long runs.
    public var residualNorm: Element
    /// Whether ‖r‖ came down to the tolerance.
    public var isConverged: Bool
  }

  /// The number of unknowns, n.
  public let count: Int
  /// After how many iterations the method stops, converged or not.
  public var maximumIterations: Int
  /// ‖r‖ at which it stops; what is below the machine's precision times ‖b‖ counts as 0.
  public var tolerance: Element
  /// λ ≥ 0, added to A's diagonal.
  public var damping: Element

  private var residual: Vector<Element>
  private var direction: Vector<Element>
  private var product: Vector<Element>

  /// A workspace for n = `count` unknowns.
  /// - Precondition: No argument is negative.
  public init(
    count: Int, maximumIterations: Int, tolerance: Element = 0, damping: Element = 0
  ) {
    precondition(
      count >= 0 && maximumIterations >= 0 && tolerance >= 0 && damping >= 0,
      "A count of \(count), \(maximumIterations) iterations, a tolerance of \(tolerance) and a damping of "
        + "\(damping) must not be negative.")
    self.count = count
    self.maximumIterations = maximumIterations
    self.tolerance = tolerance
    self.damping = damping
    residual = Vector(count: count)
    direction = Vector(count: count)
    product = Vector(count: count)
  }

  /// Improves `x` until it solves (A + λ I) x = b.
  ///
  /// When an error is thrown, `x` is the last iterate, which is finite unless it was not at the beginning.
  /// - Parameters:
  ///   - b: The right-hand side b, [n].
  ///   - x: The start, [n], often 0; then the solution.
  ///   - multiply: Writes A p into `product`, each [n], without keeping either.
  /// - Throws: `LinearAlgebraError.nonPositiveCurvature` with the iteration, from 1 on, whose direction has
  ///   pᵀ (A + λ I) p ≤ 0, or `.notFinite` if b, the start or a product is not finite.
  /// - Precondition: b and x have n elements, and the closure keeps its buffer's count.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public mutating func solve(
    _ b: Vector<Element>, into x: inout Vector<Element>,
    multiplyingBy multiply: (_ p: Vector<Element>, _ product: inout Vector<Element>) -> Void
  ) throws(LinearAlgebraError) -> Result {
    precondition(
      b.count == count && x.count == count,
      "A right-hand side of \(b.count) and a start of \(x.count) do not fit \(count) unknowns.")
    try Self.requireFinite(b, "The right-hand side b", iteration: nil)
    try Self.requireFinite(x, "The start x", iteration: nil)

    residual.assign(from: b)
    if x.norm != 0 {
      multiply(x, &product)
      try requireFiniteProduct("The product A x", iteration: 0)
      product.add(x, scaledBy: damping)
      residual.add(product, scaledBy: -1)
    }
    let goal = max(tolerance, Element.ulpOfOne * b.norm, Element.leastNormalMagnitude)
    var norm = residual.norm
    guard norm > goal else { return Result(iterations: 0, residualNorm: norm, isConverged: true) }
    // The direction is kept as p / ‖r‖, so that small systems do not underflow.
    direction.assign(from: residual)
    direction *= 1 / norm
    var iterations = 0
    while norm > goal && iterations < maximumIterations {
      iterations += 1
      multiply(direction, &product)
      try requireFiniteProduct("The product A p", iteration: iterations)
      product.add(direction, scaledBy: damping)
      let curvature = direction.dot(product)
      guard curvature.isFinite else {
        throw .notFinite(
          operand: "The curvature pᵀ A p of iteration \(iterations)", row: 0, column: 0)
      }
      guard curvature > 0 else { throw .nonPositiveCurvature(iteration: iterations) }
      let step = norm / curvature
      x.add(direction, scaledBy: step)
      residual.add(product, scaledBy: -step)
      let next = residual.norm
      direction *= next / norm
      if next > 0 { direction.add(residual, scaledBy: 1 / next) }
      norm = next
    }
    return Result(iterations: iterations, residualNorm: norm, isConverged: norm <= goal)
  }

  private func requireFiniteProduct(
    _ name: String, iteration: Int
  ) throws(LinearAlgebraError) {
    precondition(product.count == count, "A product of \(product.count) is not one of \(count).")
    try Self.requireFinite(product, name, iteration: iteration)
  }

  private static func requireFinite(
    _ x: Vector<Element>, _ name: String, iteration: Int?
  ) throws(LinearAlgebraError) {
    guard !x.isFinite else { return }
    for i in 0..<x.count where !x[i].isFinite {
      let place = iteration.map { " of iteration \($0)" } ?? ""
      throw .notFinite(operand: name + place, row: i, column: 0)
    }
  }
}
