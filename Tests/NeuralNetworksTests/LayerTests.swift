import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Normalisation, dropout, residual blocks and embeddings.
@Suite struct LayerTests {
  @Test func layerNormAgreesWithItsFormula() {
    var stream = RandomStream(seed: 20)
    for columns in [1, 2, 31, 32, 33, 100] {
      var layout = ParameterLayout()
      let norm = LayerNorm(features: columns, name: "n", in: &layout)
      let θ = Vector<Double>((0..<layout.count).map { _ in stream.normal() })
      let x: Matrix<Double> = ImageTests.random(3, columns, &stream)
      let tape = Tape<Double>()
      let y = norm(tape.input(x), tape.input(θ))
      for i in 0..<3 {
        let row = (0..<columns).map { x[i, $0] }
        let mean = row.reduce(0, +) / Double(columns)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
        for j in 0..<columns {
          let normal = (x[i, j] - mean) / (variance + Double(Float(1e-5))).squareRoot()
          let expected = normal * θ[j] + θ[columns + j]
          #expect(abs(y[i, j] - expected) < 1e-12)
        }
      }
    }
  }

  @Test func layerNormDerivatives() {
    var stream = RandomStream(seed: 21)
    for columns in [2, 5, 33] {
      var layout = ParameterLayout()
      _ = layout.add("before", rows: 1, columns: 1, .constant(0))
      let norm = LayerNorm(features: columns, name: "n", in: &layout)
      let points = [
        GradientTests.random(2, columns, &stream), GradientTests.random(1, layout.count, &stream),
      ]
      // Twice with the same parameters, and once more as a slice of θ with another part.
      GradientTests.check("layer norm of \(columns)", points) {
        tanh(norm(square(norm($0[0], $0[1])), $0[1]))
      }
      GradientTests.check("overlapping layer norm of \(columns)", points) {
        $0[0].layerNormalized($0[1], gain: 0, bias: columns)
          + $0[0].layerNormalized($0[1], gain: 1, bias: columns + 1)
      }
    }
  }

  @Test func residualBlocks() {
    var stream = RandomStream(seed: 22)
    for isNormalized in [true, false] {
      var layout = ParameterLayout()
      let block = ResidualBlock(
        features: 3, hidden: 4, activation: .tanh, isNormalized: isNormalized, name: "b",
        in: &layout)
      let θ: Vector<Double> = layout.initialParameters(using: &stream)
      GradientTests.check(
        "residual block",
        [GradientTests.random(2, 3, &stream), Matrix(θ, rows: 1, columns: θ.count)]
      ) { block(block($0[0], $0[1]), $0[1]) }
      // Without a branch, x itself.
      let tape = Tape<Double>()
      let x: Matrix<Double> = ImageTests.random(2, 3, &stream)
      #expect(block(tape.input(x), tape.input(Vector(count: layout.count))).matrix == x)
    }
  }

  @Test func embeddingsAreRowsOfTheTable() {
    var stream = RandomStream(seed: 23)
    var layout = ParameterLayout()
    let embedding = Embedding(count: 5, features: 3, name: "e", in: &layout)
    let θ: Vector<Double> = layout.initialParameters(using: &stream)
    let numbers = Matrix<Double>(rows: 4, columns: 1) { i, _ in [3, 0, 3, 4][i] }
    let tape = Tape<Double>()
    let y = embedding(tape.input(numbers), tape.input(θ))
    for (i, number) in [3, 0, 3, 4].enumerated() {
      for j in 0..<3 { #expect(y[i, j] == θ[3 * number + j]) }
    }
    GradientTests.check("embedding", [Matrix(θ, rows: 1, columns: θ.count)]) {
      square(embedding($0[0].tape.input(numbers), $0[0]))
    }
  }

  @Test func dropoutDropsItsShareAndKeepsTheMean() {
    var stream = RandomStream(seed: 24)
    let dropout = Dropout(rate: 0.25)
    let tape = Tape<Float>()
    let x = tape.input(Matrix(rows: 100, columns: 100) { _, _ in 1 })
    let mask = dropout.mask(for: x)
    let y = dropout(x, mask: mask)
    #expect(y.matrix == x.matrix)
    var shares: [Double] = []
    for _ in 0..<2 {
      dropout.draw(mask, using: &stream)
      tape.replay()
      let elements = Array(y.vector)
      let kept = elements.filter { $0 != 0 }
      #expect(kept.allSatisfy { $0 == Float(1 / 0.75) })
      let share = Double(kept.count) / 10_000
      let deviation = (0.75 * 0.25 / 10_000).squareRoot()
      #expect(abs(share - 0.75) < 4 * deviation)
      shares.append(share)
    }
    #expect(shares[0] != shares[1])
  }

  @Test func overlappingBiases() {
    // Each layer's weight has a free place in the gradient, but not both biases: neither place may be claimed.
    var stream = RandomStream(seed: 25)
    GradientTests.check(
      "overlap", [GradientTests.random(2, 2, &stream), GradientTests.random(1, 11, &stream)]
    ) {
      $0[0].linear($0[1], weight: 0, bias: 8, outputs: 2, activation: .tanh)
        .linear($0[1], weight: 4, bias: 9, outputs: 2, activation: .tanh)
    }
  }
}
