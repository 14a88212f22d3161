import Foundation
import GenerativeModels
import LinearAlgebra
import Testing

@Suite struct ProbabilisticPCATests {
  /// Data whose covariance is diag(9, 4, 1, 1): two rows ±√(4λⱼ) e_j for each j.
  private let crossed = Matrix<Double>(rows: 8, columns: 4) { i, j in
    let lengths: [Double] = [6, 4, 2, 2]
    return i / 2 != j ? 0 : i % 2 == 0 ? lengths[j] : -lengths[j]
  }

  @Test func closedFormByHand() throws {
    let model = try ProbabilisticPCA(crossed, latent: 2)
    #expect(abs(model.variance - 1) < 1e-12)
    for (j, squared) in [8.0, 3.0].enumerated() {
      for i in 0..<4 {
        let found = model.weight[i, j] * model.weight[i, j]
        #expect(abs(found - (i == j ? squared : 0)) < 1e-12)
      }
    }
    // N(0, diag(9, 4, 1, 1)) at (3, 2, 0, 1)
    let log = try model.logProbability(of: Matrix([[3, 2, 0, 1]]))[0]
    let expected: Double = -2 * Foundation.log(2 * Double.pi) - Foundation.log(6.0) - 1.5
    #expect(abs(log - expected) < 1e-12)
    // With k = 1 the rest has the variance (4 + 1 + 1)/3.
    let narrower = try ProbabilisticPCA(crossed, latent: 1)
    #expect(abs(narrower.variance - 2) < 1e-12)
  }

  /// (Wᵀ W + σ²)⁻¹ Wᵀ x with W = (√8, 0, 0, 0)ᵀ, (0, √3, 0, 0)ᵀ and σ² = 1: √8/9 x₁ and √3/4 x₂.
  @Test func latentsByHand() throws {
    let z = try ProbabilisticPCA(crossed, latent: 2).latents(of: Matrix([[3, 2, 5, 1]]))
    #expect(abs(z[0, 0] * z[0, 0] - 8 / 9.0) < 1e-12)
    #expect(abs(z[0, 1] * z[0, 1] - 3 / 4.0) < 1e-12)
  }

  /// No linear model near it explains the data better.
  @Test func isAMaximum() throws {
    var random = RandomStream(seed: 3)
    let data = Matrix<Double>(rows: 60, columns: 4) { _, j in Double(j + 1) * random.normal() }
    let model = try ProbabilisticPCA(data, latent: 2)
    let best = try model.logProbability(of: data).mean()
    for _ in 0..<20 {
      var (weight, mean) = (model.weight, model.mean)
      for i in 0..<4 {
        mean[i] += 0.05 * random.normal()
        for j in 0..<2 { weight[i, j] += 0.05 * random.normal() }
      }
      var covariance = model.variance * exp(0.05 * random.normal()) * Matrix.identity(4)
      multiply(weight, transposed: false, by: weight, transposed: true, into: &covariance, beta: 1)
      let other = try MultivariateNormal(mean: mean, covariance: covariance)
      let worse = try other.logProbability(of: data).mean()
      #expect(worse < best)
    }
  }
}
