import Foundation
import LinearAlgebra
import Planning

/// A linear-quadratic problem as one of general control.
struct LinearProblem: ControlProblem {
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

/// A pendulum that is to be swung up, with a smooth cost: θ = 0 is upright.
struct SwingUp: ControlProblem {
  var limit: Double?
  let stateWidth = 2
  let actionWidth = 1
  var horizon = 100
  var actionBounds: (low: Vector<Double>, high: Vector<Double>)? { limit.map { ([-$0], [$0]) } }
  func next(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Vector<Double> {
    let speed = x[1] + 0.05 * (15 * sin(x[0]) + 3 * u[0])
    return [x[0] + 0.05 * speed, speed]
  }
  func cost(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Double {
    0.05 * (1 - cos(x[0]) + 0.05 * x[1] * x[1] + 0.01 * u[0] * u[0])
  }
  func finalCost(_ x: Vector<Double>) -> Double { 20 * (1 - cos(x[0])) + x[1] * x[1] }
}

/// The same with derivatives of its own.
struct KnownSwingUp: ControlProblem {
  var base = SwingUp()
  var stateWidth: Int { base.stateWidth }
  var actionWidth: Int { base.actionWidth }
  var horizon: Int { base.horizon }
  var actionBounds: (low: Vector<Double>, high: Vector<Double>)? { base.actionBounds }
  func next(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Vector<Double> {
    base.next(x, u, at: t)
  }
  func cost(_ x: Vector<Double>, _ u: Vector<Double>, at t: Int) -> Double {
    base.cost(x, u, at: t)
  }
  func finalCost(_ x: Vector<Double>) -> Double { base.finalCost(x) }

  func expansion(
    _ x: Vector<Double>, _ u: Vector<Double>, at t: Int, isSecondOrder: Bool
  ) -> ControlExpansion {
    let pull = 0.05 * 15 * cos(x[0])
    let second = -0.05 * 15 * sin(x[0])
    func bend(_ value: Double) -> Matrix<Double> {
      Matrix([[value, 0, 0], [0, 0, 0], [0, 0, 0]])
    }
    return ControlExpansion(
      dynamics: Matrix([[1 + 0.05 * pull, 0.05, 0.05 * 0.15], [pull, 1, 0.15]]),
      dynamicsHessians: isSecondOrder ? [bend(0.05 * second), bend(second)] : [],
      costGradient: [0.05 * sin(x[0]), 0.005 * x[1], 0.001 * u[0]],
      costHessian: Matrix([[0.05 * cos(x[0]), 0, 0], [0, 0.005, 0], [0, 0, 0.001]]))
  }

  func finalExpansion(
    _ x: Vector<Double>
  ) -> (gradient: Vector<Double>, hessian: Matrix<Double>) {
    ([20 * sin(x[0]), 2 * x[1]], Matrix([[20 * cos(x[0]), 0], [0, 2]]))
  }
}
