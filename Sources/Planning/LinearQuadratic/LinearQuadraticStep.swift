public import LinearAlgebra

/// One time step of a linear-quadratic control problem, in the lecture's notation.
///
/// With z = (x, u), the state above the action,
///
///     x′ = F z + f + w,   w ∼ N(0, W)        c(z) = ½ zᵀ C z + zᵀ c
public struct LinearQuadraticStep: Sendable {
  /// F, [n × (n + m)].
  public var dynamics: Matrix<Double>
  /// f, [n].
  public var offset: Vector<Double>
  /// C, [(n + m) × (n + m)]; its symmetric part counts.
  public var costHessian: Matrix<Double>
  /// c, [n + m]: the cost's gradient at z = 0.
  public var costGradient: Vector<Double>
  /// W, [n × n]: the covariance of the noise, which adds to the cost but changes no action; nil for none.
  public var noise: Matrix<Double>?

  /// The number of components of a state, n.
  public var stateWidth: Int { dynamics.rows }
  /// The number of components of an action, m.
  public var actionWidth: Int { dynamics.columns - dynamics.rows }

  /// A step with the given dynamics and cost.
  ///
  /// - Parameters:
  ///   - dynamics: F, [n × (n + m)].
  ///   - offset: f, [n]; nil for 0.
  ///   - costHessian: C, [(n + m) × (n + m)].
  ///   - costGradient: c, [n + m]; nil for 0.
  ///   - noise: W, [n × n]; nil for none.
  /// - Precondition: The shapes agree, and m > 0.
  public init(
    dynamics: Matrix<Double>, offset: Vector<Double>? = nil, costHessian: Matrix<Double>,
    costGradient: Vector<Double>? = nil, noise: Matrix<Double>? = nil
  ) {
    let (n, width) = (dynamics.rows, dynamics.columns)
    precondition(
      width > n && costHessian.rows == width && costHessian.columns == width
        && offset?.count ?? n == n && costGradient?.count ?? width == width
        && noise?.rows ?? n == n && noise?.columns ?? n == n,
      "Dynamics of \(n)×\(width) with a cost of \(costHessian.rows)×\(costHessian.columns), an offset "
        + "of \(offset?.count ?? n), a gradient of \(costGradient?.count ?? width) and noise of "
        + "\(noise?.rows ?? n)×\(noise?.columns ?? n) do not make a linear-quadratic step.")
    self.dynamics = dynamics
    self.offset = offset ?? Vector(count: n)
    self.costHessian = costHessian
    self.costGradient = costGradient ?? Vector(count: width)
    self.noise = noise
  }

  /// A step x′ = A x + B u that costs ½ xᵀ Q x + ½ uᵀ R u.
  ///
  /// - Parameters:
  ///   - a: A, [n × n].
  ///   - b: B, [n × m].
  ///   - q: Q, [n × n].
  ///   - r: R, [m × m].
  /// - Precondition: The shapes agree, and m > 0.
  public init(a: Matrix<Double>, b: Matrix<Double>, q: Matrix<Double>, r: Matrix<Double>) {
    let (n, m) = (b.rows, b.columns)
    precondition(
      a.rows == n && a.columns == n && q.rows == n && q.columns == n && r.rows == m
        && r.columns == m,
      "A of \(a.rows)×\(a.columns), B of \(n)×\(m), Q of \(q.rows)×\(q.columns) and R of "
        + "\(r.rows)×\(r.columns) do not make a linear-quadratic step.")
    var (dynamics, cost) = (Matrix<Double>(rows: n, columns: n + m), Matrix<Double>.identity(n + m))
    dynamics.replaceSubmatrix(row: 0, column: 0, with: a)
    dynamics.replaceSubmatrix(row: 0, column: n, with: b)
    cost.replaceSubmatrix(row: 0, column: 0, with: q)
    cost.replaceSubmatrix(row: n, column: n, with: r)
    self.init(dynamics: dynamics, costHessian: cost)
  }

  /// x′ for the state x and the action u, without noise.
  public func next(_ x: Vector<Double>, _ u: Vector<Double>) -> Vector<Double> {
    dynamics * joined(x, u) + offset
  }

  /// c(x, u).
  public func cost(_ x: Vector<Double>, _ u: Vector<Double>) -> Double {
    let z = joined(x, u)
    return 0.5 * z.dot(costHessian * z) + z.dot(costGradient)
  }
}

/// The state above the action, (x, u).
func joined(_ x: Vector<Double>, _ u: Vector<Double>) -> Vector<Double> {
  var z = Vector<Double>(count: x.count + u.count)
  for i in 0..<x.count { z[i] = x[i] }
  for i in 0..<u.count { z[x.count + i] = u[i] }
  return z
}

extension Vector where Element == Double {
  /// The components in `range`.
  func part(_ range: Range<Int>) -> Vector { Vector(range.map { self[$0] }) }
}
