internal import Foundation
internal import LinearAlgebra
internal import Planning

/// The linear-quadratic regulator against the Riccati equation, and iterative LQR and DDP on a linear system and a pendulum.
enum LinearQuadraticFigure {
  static let figure = CourseFigure(
    id: "lqr", chapter: 9, tier: .a,
    title: "Linear-quadratic regulator, iterative LQR and DDP",
    setting:
      "100 random systems (2–8 states, 1–3 actions; spectral radius .5 to 2), 400 steps back; 20 linear problems of 20 steps; a pendulum swung up in 100 steps of .05 s",
    stated:
      "the backward pass comes to the Riccati solution within 1e-8; iterative LQR solves a linear system in one pass"
  ) { context in
    let systems = try concurrentMap(100, jobs: context.jobs) { seed in
      context.progress(Double(seed) / 100, "system \(seed)")
      return try distances(System(seed: UInt64(seed)))
    }
    let largest = systems.map { $0.last! }.max()!
    let passes = try (0..<20).map { try gaps(afterPasses: 2, seed: UInt64($0)) }
    let (once, twice) = (passes.map { $0[1] }.max()!, passes.map { $0[2] }.max()!)
    let (gaussNewton, newton) = (
      try swingUp(isSecondOrder: false), try swingUp(isSecondOrder: true)
    )
    let panels = [
      riccati(systems), linear(passes), convergence(gaussNewton, newton), trajectory(newton),
    ]
    let files = try Figure(
      title: "Linear-quadratic regulator, iterative LQR and DDP", panels: panels, columns: 2
    ).render("lqr", into: context.folder)
    return FigureOutcome(
      obtained: String(
        format:
          "largest relative difference from the Riccati solution and gain %.1e; relative cost above the optimum after one pass %.1e, after two %.1e; pendulum: iterative LQR %d passes, DDP %d, both to %.6f",
        largest, once, twice, gaussNewton.costs.count - 1, newton.costs.count - 1,
        newton.costs.last!),
      verdict: largest < 1e-8 && once < 1e-8
        && abs(gaussNewton.costs.last! - newton.costs.last!) < 1e-6 ? .pass : .miss, seeds: 100,
      files: files)
  }

  /// x′ = A x + B u with the cost ½ xᵀ Q x + ½ uᵀ R u.
  struct System {
    let step: LinearQuadraticStep
    let riccati: DiscreteRiccati<Double>
    let radius: Double

    init(seed: UInt64) throws {
      var stream = RandomStream(seed: seed)
      let (n, m) = (2 + stream.integer(below: 7), 1 + stream.integer(below: 3))
      let (raw, b) = (normal(n, n, &stream), normal(n, m, &stream))
      radius = stream.uniform(0.5, 2)
      let a = (radius / (try spectralRadius(of: raw))) * raw
      let (q, r) = (definite(n, &stream), definite(m, &stream))
      step = LinearQuadraticStep(a: a, b: b, q: q, r: r)
      riccati = try DiscreteRiccati(a: a, b: b, q: q, r: r)
    }
  }

  private static func normal(
    _ rows: Int, _ columns: Int, _ stream: inout RandomStream
  ) -> Matrix<Double> { Matrix(rows: rows, columns: columns) { _, _ in stream.normal() } }

  private static func definite(_ order: Int, _ stream: inout RandomStream) -> Matrix<Double> {
    let root = normal(order, order, &stream)
    return root * root.transposed + 0.1 * .identity(order)
  }

  private static let steps = 400

  /// ‖V − X‖ / ‖X‖ after each step back, and last the larger one of it and ‖K + K∞‖ / max(1, ‖K∞‖) at the end.
  private static func distances(_ system: System) throws -> [Double] {
    let regulator = try LinearQuadraticRegulator(Array(repeating: system.step, count: steps))
    let (x, gain) = (system.riccati.solution, system.riccati.gain)
    let values = regulator.valueHessians.reversed().dropFirst().map {
      ($0 - x).elements.norm / x.elements.norm
    }
    let last = (regulator.gains[0] + gain).elements.norm / max(1, gain.elements.norm)
    return values + [max(values.last!, last)]
  }

  /// How far the cost is above the optimum, relative to it, before the first pass and after each.
  private static func gaps(afterPasses passes: Int, seed: UInt64) throws -> [Double] {
    var stream = RandomStream(seed: seed)
    let (n, m, horizon) = (4, 2, 20)
    let steps = (0..<horizon).map { _ in
      LinearQuadraticStep(
        dynamics: 0.5 * normal(n, n + m, &stream), costHessian: definite(n + m, &stream))
    }
    let problem = LinearControl(steps: steps, final: definite(n, &stream))
    let start = normal(n, 1, &stream).elements
    let best = try LinearQuadraticRegulator(steps, finalHessian: problem.final).cost(from: start)
    var solver = try IterativeLQR(
      problem, from: start,
      actions: (0..<horizon).map { _ in normal(m, 1, &stream).elements })
    var gaps = [(solver.cost - best) / best]
    for _ in 0..<passes {
      solver.iterate()
      gaps.append(abs(solver.cost - best) / best)
    }
    return gaps
  }

  /// What a solver did with the pendulum.
  private struct SwingUp {
    var costs: [Double]
    var angles: [Double]
    var torques: [Double]
  }

  private static func swingUp(isSecondOrder: Bool) throws -> SwingUp {
    var configuration = IterativeLQR<PendulumControl>.Configuration()
    configuration.isSecondOrder = isSecondOrder
    var solver = try IterativeLQR(
      PendulumControl(), from: [.pi, 0], actions: (0..<100).map { [0.5 * sin(0.3 * Double($0))] },
      configuration: configuration)
    var costs = [solver.cost]
    while case .improved = solver.iterate(), costs.count < 500 { costs.append(solver.cost) }
    return SwingUp(
      costs: costs, angles: solver.states.map { $0[0] }, torques: solver.actions.map { $0[0] })
  }

  private static func riccati(_ systems: [[Double]]) -> Figure.Panel {
    let shown = 60
    let series = (0..<6).map { i in
      Figure.Series(
        "system \(i)", x: (1...shown).map(Double.init),
        mean: systems[i].prefix(shown).map { max($0, 1e-16) })
    }
    return Figure.Panel(
      title: "Backward pass to Riccati solution", x: .init("steps to go"),
      y: .init("relative distance of V", isLogarithmic: true, range: 1e-16...10),
      marks: series.map(Figure.Mark.series))
  }

  private static func linear(_ passes: [[Double]]) -> Figure.Panel {
    let series = (0..<5).map { i in
      Figure.Series(
        "problem \(i)", x: passes[i].indices.map(Double.init),
        mean: passes[i].map { max($0, 1e-16) })
    }
    return Figure.Panel(
      title: "Iterative LQR on linear systems", x: .init("passes"),
      y: .init("relative cost above the optimum", isLogarithmic: true, range: 1e-16...1e4),
      marks: series.map(Figure.Mark.series))
  }

  private static func convergence(_ gaussNewton: SwingUp, _ newton: SwingUp) -> Figure.Panel {
    let best = min(gaussNewton.costs.min()!, newton.costs.min()!)
    let series = [("iterative LQR", gaussNewton), ("DDP", newton)].map { name, run in
      Figure.Series(
        name, x: run.costs.indices.map(Double.init), mean: run.costs.map { max($0 - best, 1e-16) })
    }
    return Figure.Panel(
      title: "Swinging a pendulum up", x: .init("passes"),
      y: .init("cost above the best", isLogarithmic: true, range: 1e-16...1e3),
      marks: series.map(Figure.Mark.series))
  }

  private static func trajectory(_ run: SwingUp) -> Figure.Panel {
    let times = run.angles.indices.map { 0.05 * Double($0) }
    return Figure.Panel(
      title: "What DDP found", x: .init("seconds"), y: .init("angle, torque"),
      marks: [
        .series(Figure.Series("angle from upright", x: times, mean: run.angles)),
        .series(Figure.Series("torque", x: Array(times.dropLast()), mean: run.torques)),
      ])
  }
}

/// A linear-quadratic problem whose derivatives have to be found.
private struct LinearControl: ControlProblem {
  let steps: [LinearQuadraticStep]
  let final: Matrix<Double>
  var stateWidth: Int { steps[0].stateWidth }
  var actionWidth: Int { steps[0].actionWidth }
  var horizon: Int { steps.count }

  func next(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Vector<Double> {
    steps[t].next(x, u)
  }

  func cost(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Double { steps[t].cost(x, u) }

  func finalCost(_ x: Vector<Double>) -> Double { 0.5 * x.dot(final * x) }
}

/// Gymnasium's pendulum without its bounds, with a smooth cost: θ = 0 is upright.
private struct PendulumControl: ControlProblem {
  let stateWidth = 2
  let actionWidth = 1
  let horizon = 100

  func next(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Vector<Double> {
    let speed = x[1] + 0.05 * (15 * sin(x[0]) + 3 * u[0])
    return [x[0] + 0.05 * speed, speed]
  }

  func cost(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Double {
    0.05 * (1 - cos(x[0]) + 0.05 * x[1] * x[1] + 0.01 * u[0] * u[0])
  }

  func finalCost(_ x: Vector<Double>) -> Double { 20 * (1 - cos(x[0])) + x[1] * x[1] }
}
