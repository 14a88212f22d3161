import LinearAlgebra
import Planning
import Testing

/// A matrix of numbers from N(0, 1).
func normal(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> Matrix<Double> {
  Matrix(rows: rows, columns: columns) { _, _ in stream.normal() }
}

/// A Aᵀ + 0.1 I.
func definite(_ order: Int, _ stream: inout RandomStream) -> Matrix<Double> {
  let a = normal(order, order, &stream)
  return a * a.transposed + 0.1 * .identity(order)
}

/// The greatest difference of two matrices' elements.
func distance(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  #expect(a.rows == b.rows && a.columns == b.columns)
  return zip(Array(a.elements), Array(b.elements)).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Suite("Linear-quadratic regulator")
struct LinearQuadraticRegulatorTests {
  /// x′ = x + u, cost ½ x² + ½ u².
  private let integrator = LinearQuadraticStep(
    a: Matrix([[1]]), b: Matrix([[1]]), q: Matrix([[1]]), r: Matrix([[1]]))

  /// T random steps with every term there is.
  private func random(_ seed: UInt64, n: Int, m: Int, steps: Int) -> [LinearQuadraticStep] {
    var stream = RandomStream(seed: seed)
    return (0..<steps).map { _ in
      LinearQuadraticStep(
        dynamics: 0.5 * normal(n, n + m, &stream),
        offset: normal(n, 1, &stream).elements, costHessian: definite(n + m, &stream),
        costGradient: normal(n + m, 1, &stream).elements)
    }
  }

  @Test("Two steps of an integrator, computed by hand")
  func byHand() throws {
    // V₂ = 1: Q_uu = 2, K₁ = −½, V₁ = 1 + 1 − ½ = 1.5. Then Q_uu = 2.5, K₀ = −0.6, V₀ = 1 + 1.5 − 1.5²/2.5 = 1.6.
    let regulator = try LinearQuadraticRegulator(
      [integrator, integrator], finalHessian: Matrix([[1]]))
    #expect(abs(regulator.gains[1][0, 0] + 0.5) < 1e-15)
    #expect(abs(regulator.gains[0][0, 0] + 0.6) < 1e-15)
    #expect(abs(regulator.valueHessians[0][0, 0] - 1.6) < 1e-15)
    #expect(abs(regulator.cost(from: [2]) - 3.2) < 1e-14)
    let (states, actions) = regulator.trajectory(from: [2])
    #expect(abs(actions[0][0] + 1.2) < 1e-14 && abs(actions[1][0] + 0.4) < 1e-14)
    #expect(abs(states[2][0] - 0.4) < 1e-14)
    #expect(abs(try regulator.actionCovariance(0)[0, 0] - 0.4) < 1e-15)
    // A wish to be at 3: ½ (x − 3)² but for 4.5. From 0 in one step: u = 1.5 with V₁ = ½ x² − 3 x.
    let wish = try LinearQuadraticRegulator(
      [integrator], finalHessian: Matrix([[1]]), finalGradient: [-3])
    #expect(abs(wish.action(0, [0])[0] - 1.5) < 1e-15)
    #expect(abs(wish.cost(from: [0]) + 2.25) < 1e-15)
  }

  @Test(
    "The cost-to-go is the trajectory's cost, and no other actions cost less",
    arguments: 1...5 as ClosedRange<UInt64>)
  func optimality(seed: UInt64) throws {
    let (n, m) = (4, 2)
    var stream = RandomStream(seed: seed + 100)
    let (final, slope) = (definite(n, &stream), normal(n, 1, &stream).elements)
    let steps = random(seed, n: n, m: m, steps: 6)
    let regulator = try LinearQuadraticRegulator(
      steps, finalHessian: final, finalGradient: slope)
    let start = normal(n, 1, &stream).elements
    let (_, actions) = regulator.trajectory(from: start)
    func cost(_ actions: [Vector<Double>]) -> Double {
      var (x, sum) = (start, 0.0)
      for (t, step) in steps.enumerated() {
        sum += step.cost(x, actions[t])
        x = step.next(x, actions[t])
      }
      return sum + 0.5 * x.dot(final * x) + x.dot(slope)
    }
    let best = cost(actions)
    #expect(abs(regulator.cost(from: start) - best) < 1e-9 * max(1, abs(best)))
    // The cost is quadratic in the actions: the slope is 0 in each direction, and it rises both ways.
    for t in steps.indices {
      for i in 0..<m {
        var (up, down) = (actions, actions)
        up[t][i] += 1e-2
        down[t][i] -= 1e-2
        #expect(abs(cost(up) - cost(down)) < 1e-9 * max(1, abs(best)))
        #expect(cost(up) > best)
      }
    }
  }

  @Test(
    "Over a long time it is the solution of the Riccati equation",
    arguments: 1...8 as ClosedRange<UInt64>)
  func riccati(seed: UInt64) throws {
    var stream = RandomStream(seed: seed)
    let (n, m) = (2 + stream.integer(below: 5), 1 + stream.integer(below: 3))
    // Stable and unstable ones: a spectral radius of about 0.5 to 2.
    let a = (stream.uniform(0.5, 2) / Double(n).squareRoot()) * normal(n, n, &stream)
    let b = normal(n, m, &stream)
    let (q, r) = (definite(n, &stream), definite(m, &stream))
    let riccati = try DiscreteRiccati(a: a, b: b, q: q, r: r)
    let step = LinearQuadraticStep(a: a, b: b, q: q, r: r)
    let regulator = try LinearQuadraticRegulator(Array(repeating: step, count: 400))
    let size = riccati.solution.elements.norm
    #expect(distance(regulator.valueHessians[0], riccati.solution) < 1e-8 * size)
    #expect(
      distance(-1 * regulator.gains[0], riccati.gain) < 1e-8 * max(1, riccati.gain.elements.norm))
  }

  @Test("Noise changes no action, and its cost is what simulations have in the mean")
  func noise() throws {
    var steps = random(3, n: 3, m: 2, steps: 5)
    let quiet = try LinearQuadraticRegulator(steps)
    var stream = RandomStream(seed: 4)
    let factor = 0.7 * normal(3, 3, &stream)
    for t in steps.indices { steps[t].noise = factor * factor.transposed }
    let noisy = try LinearQuadraticRegulator(steps)
    for t in steps.indices {
      #expect(distance(noisy.gains[t], quiet.gains[t]) == 0)
      #expect(Array(noisy.feedforwards[t]) == Array(quiet.feedforwards[t]))
    }
    let start: Vector<Double> = [1, -1, 0.5]
    let episodes = 20_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<episodes {
      var (x, cost) = (start, 0.0)
      for (t, step) in steps.enumerated() {
        let u = noisy.action(t, x)
        cost += step.cost(x, u)
        x = step.next(x, u) + factor * normal(3, 1, &stream).elements
      }
      sum += cost
      squares += cost * cost
    }
    let mean = sum / Double(episodes)
    let error = ((squares / Double(episodes) - mean * mean) / Double(episodes)).squareRoot()
    #expect(abs(mean - noisy.cost(from: start)) < 4 * error)
    #expect(noisy.cost(from: start) - quiet.cost(from: start) > 20 * error)
  }

  @Test("An error names the step in which no action costs least")
  func notConvex() throws {
    let free = LinearQuadraticStep(
      a: Matrix([[1]]), b: Matrix([[1]]), q: Matrix([[1]]), r: Matrix([[-1]]))
    let error = #expect(throws: NotConvexError.self) {
      try LinearQuadraticRegulator([integrator, free, integrator])
    }
    // The last step leaves V = 1, so that Q_uu = −1 + 1 = 0 before it.
    #expect(error?.step == 1)
    #expect(error?.description.contains("at step 1") == true)
  }

  @Test func shapesThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = LinearQuadraticStep(dynamics: Matrix([[1, 0]]), costHessian: .identity(3))
    }
    await #expect(processExitsWith: .failure) {
      _ = LinearQuadraticStep(
        a: Matrix([[1]]), b: Matrix([[1, 2]]), q: Matrix([[1]]), r: Matrix([[1]]))
    }
  }
}
