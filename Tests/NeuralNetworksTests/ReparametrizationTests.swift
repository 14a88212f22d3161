import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Samples that are functions of noise, and the squashed Gaussian at the ends of its interval.
@Suite struct ReparametrizationTests {
  @Test func samplesAreFunctionsOfTheNoise() {
    var stream = RandomStream(seed: 20)
    let mean = GradientTests.random(2, 2, &stream)
    let logσ = GradientTests.random(2, 2, &stream)
    let noise = GradientTests.random(2, 2, &stream)
    GradientTests.check("Gaussian", [mean, logσ]) {
      DiagonalGaussian(mean: $0[0], logDeviation: $0[1]).sample(noise: $0[0].tape.input(noise))
    }
    let tape = Tape<Double>()
    let sample = DiagonalGaussian(mean: tape.input(mean), logDeviation: tape.input(logσ))
      .sample(noise: tape.input(noise))
    #expect(
      Swift.abs(sample[1, 0] - mean[1, 0] - Foundation.exp(logσ[1, 0]) * noise[1, 0]) < 1e-15)

    GradientTests.check("full Gaussian", [mean, GradientTests.random(2, 3, &stream)]) {
      FullGaussian(mean: $0[0], factor: $0[1]).sample(noise: $0[0].tape.input(noise))
    }
    GradientTests.check(
      "gSDE", [mean, GradientTests.random(2, 3, &stream), GradientTests.random(3, 2, &stream)]
    ) {
      let noise = Matrix<Double>(rows: 3, columns: 2) { i, j in Double(i) - 0.7 * Double(j) }
      return GSDE(mean: $0[0], features: $0[1], logDeviation: $0[2])
        .sample(noise: $0[0].tape.input(noise))
    }
  }

  @Test func fullGaussianSamplesHaveTheirCovariance() {
    // L = [[2, 0], [3, ½]]: a = μ + L ε.
    let tape = Tape<Double>()
    let factor = tape.input(Vector<Double>([Foundation.log(2), 3, Foundation.log(0.5)]))
    let sample = FullGaussian(mean: tape.input(Vector<Double>([1, -1])), factor: factor)
      .sample(noise: tape.input(Vector<Double>([0.5, 4])))
    #expect(Swift.abs(sample[0, 0] - 2) < 1e-14 && Swift.abs(sample[0, 1] - 2.5) < 1e-14)
  }

  @Test func squashedSamplesKnowTheirProbability() {
    var stream = RandomStream(seed: 21)
    func make(_ points: [Variable<Double>]) -> SquashedGaussian<Double> {
      SquashedGaussian(
        DiagonalGaussian(mean: points[0], logDeviation: points[1]),
        bounds: ActionBounds(low: [-2, 0], high: [1, 5], on: points[0].tape))
    }
    let points = [GradientTests.random(3, 2, &stream), GradientTests.random(3, 2, &stream)]
    let noise = GradientTests.random(3, 2, &stream)
    let tape = Tape<Double>()
    let π = make(points.map { tape.input($0) })
    let (actions, logπ) = π.sample(noise: tape.input(noise))
    let again = π.logProbability(of: actions)
    for i in 0..<3 {
      #expect(Swift.abs(logπ[i, 0] - again[i, 0]) < 1e-12)
      #expect(actions[i, 0] > -2 && actions[i, 0] < 1 && actions[i, 1] > 0 && actions[i, 1] < 5)
    }
    GradientTests.check("action", points) { make($0).sample(noise: $0[0].tape.input(noise)).0 }
    GradientTests.check("log π", points) { make($0).sample(noise: $0[0].tape.input(noise)).1 }
  }

  @Test(arguments: [1, -1, 1 - 0x1p-24, -1 + 0x1p-24, 1.5, 0, 1e-20] as [Float])
  func squashedGaussianIsFiniteAtTheEnds(_ action: Float) throws {
    let tape = Tape<Float>()
    let mean = tape.input(Matrix<Float>([[0.3]]), trainable: true)
    let logσ = tape.input(Matrix<Float>([[-1]]), trainable: true)
    let π = SquashedGaussian(
      DiagonalGaussian(mean: mean, logDeviation: logσ),
      bounds: ActionBounds(low: [-1], high: [1], on: tape))
    let value = π.logProbability(of: tape.input(Matrix<Float>([[action]])))
    let gradients = tape.gradient(of: value, withRespectTo: [mean, logσ])
    #expect(value.scalar.isFinite)
    #expect(gradients.allSatisfy { $0.scalar.isFinite })

    // The same in Double, with the action moved as far away from ±1.
    let y = Double(min(max(action, -1 + 0x1p-24), 1 - 0x1p-24))
    let (u, σ) = (Foundation.atanh(y), Foundation.exp(-1.0))
    let z = (u - 0.3) / σ
    let expected =
      -0.5 * z * z + 1 - 0.5 * Foundation.log(2 * Double.pi) - Foundation.log(1 - y * y)
    #expect(Swift.abs(Double(value.scalar) - expected) < 1e-5 * (1 + Swift.abs(expected)))
  }

  @Test func squashedLogDeterminantFarOut() {
    // log(1 − tanh² u) tends to 2 log 2 − 2|u|, where 1 − tanh² u is 0 in any precision.
    let tape = Tape<Float>()
    let u = tape.input(Matrix<Float>([[60], [-60], [0]]), trainable: true)
    let π = SquashedGaussian(
      DiagonalGaussian(mean: u.stopGradient(), logDeviation: tape.constant(0)),
      bounds: ActionBounds(low: [-1], high: [1], on: tape))
    let value = π.logProbability(unsquashed: u)
    let normal = -0.5 * Foundation.log(2 * Double.pi)
    for (i, slope) in [2 * Foundation.log(2.0) - 120, 2 * Foundation.log(2.0) - 120, 0].enumerated()
    {
      #expect(Swift.abs(Double(value[i, 0]) - (normal - slope)) < 1e-4)
    }
    let gradient = tape.gradient(of: value.sum(), withRespectTo: u)
    #expect(gradient[0, 0] == 2 && gradient[1, 0] == -2 && gradient[2, 0] == 0)
  }
}
