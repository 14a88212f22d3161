import LinearAlgebra
import NeuralNetworks
import Testing

/// Compares gradients and second derivatives of a function on a tape with central differences in Double.
struct GradientChecker {
  typealias Function = ([Variable<Double>]) -> Variable<Double>

  /// The arguments.
  var points: [Matrix<Double>]
  /// The function; its output may have any shape.
  var function: Function
  /// The step of the central differences and the error that is tolerated, relative to 1 + |value|.
  var step = 1e-5
  var tolerance = 2e-6

  /// A weight for each element of the output, so that a wrong element cannot hide in a sum.
  private func weighted(_ y: Variable<Double>) -> Variable<Double> {
    let weights = Matrix<Double>(rows: y.rows, columns: y.columns) { i, j in
      0.3 + Double((7 * i + 3 * j) % 5) / 4
    }
    return (y * y.tape.input(weights)).sum()
  }

  private func value(_ points: [Matrix<Double>]) -> Double {
    let tape = Tape<Double>()
    return weighted(function(points.map { tape.input($0, trainable: true) })).scalar
  }

  private func gradient(_ points: [Matrix<Double>], differentiable: Bool) -> [Matrix<Double>] {
    let tape = Tape<Double>()
    let inputs = points.map { tape.input($0, trainable: true) }
    let y = weighted(function(inputs))
    return tape.gradient(of: y, withRespectTo: inputs, differentiable: differentiable).map(\.matrix)
  }

  /// Every point with element `e` of argument `k` moved by `delta`.
  private func moved(_ k: Int, _ e: Int, by delta: Double) -> [Matrix<Double>] {
    var moved = points
    moved[k][e / moved[k].columns, e % moved[k].columns] += delta
    return moved
  }

  private func expectClose(
    _ a: Double, _ b: Double, _ what: String, _ location: SourceLocation
  ) {
    #expect(
      Swift.abs(a - b) <= tolerance * (1 + Swift.abs(b)), "\(what): \(a) against \(b)",
      sourceLocation: location)
  }

  /// First derivatives, by the fused kernels and by the differentiable pullbacks.
  func checkFirst(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for differentiable in [false, true] {
      let analytic = gradient(points, differentiable: differentiable)
      for k in points.indices {
        for e in 0..<points[k].count {
          let numeric =
            (value(moved(k, e, by: step)) - value(moved(k, e, by: -step))) / (2 * step)
          expectClose(
            analytic[k].elements[e], numeric, "\(name), d/d\(k)[\(e)], \(differentiable)",
            sourceLocation)
        }
      }
    }
  }

  /// Second derivatives: the gradient of Σ v ⊙ ∇f against differences of ∇f.
  func checkSecond(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let directions = points.map { point in
      Matrix<Double>(rows: point.rows, columns: point.columns) { i, j in
        0.5 - Double((5 * i + 2 * j) % 3) / 2.5
      }
    }
    func product(_ gradients: [Matrix<Double>]) -> Double {
      zip(gradients, directions).map { g, v in
        (0..<g.count).map { g.elements[$0] * v.elements[$0] }.reduce(0, +)
      }.reduce(0, +)
    }
    for differentiable in [false, true] {
      let tape = Tape<Double>()
      let inputs = points.map { tape.input($0, trainable: true) }
      let y = weighted(function(inputs))
      let first = tape.gradient(of: y, withRespectTo: inputs, differentiable: true)
      var sum = tape.constant(0)
      for (g, v) in zip(first, directions) { sum = sum + (g * tape.input(v)).sum() }
      let second = tape.gradient(of: sum, withRespectTo: inputs, differentiable: differentiable)
        .map(\.matrix)
      for k in points.indices {
        for e in 0..<points[k].count {
          let plus = product(gradient(moved(k, e, by: step), differentiable: true))
          let minus = product(gradient(moved(k, e, by: -step), differentiable: true))
          expectClose(
            second[k].elements[e], (plus - minus) / (2 * step), "\(name), d²/d\(k)[\(e)]",
            sourceLocation)
        }
      }
    }
  }
}
