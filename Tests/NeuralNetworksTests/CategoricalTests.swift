import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct CategoricalTests {
  private let logits = Matrix<Double>([
    [0.3, -1.2, 2, 0], [500, 499, 498.5, 400], [-3, -3, -3, -3],
  ])
  private let others = Matrix<Double>([[1, 1, -0.5, 0.2], [300, 301, 299, 300], [0, -1, -2, -3]])

  /// p of row i by its definition.
  private func probabilities(_ logits: Matrix<Double>, _ i: Int) -> [Double] {
    let largest = (0..<logits.columns).map { logits[i, $0] }.max() ?? 0
    let weights = (0..<logits.columns).map { exp(logits[i, $0] - largest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  @Test func definitions() {
    let tape = Tape<Double>()
    let (p, q) = (
      Categorical(logits: tape.input(logits)), Categorical(logits: tape.input(others))
    )
    let logs = (0..<4).map { j in
      p.logProbability(of: tape.input(Matrix(repeating: Double(j), rows: 3, columns: 1)))
    }
    let (entropy, divergence, zero) = (p.entropy(), p.divergence(from: q), p.divergence(from: p))
    for i in 0..<3 {
      let (pᵢ, qᵢ) = (probabilities(logits, i), probabilities(others, i))
      #expect(abs(logs.map { exp($0[i, 0]) }.reduce(0, +) - 1) < 1e-12)
      for j in 0..<4 {
        #expect(abs(p.probabilities[i, j] - pᵢ[j]) < 1e-13)
        #expect(abs(exp(logs[j][i, 0]) - pᵢ[j]) < 1e-12)
      }
      // Entropy and divergence as means of log p under p.
      #expect(abs(entropy[i, 0] + zip(pᵢ, logs).map { $0 * $1[i, 0] }.reduce(0, +)) < 1e-11)
      let expected = zip(pᵢ, qᵢ).map { $0 * (log($0) - log($1)) }.reduce(0, +)
      #expect(abs(divergence[i, 0] - expected) < 1e-11)
      #expect(divergence[i, 0] > 0)
      #expect(zero[i, 0] == 0)
    }
    #expect(abs(entropy[2, 0] - log(4)) < 1e-14)
  }

  @Test func divergenceIsNeverNegative() {
    var stream = RandomStream(seed: 20)
    for _ in 0..<20 {
      let tape = Tape<Double>()
      let p = Categorical(logits: tape.input(normal(5, 4, &stream)))
      let q = Categorical(logits: tape.input(normal(5, 4, &stream)))
      let divergence = p.divergence(from: q)
      for i in 0..<5 { #expect(divergence[i, 0] > 0) }
    }
  }

  @Test func gradients() {
    var stream = RandomStream(seed: 21)
    let chosen = Matrix<Double>([[2], [0], [1]])
    let points = [normal(3, 4, &stream, of: Double.self), normal(3, 4, &stream, of: Double.self)]
    GradientTests.check("log p", [points[0]]) {
      Categorical(logits: $0[0]).logProbability(of: $0[0].tape.input(chosen))
    }
    GradientTests.check("entropy", [points[0]]) { Categorical(logits: $0[0]).entropy() }
    GradientTests.check("KL", points) {
      Categorical(logits: $0[0]).divergence(from: Categorical(logits: $0[1]))
    }
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      // There is no category 2 of 2.
      let tape = Tape<Double>()
      let p = Categorical(logits: tape.input(rows: 1, columns: 2))
      _ = p.logProbability(of: tape.constant(2))
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Double>()
      let p = ActionDistribution.categorical(Categorical(logits: tape.input(rows: 1, columns: 2)))
      let mean = tape.input(rows: 1, columns: 2)
      let q = ActionDistribution.gaussian(DiagonalGaussian(mean: mean, logDeviation: mean))
      _ = p.divergence(from: q)
    }
  }
}
