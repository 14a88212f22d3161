public import LinearAlgebra

/// The linear-quadratic regulator: the best actions for linear dynamics with a quadratic cost (chapter 9, headings only;
/// the course's lecture on optimal control).
///
/// The backward pass finds, from the last step to the first, what going on from a state costs, ½ xᵀ V x + xᵀ v + const,
/// and the action that costs least, u = K x + k:
///
///     for t = T − 1 … 0
///       Q = C + Fᵀ V′ F                 q = c + Fᵀ (V′ f + v′)
///       K = −Q_uu⁻¹ Q_ux                k = −Q_uu⁻¹ q_u
///       V = Q_xx + Q_xu K               v = q_x + Q_xu k
///
/// The lecture adds Kᵀ Q_ux + Kᵀ Q_uu K to V and Kᵀ q_u + Kᵀ Q_uu k to v; by the definition of K and k these sums are 0.
/// The forward pass applies the actions. Noise adds ½ tr(V′ W) to the cost of a step and changes no action.
/// Over an unlimited time K and V become constant, and are those of `DiscreteRiccati`.
///
/// R. Kalman, "Contributions to the theory of optimal control", 1960.
public struct LinearQuadraticRegulator: Sendable {
  /// The problem's steps, t = 0 … T − 1.
  public let steps: [LinearQuadraticStep]
  /// Kₜ, [m × n] each.
  public private(set) var gains: [Matrix<Double>] = []
  /// kₜ, [m] each.
  public private(set) var feedforwards: [Vector<Double>] = []
  /// Vₜ, [n × n] each, t = 0 … T; the last is what was given.
  public private(set) var valueHessians: [Matrix<Double>]
  /// vₜ, [n] each, t = 0 … T; the last is what was given.
  public private(set) var valueGradients: [Vector<Double>]
  /// What going on from the state 0 costs, t = 0 … T.
  public private(set) var valueConstants: [Double]
  /// Q_uu, factored.
  private var curvatures: [CholeskyFactorization<Double>] = []

  /// The number of time steps, T.
  public var horizon: Int { steps.count }

  /// Solves the problem: the backward pass, about 4 (n + m)³ operations a step.
  ///
  /// - Parameters:
  ///   - steps: The time steps, at least one.
  ///   - finalHessian: V_T, [n × n], of the last state's cost ½ xᵀ V x + xᵀ v; nil for 0.
  ///   - finalGradient: v_T, [n]; nil for 0.
  /// - Throws: ``NotConvexError`` for the latest step in which no action costs least, because Q_uu is not positive definite.
  /// - Precondition: The shapes agree.
  public init(
    _ steps: [LinearQuadraticStep], finalHessian: Matrix<Double>? = nil,
    finalGradient: Vector<Double>? = nil
  ) throws {
    precondition(!steps.isEmpty, "A problem of no time steps has no actions.")
    let n = steps[0].stateWidth
    for (t, step) in steps.enumerated() {
      precondition(
        step.stateWidth == n, "Step \(t) has states of \(step.stateWidth), the first of \(n).")
    }
    precondition(
      finalHessian?.rows ?? n == n && finalHessian?.columns ?? n == n
        && finalGradient?.count ?? n == n, "The last state's cost is not one of \(n) components.")
    self.steps = steps
    valueHessians = [finalHessian ?? Matrix(rows: n, columns: n)]
    valueGradients = [finalGradient ?? Vector(count: n)]
    valueConstants = [0]
    for t in steps.indices.reversed() { try goBack(t) }
    // They were found from the end on.
    gains.reverse()
    feedforwards.reverse()
    curvatures.reverse()
    valueHessians.reverse()
    valueGradients.reverse()
    valueConstants.reverse()
  }

  /// One step of the backward pass.
  private mutating func goBack(_ t: Int) throws {
    let (step, later) = (steps[t], valueHessians.count - 1)
    let (n, width) = (step.stateWidth, step.dynamics.columns)
    let (state, action) = (0..<n, n..<width)
    let (next, slope) = (valueHessians[later], valueGradients[later])
    // Q and q.
    let turned = step.dynamics.transposed
    let hessian = step.costHessian + turned * (next * step.dynamics)
    let pulled = next * step.offset + slope
    let gradient = step.costGradient + turned * pulled
    // K and k.
    let curvature = symmetric(hessian.submatrix(rows: action, columns: action))
    let crossed = hessian.submatrix(rows: action, columns: state)
    let factor: CholeskyFactorization<Double>
    do throws(LinearAlgebraError) {
      factor = try CholeskyFactorization(curvature)
    } catch {
      throw NotConvexError(step: t, reason: error)
    }
    let gain = -1 * (try factor.solve(crossed))
    let feedforward = -(try factor.solve(gradient.part(action)))
    // V and v.
    let acrossed = hessian.submatrix(rows: state, columns: action)
    let value = symmetric(hessian.submatrix(rows: state, columns: state) + acrossed * gain)
    let spread = step.noise.map { (next * $0).diagonal().sum() } ?? 0
    valueConstants.append(
      valueConstants[later] + 0.5 * step.offset.dot(next * step.offset)
        + step.offset.dot(slope) + 0.5 * gradient.part(action).dot(feedforward) + 0.5 * spread)
    valueHessians.append(value)
    valueGradients.append(gradient.part(state) + acrossed * feedforward)
    gains.append(gain)
    feedforwards.append(feedforward)
    curvatures.append(factor)
  }

  /// u = Kₜ x + kₜ.
  /// - Parameters:
  ///   - t: The time step, 0 ≤ t < T.
  ///   - x: The state, [n].
  public func action(_ t: Int, _ x: Vector<Double>) -> Vector<Double> {
    gains[t] * x + feedforwards[t]
  }

  /// What going on from the state x at time t costs, in the mean over the noise.
  public func cost(_ t: Int = 0, from x: Vector<Double>) -> Double {
    0.5 * x.dot(valueHessians[t] * x) + x.dot(valueGradients[t]) + valueConstants[t]
  }

  /// Q_uu⁻¹ at time t, [m × m]: the covariance of the actions that trade cost against entropy, N(Kₜ x + kₜ, Q_uu⁻¹).
  ///
  /// S. Levine and V. Koltun, "Guided policy search", 2013.
  /// - Throws: `LinearAlgebraError.notFinite` if it overflows.
  public func actionCovariance(_ t: Int) throws(LinearAlgebraError) -> Matrix<Double> {
    try curvatures[t].inverse()
  }

  /// The forward pass without noise: the states, [(T + 1) × n], and actions, [T × m], from x on.
  public func trajectory(
    from x: Vector<Double>
  ) -> (states: [Vector<Double>], actions: [Vector<Double>]) {
    var (states, actions): ([Vector<Double>], [Vector<Double>]) = ([x], [])
    for t in steps.indices {
      actions.append(action(t, states[t]))
      states.append(steps[t].next(states[t], actions[t]))
    }
    return (states, actions)
  }
}

/// In some step no action costs least: the cost falls without end, or does not change, in some direction.
public struct NotConvexError: Error, CustomStringConvertible, Sendable {
  /// The step, from 0.
  public let step: Int
  /// What is wrong with Q_uu.
  public let reason: LinearAlgebraError

  /// Which step, and what would help.
  public var description: String {
    "No action costs least at step \(step), since the cost's second derivative Q_uu fails: \(reason)"
  }
}
