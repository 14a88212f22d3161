import Foundation
import LinearAlgebra
import Planning
import Testing

@Suite("Iterative LQR and DDP")
struct IterativeLQRTests {
  private let hanging: Vector<Double> = [.pi, 0]
  /// A push to begin with: hanging at rest is a saddle of the cost.
  private func push(_ steps: Int) -> [Vector<Double>] {
    (0..<steps).map { [0.5 * sin(0.3 * Double($0))] }
  }

  @Test("A linear-quadratic problem is solved in one pass", arguments: [false, true])
  func linear(isSecondOrder: Bool) throws {
    var stream = RandomStream(seed: 9)
    let (n, m) = (4, 2)
    let steps = (0..<10).map { _ in
      LinearQuadraticStep(
        dynamics: 0.6 * normal(n, n + m, &stream), offset: normal(n, 1, &stream).elements,
        costHessian: definite(n + m, &stream), costGradient: normal(n + m, 1, &stream).elements)
    }
    let problem = LinearProblem(steps: steps, final: definite(n, &stream))
    let regulator = try LinearQuadraticRegulator(steps, finalHessian: problem.final)
    let start = normal(n, 1, &stream).elements
    var configuration = IterativeLQR<LinearProblem>.Configuration()
    configuration.isSecondOrder = isSecondOrder
    var solver = try IterativeLQR(problem, from: start, configuration: configuration)
    let best = regulator.cost(from: start)
    #expect(solver.cost > best + 1)
    let outcome = solver.iterate()
    guard case .improved(_, step: 1) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(abs(solver.cost - best) < 1e-6 * abs(best))
    for t in steps.indices { #expect(distance(solver.gains[t], regulator.gains[t]) < 1e-5) }
    // What is left is the error of the differences.
    let after = solver.cost
    solver.iterate()
    #expect(after - solver.cost < 1e-6 * abs(best))
  }

  @Test("Derivatives by differences are those by hand")
  func derivatives() {
    let (known, problem) = (KnownSwingUp(), SwingUp())
    var stream = RandomStream(seed: 2)
    for _ in 0..<20 {
      let x: Vector = [stream.uniform(-4, 4), stream.uniform(-8, 8)]
      let u: Vector = [stream.uniform(-3, 3)]
      let exact = known.expansion(x, u, at: 0, isSecondOrder: true)
      let found = problem.expansion(x, u, at: 0, isSecondOrder: true)
      #expect(distance(found.dynamics, exact.dynamics) < 1e-8)
      #expect(distance(found.costHessian, exact.costHessian) < 1e-6)
      for i in 0..<2 {
        #expect(distance(found.dynamicsHessians[i], exact.dynamicsHessians[i]) < 1e-6)
      }
      for i in 0..<3 { #expect(abs(found.costGradient[i] - exact.costGradient[i]) < 1e-8) }
      let (exactEnd, foundEnd) = (known.finalExpansion(x), problem.finalExpansion(x))
      #expect(distance(foundEnd.hessian, exactEnd.hessian) < 1e-5)
      for i in 0..<2 { #expect(abs(foundEnd.gradient[i] - exactEnd.gradient[i]) < 1e-7) }
    }
    #expect(problem.expansion(hanging, [0], at: 0, isSecondOrder: false).dynamicsHessians.isEmpty)
  }

  @Test("A pendulum is swung up, the cost never rises, and both methods end alike")
  func swingUp() throws {
    var ends: [(cost: Double, passes: Int)] = []
    for isSecondOrder in [false, true] {
      var configuration = IterativeLQR<KnownSwingUp>.Configuration()
      configuration.isSecondOrder = isSecondOrder
      var solver = try IterativeLQR(
        KnownSwingUp(), from: hanging, actions: push(100), configuration: configuration)
      var costs = [solver.cost]
      while case .improved(let improvement, _) = solver.iterate() {
        costs.append(solver.cost)
        #expect(abs(costs[costs.count - 2] - improvement - solver.cost) < 1e-9)
        if improvement < 1e-12 || costs.count > 300 { break }
      }
      #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 > $1 })
      #expect(costs.count < 300)
      let last = solver.states[100]
      #expect(cos(last[0]) > 0.99 && abs(last[1]) < 0.3)
      ends.append((solver.cost, costs.count))
      // The optimum: each action's slope is 0.
      #expect(slopes(solver).allSatisfy { abs($0) < 1e-5 })
    }
    #expect(abs(ends[0].cost - ends[1].cost) < 1e-4)
  }

  /// The slope of the cost in each action, from costates: ∂c/∂u + (∂f/∂u)ᵀ λ′, λ = ∂c/∂x + (∂f/∂x)ᵀ λ′. (Differences of
  /// the cost would be those of a pendulum that falls away from upright by e⁴ each second.)
  private func slopes<Problem: ControlProblem>(_ solver: IterativeLQR<Problem>) -> [Double] {
    let problem = solver.problem
    var costate = problem.finalExpansion(solver.states[problem.horizon]).gradient
    return solver.actions.indices.reversed().map { t in
      let at = problem.expansion(
        solver.states[t], solver.actions[t], at: t, isSecondOrder: false)
      let slope = at.costGradient + at.dynamics.transposed * costate
      costate = [slope[0], slope[1]]
      return slope[2]
    }.reversed()
  }

  @Test("Bounds are kept, and at them the cost would fall only beyond", arguments: [false, true])
  func bounds(isSecondOrder: Bool) throws {
    var problem = KnownSwingUp()
    problem.base.limit = 5
    var configuration = IterativeLQR<KnownSwingUp>.Configuration()
    configuration.isSecondOrder = isSecondOrder
    var solver = try IterativeLQR(
      problem, from: hanging, actions: push(100), configuration: configuration)
    let isSolved = solver.solve(tolerance: 1e-13)
    #expect(isSolved)
    #expect(cos(solver.states[100][0]) > 0.99)
    var atBounds = 0
    for (action, slope) in zip(solver.actions.map { $0[0] }, slopes(solver)) {
      #expect(abs(action) <= 5)
      if abs(action) == 5 {
        atBounds += 1
        #expect(slope * action <= 1e-4)
      } else {
        #expect(abs(slope) < 1e-4)
      }
    }
    #expect(atBounds > 5)
  }

  @Test("The gains hold a trajectory from which it was pushed off")
  func feedback() throws {
    var solver = try IterativeLQR(SwingUp(), from: hanging, actions: push(100))
    solver.solve()
    func end(holds: Bool) -> Double {
      var x: Vector = [hanging[0] + 0.1, 0.2]
      for t in solver.actions.indices {
        let held = solver.gains[t] * (x - solver.states[t])
        x = solver.problem.next(x, holds ? solver.actions[t] + held : solver.actions[t], at: t)
      }
      return cos(x[0])
    }
    #expect(end(holds: true) > 0.98)
    #expect(end(holds: false) < 0.9)
  }

  @Test("A first trajectory that is not finite is refused")
  func notFinite() {
    let error = #expect(throws: NotFiniteTrajectoryError.self) {
      try IterativeLQR(SwingUp(), from: [.nan, 0])
    }
    #expect(error?.description.contains("costs nan") == true)
  }
}
