public import LinearAlgebra

/// Iterative LQR and differential dynamic programming: the best actions for smooth dynamics and costs, from one start
/// (chapter 9, headings only; the course's lecture on optimal control).
///
/// About the present trajectory, the dynamics become linear and the cost quadratic; the regulator's backward pass gives
/// changes of the actions, and the forward pass applies as much of them as makes the true cost fall:
///
///     Loop
///       1. F = ∂f/∂z, C = ∂²c/∂z², c = ∂c/∂z along (x̂, û)
///       2. LQR's backward pass on δx = x − x̂, δu = u − û
///       3. Forward pass on the true dynamics: u = û + α k + K (x − x̂), α from a line search
///       4. (x̂, û) ← (x, u)
///     end
///
/// DDP takes the dynamics' second derivatives along, Σᵢ v′ᵢ ∂²fᵢ/∂z²: Newton's method, where iterative LQR is Gauss's and
/// Newton's. Where Q_uu is not positive definite, or nothing along α improves, a multiple μ of the identity is added to V′.
/// Bounds of the actions are kept by solving for k within them, and components at a bound have no feedback.
///
/// W. Li and E. Todorov, "Iterative linear quadratic regulator design for nonlinear biological movement systems", 2004;
/// D. Jacobson and D. Mayne, "Differential dynamic programming", 1970; Y. Tassa, T. Erez and E. Todorov, "Synthesis and
/// stabilization of complex behaviors through online trajectory optimization", 2012, for μ and α.
public struct IterativeLQR<Problem: ControlProblem>: Sendable {
  /// How it goes about.
  public struct Configuration: Sendable, Equatable {
    /// Whether the dynamics' second derivatives count, which makes it DDP.
    public var isSecondOrder = false
    /// μ at the beginning.
    public var regularization = 0.0
    /// Above which μ there is no improvement to be had.
    public var largestRegularization = 1e10
    /// The least share of the expected improvement that a step has to bring.
    public var leastImprovement = 1e-4

    /// The defaults.
    public init() {}
  }

  /// What an iteration brought.
  public enum Outcome: Sendable, Equatable {
    /// The cost fell by so much, with the given share α of the step.
    case improved(by: Double, step: Double)
    /// No step makes the cost fall: the trajectory is a local optimum, up to rounding.
    case converged
  }

  /// The problem.
  public let problem: Problem
  /// How it goes about.
  public let configuration: Configuration
  /// x̂ₜ, t = 0 … T, [n] each.
  public private(set) var states: [Vector<Double>]
  /// ûₜ, t = 0 … T − 1, [m] each.
  public private(set) var actions: [Vector<Double>]
  /// Kₜ of the last backward pass, [m × n] each: u = ûₜ + Kₜ (x − x̂ₜ) holds the trajectory. Zeros before the first.
  public private(set) var gains: [Matrix<Double>]
  /// The cost of the trajectory.
  public private(set) var cost: Double
  /// μ.
  public private(set) var regularization: Double
  /// The number of passes of the loop.
  public private(set) var iteration = 0
  private var growth = 1.0

  /// Begins with the trajectory of `actions` from `start` on.
  ///
  /// - Parameters:
  ///   - problem: The problem.
  ///   - start: x₀, [n].
  ///   - actions: û, T of [m] each, moved within the bounds; nil for 0.
  ///   - configuration: How it goes about.
  /// - Throws: ``NotFiniteTrajectoryError`` if the trajectory or its cost is not finite.
  /// - Precondition: The shapes agree.
  public init(
    _ problem: Problem, from start: Vector<Double>, actions: [Vector<Double>]? = nil,
    configuration: Configuration = Configuration()
  ) throws {
    let (n, m, horizon) = (problem.stateWidth, problem.actionWidth, problem.horizon)
    let actions = actions ?? Array(repeating: Vector(count: m), count: horizon)
    precondition(
      horizon > 0 && start.count == n && actions.count == horizon
        && actions.allSatisfy { $0.count == m },
      "A start of \(start.count) and \(actions.count) actions do not fit a problem of \(horizon) steps "
        + "with states of \(n) and actions of \(m).")
    self.problem = problem
    self.configuration = configuration
    self.actions = actions.map { problem.bounded($0) }
    regularization = configuration.regularization
    gains = Array(repeating: Matrix(rows: m, columns: n), count: horizon)
    (states, cost) = ([start], 0)
    for t in 0..<horizon {
      cost += problem.cost(states[t], self.actions[t], at: t)
      states.append(problem.next(states[t], self.actions[t], at: t))
    }
    cost += problem.finalCost(states[horizon])
    guard cost.isFinite, let last = states.last, last.norm.isFinite else {
      throw NotFiniteTrajectoryError(cost: cost)
    }
  }

  /// One pass of the loop: derivatives, backward pass, line search; again with a larger μ until the cost falls.
  @discardableResult
  public mutating func iterate() -> Outcome {
    iteration += 1
    // 1. The derivatives along the trajectory.
    let isSecondOrder = configuration.isSecondOrder
    let expansions = actions.indices.map {
      problem.expansion(states[$0], actions[$0], at: $0, isSecondOrder: isSecondOrder)
    }
    let final = problem.finalExpansion(states[problem.horizon])
    while regularization <= configuration.largestRegularization {
      // 2. The backward pass.
      if let change = backward(expansions, final) {
        if change.isNone { return .converged }
        // 3. and 4. The forward pass.
        for power in 0..<11 {
          let step = exp2(-power)
          let expected = -(step * change.slope + step * step * change.curvature)
          guard let (states, actions, cost) = forward(change, step) else { continue }
          let improvement = self.cost - cost
          if improvement > configuration.leastImprovement * expected && improvement > 0 {
            (self.states, self.actions, self.cost) = (states, actions, cost)
            gains = change.gains
            relax()
            return .improved(by: improvement, step: step)
          }
        }
        // What remains to be gained is less than the rounding of the cost.
        if -(change.slope + change.curvature) <= 1e-12 * max(1, abs(cost)) {
          gains = change.gains
          return .converged
        }
      }
      tighten()
    }
    return .converged
  }

  /// Passes until the cost falls by less than `tolerance` of itself.
  /// - Returns: Whether it does; otherwise `maximumIterations` were not enough.
  @discardableResult
  public mutating func solve(tolerance: Double = 1e-9, maximumIterations: Int = 500) -> Bool {
    for _ in 0..<maximumIterations {
      let outcome = iterate()
      guard case .improved(let improvement, _) = outcome else { return true }
      if improvement <= tolerance * max(1, abs(cost)) { return true }
    }
    return false
  }

  /// What the backward pass found.
  private struct Change {
    var feedforwards: [Vector<Double>]
    var gains: [Matrix<Double>]
    /// Σ kᵀ Q_u and ½ Σ kᵀ Q_uu k: a step α changes the cost by about α slope + α² curvature.
    var slope = 0.0
    var curvature = 0.0

    var isNone: Bool { feedforwards.allSatisfy { $0.norm == 0 } }
  }

  /// The backward pass; nil if Q_uu is somewhere not positive definite.
  private func backward(
    _ expansions: [ControlExpansion], _ final: (gradient: Vector<Double>, hessian: Matrix<Double>)
  ) -> Change? {
    let (n, m) = (problem.stateWidth, problem.actionWidth)
    let (state, action) = (0..<n, n..<n + m)
    var change = Change(
      feedforwards: Array(repeating: Vector(count: m), count: problem.horizon), gains: gains)
    var (slope, hessian) = (final.gradient, final.hessian)
    for t in expansions.indices.reversed() {
      let at = expansions[t]
      let turned = at.dynamics.transposed
      let q = at.costGradient + turned * slope
      var curved = at.costHessian
      for (i, second) in at.dynamicsHessians.enumerated() { curved.add(second, scaledBy: slope[i]) }
      let plain = curved + turned * (hessian * at.dynamics)
      var damped = hessian
      for i in 0..<n { damped[i, i] += regularization }
      let safe = curved + turned * (damped * at.dynamics)

      let safeCrossed = safe.submatrix(rows: action, columns: state)
      guard
        let (k, gain) = solved(
          symmetric(safe.submatrix(rows: action, columns: action)), safeCrossed, q.part(action),
          actions[t])
      else { return nil }
      let curvature = symmetric(plain.submatrix(rows: action, columns: action))
      let crossed = plain.submatrix(rows: action, columns: state)
      let (gainTurned, push) = (gain.transposed, curvature * k)
      change.feedforwards[t] = k
      change.gains[t] = gain
      change.slope += k.dot(q.part(action))
      change.curvature += 0.5 * k.dot(push)
      slope = q.part(state) + gainTurned * (push + q.part(action)) + crossed.transposed * k
      let mixed = gainTurned * crossed
      hessian = symmetric(
        plain.submatrix(rows: state, columns: state) + gainTurned * (curvature * gain) + mixed
          + mixed.transposed)
    }
    return change.slope.isFinite && change.curvature.isFinite ? change : nil
  }

  /// k and K: where the cost is least, within the bounds if there are some.
  private func solved(
    _ curvature: Matrix<Double>, _ crossed: Matrix<Double>, _ slope: Vector<Double>,
    _ action: Vector<Double>
  ) -> (Vector<Double>, Matrix<Double>)? {
    let (n, m) = (problem.stateWidth, problem.actionWidth)
    do throws(LinearAlgebraError) {
      guard let bounds = problem.actionBounds else {
        let factor = try CholeskyFactorization(curvature)
        return (-(try factor.solve(slope)), -1 * (try factor.solve(crossed)))
      }
      let program = try BoxQuadraticProgram(
        curvature, slope, low: bounds.low - action, high: bounds.high - action,
        start: Vector(count: m))
      var gain = Matrix<Double>(rows: m, columns: n)
      if let factor = program.curvature {
        let free = program.free
        let rows = try factor.solve(
          Matrix(rows: free.count, columns: n) { crossed[free[$0], $1] })
        for (row, i) in free.enumerated() { for j in 0..<n { gain[i, j] = -rows[row, j] } }
      }
      return (program.solution, gain)
    } catch {
      return nil
    }
  }

  /// The true trajectory with the share `step` of the change; nil if it is not finite.
  private func forward(
    _ change: Change, _ step: Double
  ) -> (states: [Vector<Double>], actions: [Vector<Double>], cost: Double)? {
    var (states, actions, cost) = ([self.states[0]], [Vector<Double>](), 0.0)
    for t in self.actions.indices {
      let correction = change.gains[t] * (states[t] - self.states[t])
      actions.append(
        problem.bounded(self.actions[t] + step * change.feedforwards[t] + correction))
      cost += problem.cost(states[t], actions[t], at: t)
      states.append(problem.next(states[t], actions[t], at: t))
    }
    cost += problem.finalCost(states[problem.horizon])
    return cost.isFinite ? (states, actions, cost) : nil
  }

  /// μ and its growth, faster each time in a row: towards 0 after a success, up after a failure.
  private mutating func relax() {
    growth = min(1, growth) / 1.6
    regularization = regularization * growth < 1e-6 ? 0 : regularization * growth
  }

  private mutating func tighten() {
    growth = max(1, growth) * 1.6
    regularization = max(1e-6, regularization * growth)
  }
}

extension ControlProblem {
  /// The action moved within its bounds.
  func bounded(_ u: Vector<Double>) -> Vector<Double> {
    guard let bounds = actionBounds else { return u }
    return Vector((0..<u.count).map { min(max(u[$0], bounds.low[$0]), bounds.high[$0]) })
  }
}

/// ½ (A + Aᵀ).
func symmetric(_ a: Matrix<Double>) -> Matrix<Double> { 0.5 * (a + a.transposed) }

/// 2ˣ for a whole x.
private func exp2(_ x: Int) -> Double { Double(sign: .plus, exponent: x, significand: 1) }

/// The first trajectory of a control problem does not have a finite cost.
public struct NotFiniteTrajectoryError: Error, CustomStringConvertible, Sendable {
  /// The cost.
  public let cost: Double

  /// What is wrong and what to do.
  public var description: String {
    "The trajectory of the first actions costs \(cost); begin with actions that keep it finite."
  }
}
