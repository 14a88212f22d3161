import DeepQLearning
import Foundation
import LinearAlgebra
import Testing

@Suite struct LossTests {
  @Test func huberByHand() {
    let values: [Scalar] = [1, 5, -3]
    var slopes: [Scalar] = [0, 0, 0]
    var errors = Vector<Scalar>(count: 3)
    let loss = ExpectedValueLoss.evaluate(
      values, [0.5, 1, 0], weights: [1, 1, 0.5], threshold: 1, slopes: &slopes, errors: &errors)
    // ½·0.25, 4 − ½, and half of 3 − ½.
    #expect(abs(loss - (0.125 + 3.5 + 1.25) / 3) < 1e-6)
    #expect(errors == [0.5, 4, -3])
    let expected: [Scalar] = [0.5 / 3, 1 / 3, -0.5 / 3]
    #expect(zip(slopes, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let squared = ExpectedValueLoss.evaluate(
      values, [0.5, 1, 0], weights: [1, 1, 1], threshold: nil, slopes: &slopes, errors: &errors)
    #expect(abs(squared - (0.125 + 8 + 4.5) / 3) < 1e-6)
    #expect(abs(slopes[1] - 4 / 3) < 1e-6)
  }

  /// Atoms −1, 0, 1, 2: r + d·z = 0.25, 0.75, 1.25, 1.75 for r ¾ and d ½.
  @Test func projectionByHand() {
    let support: Vector<Scalar> = [-1, 0, 1, 2]
    var projection: [Scalar] = [9, 9, 9, 9]
    CategoricalLoss.project(
      [0.4, 0.3, 0.2, 0.1], reward: 0.75, discount: 0.5, support: support, into: &projection)
    // 0.4 · ¾ + 0.3 · ¼, 0.4 · ¼ + 0.3 · ¾ and so on.
    let expected: [Scalar] = [0, 0.375, 0.5, 0.125]
    #expect(zip(projection, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    // After a termination all is at r, and beyond the bounds at the last atom.
    CategoricalLoss.project(
      [0.4, 0.3, 0.2, 0.1], reward: 1, discount: 0, support: support, into: &projection)
    #expect(zip(projection, [0, 0, 1, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    CategoricalLoss.project(
      [0.4, 0.3, 0.2, 0.1], reward: 7, discount: 1, support: support, into: &projection)
    #expect(zip(projection, [0, 0, 0, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// The projection keeps mass and, within the bounds, the mean.
  @Test func projectionKeepsMassAndMean() {
    var random = RandomStream(seed: 1)
    let support = Vector((0..<51).map { Scalar($0) * 0.4 - 10 })
    for _ in 0..<20 {
      var p = (0..<51).map { _ in Scalar(random.uniform()) }
      let sum = p.reduce(0, +)
      p = p.map { $0 / sum }
      var m = p
      let (r, d) = (Scalar(random.uniform(-1, 1)), Scalar(random.uniform(0, 0.89)))
      CategoricalLoss.project(p, reward: r, discount: d, support: support, into: &m)
      let mean = { (q: [Scalar]) in (0..<51).reduce(Scalar(0)) { $0 + q[$1] * support[$1] } }
      #expect(abs(m.reduce(0, +) - 1) < 1e-5)
      #expect(abs(mean(m) - (r + d * mean(p))) < 1e-4)
    }
  }

  /// Slopes by the logits against central differences.
  @Test func categoricalSlopesAreTheGradient() {
    var random = RandomStream(seed: 2)
    let (batch, atoms) = (3, 7)
    let logits = (0..<batch * atoms).map { _ in random.normal() }
    var targets = Matrix<Scalar>(rows: batch, columns: atoms)
    for i in 0..<batch {
      targets[i, 2 * i] = 0.25
      targets[i, 2 * i + 1] = 0.75
    }
    let weights: Vector<Scalar> = [1, 0.5, 2]
    func softmax(_ x: [Double]) -> [Scalar] {
      (0..<batch).flatMap { b in
        let row = x[b * atoms..<(b + 1) * atoms].map { exp($0) }
        return row.map { Scalar($0 / row.reduce(0, +)) }
      }
    }
    var slopes = [Scalar](repeating: 0, count: batch * atoms)
    var scratch = slopes
    var errors = Vector<Scalar>(count: batch)
    _ = CategoricalLoss.evaluate(
      softmax(logits), targets, weights: weights, slopes: &slopes, errors: &errors)
    for i in logits.indices {
      var (up, down) = (logits, logits)
      up[i] += 0.05
      down[i] -= 0.05
      let difference = [up, down].map {
        CategoricalLoss.evaluate(
          softmax($0), targets, weights: weights, slopes: &scratch, errors: &errors)
      }
      #expect(abs((difference[0] - difference[1]) / 0.1 - Double(slopes[i])) < 1e-3)
    }
  }

  /// The fast loop against the plain double sum, and slopes against central differences.
  @Test(arguments: [1, 5, 8, 19])
  func quantilesAgreeWithTheDoubleSum(_ count: Int) {
    var random = RandomStream(seed: 3)
    let (batch, κ) = (2, 0.7)
    let quantiles = (0..<batch * count).map { _ in Scalar(random.normal()) }
    let targets = Matrix<Scalar>(rows: batch, columns: count) { _, _ in Scalar(random.normal()) }
    let weights: Vector<Scalar> = [1, 0.3]
    func plain(_ θ: [Scalar]) -> Double {
      var total = 0.0
      for b in 0..<batch {
        for i in 0..<count {
          let τ = (Double(i) + 0.5) / Double(count)
          for j in 0..<count {
            let u = Double(targets[b, j]) - Double(θ[b * count + i])
            let huber = abs(u) <= κ ? u * u / 2 : κ * (abs(u) - κ / 2)
            total += Double(weights[b]) * abs(τ - (u < 0 ? 1 : 0)) * huber / κ / Double(count)
          }
        }
      }
      return total / Double(batch)
    }
    var slopes = [Scalar](repeating: 0, count: quantiles.count)
    var errors = Vector<Scalar>(count: batch)
    let loss = QuantileLoss.evaluate(
      quantiles, targets, weights: weights, threshold: κ, slopes: &slopes, errors: &errors)
    #expect(abs(loss - plain(quantiles)) < 1e-5)
    for i in quantiles.indices {
      var (up, down) = (quantiles, quantiles)
      up[i] += 1e-3
      down[i] -= 1e-3
      let slope = (plain(up) - plain(down)) / Double(up[i] - down[i])
      #expect(abs(slope - Double(slopes[i])) < 5e-3)
    }
  }
}
