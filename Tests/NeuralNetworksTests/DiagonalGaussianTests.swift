import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct DiagonalGaussianTests {
  /// Two normal distributions over two components, by means and log-deviations.
  private static let p = (mean: [0.4, -1.0], logDeviation: [-0.3, 0.5])
  private static let q = (mean: [-0.2, 0.5], logDeviation: [0.2, -0.1])

  private func gaussian(
    _ tape: Tape<Double>, _ p: (mean: [Double], logDeviation: [Double]), rows: Int = 1
  ) -> DiagonalGaussian<Double> {
    DiagonalGaussian(
      mean: tape.input(Matrix([p.mean])).broadcast(rows: rows, columns: 2),
      logDeviation: tape.input(Matrix([p.logDeviation])))
  }

  /// On a grid over ±10 σ with steps of σ/5 the trapezoidal rule is exact to rounding for what follows.
  @Test func integrals() {
    let (σ0, σ1) = (exp(Self.p.logDeviation[0]), exp(Self.p.logDeviation[1]))
    let grid = Matrix<Double>(rows: 101 * 101, columns: 2) { i, j in
      j == 0
        ? Self.p.mean[0] + Double(i / 101 - 50) * 0.2 * σ0
        : Self.p.mean[1] + Double(i % 101 - 50) * 0.2 * σ1
    }
    let cell = 0.04 * σ0 * σ1
    let tape = Tape<Double>()
    let (p, q) = (
      gaussian(tape, Self.p, rows: grid.rows), gaussian(tape, Self.q, rows: grid.rows)
    )
    let actions = tape.input(grid)
    let (logP, logQ) = (p.logProbability(of: actions), q.logProbability(of: actions))
    let density = exp(logP) * cell
    #expect(abs(density.sum().scalar - 1) < 1e-12)
    let moment = (density * actions).columnSums()
    #expect(abs(moment[0, 0] - 0.4) < 1e-12 && abs(moment[0, 1] + 1) < 1e-12)
    let variance = (density * square(actions - p.mean)).columnSums()
    #expect(abs(variance[0, 0] - σ0 * σ0) < 1e-12 && abs(variance[0, 1] - σ1 * σ1) < 1e-12)

    let entropy = p.entropy()
    #expect(entropy.rows == 1)
    #expect(abs(entropy.scalar + (density * logP).sum().scalar) < 1e-11)
    let divergence = p.divergence(from: q)
    #expect(abs(divergence[0, 0] - (density * (logP - logQ)).sum().scalar) < 1e-11)
    #expect(divergence[0, 0] == divergence[grid.rows - 1, 0])
  }

  @Test func oneComponentByHand() {
    // N(1, 2²) at 3: z = 1.
    let tape = Tape<Double>()
    let p = DiagonalGaussian(mean: tape.constant(1), logDeviation: tape.constant(log(2)))
    let density = exp(p.logProbability(of: tape.constant(3)).scalar)
    #expect(abs(density - 0.120985362259571675) < 1e-15)
    #expect(abs(p.entropy().scalar - 2.112085713764618) < 1e-14)
    // KL(N(1, 2²) ‖ N(0, 1)) = −log 2 + (4 + 1)/2 − ½.
    let q = DiagonalGaussian(mean: tape.constant(0), logDeviation: tape.constant(0))
    #expect(abs(p.divergence(from: q).scalar - (2 - log(2))) < 1e-14)
  }

  @Test func divergenceIsNeverNegative() {
    var stream = RandomStream(seed: 30)
    for rows in [1, 5] {
      let tape = Tape<Double>()
      func gaussian() -> DiagonalGaussian<Double> {
        DiagonalGaussian(
          mean: tape.input(normal(5, 3, &stream)),
          logDeviation: tape.input(normal(rows, 3, &stream)))
      }
      let (p, q) = (gaussian(), gaussian())
      let (divergence, zero) = (p.divergence(from: q), p.divergence(from: p))
      #expect(divergence.rows == 5 && divergence.columns == 1)
      for i in 0..<5 {
        #expect(divergence[i, 0] > 0)
        #expect(abs(zero[i, 0]) < 1e-15)
      }
    }
  }

  @Test(arguments: [1, 3]) func gradients(_ deviationRows: Int) {
    var stream = RandomStream(seed: 31)
    let actions = normal(3, 2, &stream, of: Double.self)
    let points = (0..<4).map { i in
      GradientTests.random(i % 2 == 0 ? 3 : deviationRows, 2, &stream, high: 0.8)
    }
    func p(_ x: [Variable<Double>]) -> DiagonalGaussian<Double> {
      DiagonalGaussian(mean: x[0], logDeviation: x[1])
    }
    GradientTests.check("log p", Array(points[..<2])) {
      p($0).logProbability(of: $0[0].tape.input(actions))
    }
    GradientTests.check("entropy", Array(points[..<2])) { p($0).entropy() }
    GradientTests.check("KL", points) {
      p($0).divergence(from: DiagonalGaussian(mean: $0[2], logDeviation: $0[3]))
    }
  }

  /// With log σ as a slice of θ, which is how a policy holds it.
  @Test func gradientsOfAPolicy() {
    var stream = RandomStream(seed: 32)
    let policy = StochasticPolicy<Double>(
      observations: 2, head: .gaussian(components: 2, deviation: 0.7), hidden: [3], using: &stream)
    let θ = policy.parameters
    let observations = normal(4, 2, &stream, of: Double.self)
    let actions = normal(4, 2, &stream, of: Double.self)
    GradientTests.check("π_θ", [Matrix(θ, rows: 1, columns: θ.count)]) { x in
      let π = policy.distribution(x[0].tape.input(observations), x[0])
      return π.logProbability(of: x[0].tape.input(actions)) + π.entropy()
    }
  }

  @Test func shapes() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Double>()
      _ = DiagonalGaussian(
        mean: tape.input(rows: 3, columns: 2), logDeviation: tape.input(rows: 2, columns: 2))
    }
  }
}
