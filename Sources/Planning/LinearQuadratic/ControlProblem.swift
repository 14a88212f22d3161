public import LinearAlgebra

/// A problem of optimal control over a finite time: deterministic dynamics and a cost, both smooth.
///
/// States have n components and actions m. The derivatives default to central differences of `next` and the costs;
/// a problem that knows its own is solved faster and more accurately.
public protocol ControlProblem: Sendable {
  /// n.
  var stateWidth: Int { get }
  /// m.
  var actionWidth: Int { get }
  /// The number of time steps, T.
  var horizon: Int { get }
  /// Between what each component of an action has to stay, [m] each; nil, the default, if it may be anything.
  var actionBounds: (low: Vector<Double>, high: Vector<Double>)? { get }

  /// The state after the action u in the state x at time t.
  func next(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Vector<Double>
  /// What the action u costs in the state x at time t.
  func cost(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Double
  /// What it costs to end in the state x.
  func finalCost(_ x: Vector<Double>) -> Double

  /// The derivatives at (x, u) at time t; second ones of the dynamics if `isSecondOrder`.
  func expansion(
    _ x: Vector<Double>, _ u: Vector<Double>, at t: Int, isSecondOrder: Bool
  ) -> ControlExpansion
  /// The gradient, [n], and the Hessian, [n × n], of the final cost.
  func finalExpansion(
    _ x: Vector<Double>
  ) -> (gradient: Vector<Double>, hessian: Matrix<Double>)
}

/// The derivatives of a control problem with respect to z = (x, u) at one time step.
public struct ControlExpansion: Sendable {
  /// ∂x′/∂z, [n × (n + m)].
  public var dynamics: Matrix<Double>
  /// ∂²x′ᵢ/∂z² for each component i, [(n + m) × (n + m)] each; empty if it is not wanted.
  public var dynamicsHessians: [Matrix<Double>]
  /// The cost's gradient, [n + m].
  public var costGradient: Vector<Double>
  /// The cost's Hessian, [(n + m) × (n + m)].
  public var costHessian: Matrix<Double>

  /// An expansion with the given derivatives.
  public init(
    dynamics: Matrix<Double>, dynamicsHessians: [Matrix<Double>] = [],
    costGradient: Vector<Double>, costHessian: Matrix<Double>
  ) {
    self.dynamics = dynamics
    self.dynamicsHessians = dynamicsHessians
    self.costGradient = costGradient
    self.costHessian = costHessian
  }
}

extension ControlProblem {
  /// Actions may be anything.
  public var actionBounds: (low: Vector<Double>, high: Vector<Double>)? { nil }

  /// The derivatives by central differences.
  public func expansion(
    _ x: Vector<Double>, _ u: Vector<Double>, at t: Int, isSecondOrder: Bool
  ) -> ControlExpansion {
    let n = stateWidth
    func split(_ z: Vector<Double>) -> (Vector<Double>, Vector<Double>) {
      (z.part(0..<n), z.part(n..<z.count))
    }
    let z = joined(x, u)
    let cost = differences(at: z) { z in
      let (x, u) = split(z)
      return [self.cost(x, u, at: t)]
    }
    let dynamics = differences(at: z, isSecondOrder: isSecondOrder) { z in
      let (x, u) = split(z)
      return next(x, u, at: t)
    }
    return ControlExpansion(
      dynamics: dynamics.jacobian, dynamicsHessians: dynamics.hessians,
      costGradient: cost.jacobian.elements, costHessian: cost.hessians[0])
  }

  /// The derivatives by central differences.
  public func finalExpansion(
    _ x: Vector<Double>
  ) -> (gradient: Vector<Double>, hessian: Matrix<Double>) {
    let cost = differences(at: x) { [finalCost($0)] }
    return (cost.jacobian.elements, cost.hessians[0])
  }
}

/// The Jacobian, [outputs × inputs], and the Hessian of each output of f at z, by central differences.
///
/// Steps of 6·10⁻⁶ and 1.2·10⁻⁴ times max(1, |zᵢ|), the third and fourth root of the rounding error, leave errors of about
/// 10⁻¹⁰ and 10⁻⁷ of what the derivatives after the next are.
func differences(
  at z: Vector<Double>, isSecondOrder: Bool = true, _ f: (Vector<Double>) -> Vector<Double>
) -> (jacobian: Matrix<Double>, hessians: [Matrix<Double>]) {
  func moved(_ moves: (Int, Double)...) -> Vector<Double> {
    var moved = z
    for (i, by) in moves { moved[i] += by }
    return f(moved)
  }
  let width = z.count
  let size = (0..<width).map { max(1, abs(z[$0])) }
  let columns = (0..<width).map { i in
    let h = 6e-6 * size[i]
    return (1 / (2 * h)) * (moved((i, h)) - moved((i, -h)))
  }
  let center = f(z)
  let jacobian = Matrix(rows: center.count, columns: width) { columns[$1][$0] }
  guard isSecondOrder else { return (jacobian, []) }
  var hessians = Array(repeating: Matrix<Double>(rows: width, columns: width), count: center.count)
  for i in 0..<width {
    for j in 0...i {
      let (h, g) = (1.2e-4 * size[i], 1.2e-4 * size[j])
      let second =
        i == j
        ? (1 / (h * h)) * (moved((i, h)) + moved((i, -h)) - 2 * center)
        : (1 / (4 * h * g))
          * (moved((i, h), (j, g)) + moved((i, -h), (j, -g)) - moved((i, h), (j, -g))
            - moved((i, -h), (j, g)))
      for (k, value) in Array(second).enumerated() {
        hessians[k][i, j] = value
        hessians[k][j, i] = value
      }
    }
  }
  return (jacobian, hessians)
}
