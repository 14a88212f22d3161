import Foundation
import GenerativeModels
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct AffineFlowTests {
  private func flow(features: Int = 3, couplings: Int = 3) -> AffineFlow<Double> {
    var random = RandomStream(seed: 1)
    return AffineFlow<Double>(
      AffineFlow.Architecture(
        features: features, couplings: couplings, hidden: [5], activation: .tanh, scaleLimit: 1.5),
      using: &random
    ).shaken(seed: 2)
  }

  @Test func startsAsTheIdentity() {
    var random = RandomStream(seed: 1)
    let flow = AffineFlow<Double>(AffineFlow.Architecture(features: 2), using: &random)
    let tape = Tape<Double>()
    let log = flow.logProbability(
      of: tape.input(Matrix([[1, -2]])), noise: tape.input(rows: 1, columns: 0),
      tape.input(flow.parameters)
    ).scalar
    let expected: Double = -Foundation.log(2 * Double.pi) - 2.5
    #expect(abs(log - expected) < 1e-12)
  }

  @Test func inverts() {
    let (flow, tape) = (flow(), Tape<Double>())
    let x: Matrix<Double> = normals(6, 3, seed: 3)
    let θ = tape.input(flow.parameters)
    let z = flow.latent(of: tape.input(x), θ).z
    let back = flow.decoded(z, θ)
    var moved = 0.0
    for i in 0..<6 {
      for j in 0..<3 {
        #expect(abs(back[i, j] - x[i, j]) < 1e-12)
        moved += abs(z[i, j] - x[i, j])
      }
    }
    #expect(moved > 1)
  }

  /// log |det| is that of the Jacobian by central differences.
  @Test func determinant() throws {
    let (flow, tape) = (flow(), Tape<Double>())
    let x: Matrix<Double> = normals(1, 3, seed: 4)
    func latent(_ x: Matrix<Double>) -> (Matrix<Double>, Double) {
      let (z, log) = flow.latent(of: tape.input(x), tape.input(flow.parameters))
      return (z.matrix, log.scalar)
    }
    let jacobian = Matrix<Double>(rows: 3, columns: 3) { i, j in
      var (up, down) = (x, x)
      up[0, j] += 1e-5
      down[0, j] -= 1e-5
      return (latent(up).0[0, i] - latent(down).0[0, i]) / 2e-5
    }
    let factors = try SingularValues(jacobian).values
    let numeric: Double = (0..<3).map { log(factors[$0]) }.reduce(0, +)
    #expect(abs(latent(x).1 - numeric) < 1e-8)
  }

  @Test func gradients() {
    let flow = flow(features: 2, couplings: 2)
    let x: Matrix<Double> = normals(4, 2, seed: 5)
    checkGradient(flow.parameters) { θ in
      flow.logProbability(
        of: θ.tape.input(x), noise: θ.tape.input(rows: 4, columns: 0), θ
      ).sum()
    }
  }

  /// The mean of p(x)/g(x) over x ∼ g is 1: the density integrates to 1.
  @Test func integratesToOne() {
    let (flow, tape) = (flow(features: 2), Tape<Double>())
    // A uniform distribution over [−12, 12]².
    var random = RandomStream(seed: 6)
    let x = Matrix<Double>(rows: 40000, columns: 2) { _, _ in random.uniform(-12, 12) }
    let log = flow.logProbability(
      of: tape.input(x), noise: tape.input(rows: 40000, columns: 0), tape.input(flow.parameters))
    var mass = 0.0
    for i in 0..<40000 { mass += exp(log[i, 0]) / 40000 * 576 }
    #expect(abs(mass - 1) < 0.08)
  }
}
