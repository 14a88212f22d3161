import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct AdamTests {
  private func gradient<E: BLASScalar>(_ step: Int, _ stream: inout RandomStream) -> Vector<E> {
    // Of very different magnitudes, as gradients are.
    Vector((0..<37).map { E(stream.normal() * Foundation.pow(10, Double($0 % 7 - 4))) })
  }

  /// The formulas of the paper in Double, element by element.
  private func followsTheFormula<E: BLASScalar>(_ type: E.Type, within tolerance: Double) {
    var stream = RandomStream(seed: 50)
    var adam = Adam<E>(
      count: 37, learningRate: 0.02, firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-5)
    var θ = Vector<E>((0..<37).map { E($0) / 10 - 1 })
    var (expected, m, v) = (
      (0..<37).map { Double(θ[$0]) }, [Double](repeating: 0, count: 37),
      [Double](repeating: 0, count: 37)
    )
    let tape = Tape<E>()
    for t in 1...50 {
      let g: Vector<E> = gradient(t, &stream)
      let scale = t % 2 == 0 ? 1.0 : -0.5
      adam.update(&θ, gradient: tape.input(g), scale: E(scale))
      #expect(adam.steps == t)
      for i in 0..<37 {
        let gᵢ = Double(g[i]) * scale
        m[i] = 0.8 * m[i] + 0.2 * gᵢ
        v[i] = 0.95 * v[i] + 0.05 * gᵢ * gᵢ
        let (m̂, v̂) = (m[i] / (1 - pow(0.8, Double(t))), v[i] / (1 - pow(0.95, Double(t))))
        expected[i] -= 0.02 * m̂ / (v̂.squareRoot() + 1e-5)
        #expect(abs(Double(θ[i]) - expected[i]) <= tolerance, "step \(t), parameter \(i)")
      }
    }
  }

  @Test func fiftySteps() {
    followsTheFormula(Float.self, within: 5e-6)
    followsTheFormula(Double.self, within: 1e-13)
  }

  @Test func theFirstStepIsAsLongAsTheLearningRate() {
    var adam = Adam<Double>(count: 2, learningRate: 0.1)
    var θ: Vector<Double> = [1, 1]
    ([3, -0.001] as Vector<Double>).withUnsafePointer { adam.update(&θ, gradient: $0) }
    #expect(abs(θ[0] - 0.9) < 1e-8 && abs(θ[1] - 1.1) < 1e-5)
  }

  @Test func aCopyFromAFileContinuesWithTheSameBits() throws {
    var stream = RandomStream(seed: 51)
    var adam = Adam<Float>(count: 37, learningRate: 0.02)
    var θ = Vector<Float>(count: 37)
    let tape = Tape<Float>()
    for t in 0..<7 { adam.update(&θ, gradient: tape.input(gradient(t, &stream))) }
    var copy = try JSONDecoder().decode(Adam<Float>.self, from: JSONEncoder().encode(adam))
    #expect(copy == adam)
    var ϑ = θ
    for t in 0..<7 {
      let g = tape.input(gradient(t, &stream))
      adam.update(&θ, gradient: g)
      copy.update(&ϑ, gradient: g)
      #expect(bits(θ) == bits(ϑ))
    }
    #expect(copy == adam)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var adam = Adam<Float>(count: 3, learningRate: 1)
      var θ = Vector<Float>(count: 3)
      adam.update(&θ, gradient: Tape<Float>().input(rows: 1, columns: 4))
    }
    await #expect(processExitsWith: .failure) {
      var adam = Adam<Float>(count: 3, learningRate: 1)
      var θ = Vector<Float>(count: 4)
      adam.update(&θ, gradient: Tape<Float>().input(rows: 1, columns: 3))
    }
  }
}
