import Foundation
import GenerativeModels
import LinearAlgebra
import Testing

@Suite struct MultivariateNormalTests {
  /// Σ = [[2, 1], [1, 2]] has determinant 3 and inverse [[2, −1], [−1, 2]]/3.
  @Test func densityByHand() throws {
    let normal = try MultivariateNormal(
      mean: [1, -1], covariance: Matrix([[2, 1], [1, 2]]))
    let log = try normal.logProbability(of: Matrix([[2, 1], [1, -1]]))
    let constant: Double = -Foundation.log(2 * Double.pi) - 0.5 * Foundation.log(3.0)
    // d = (1, 2): dᵀ Σ⁻¹ d = (2 − 4 + 8)/3 = 2
    #expect(abs(log[0] - (constant - 1)) < 1e-12)
    #expect(abs(log[1] - constant) < 1e-12)
  }

  @Test func momentsOfRowsThatCount() throws {
    let data: Matrix<Double> = Matrix([[0, 0], [2, 0], [2, 4], [5, 1]])
    let weighted = try MultivariateNormal(data, weights: [1, 2, 1, 0.5])
    let repeated = try MultivariateNormal(
      Matrix([[0, 0], [0, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 4], [2, 4], [5, 1]]))
    for j in 0..<2 {
      #expect(abs(weighted.mean[j] - repeated.mean[j]) < 1e-12)
      for k in 0...j {
        #expect(
          abs(weighted.covariance.lower[j, k] - repeated.covariance.lower[j, k]) < 1e-12)
      }
    }
    #expect(abs(repeated.mean[0] - 17 / 9.0) < 1e-12)
    #expect(abs(repeated.mean[1] - 1) < 1e-12)
  }

  @Test func samplesHaveItsMoments() throws {
    let normal = try MultivariateNormal(mean: [1, -1], covariance: Matrix([[2, 1], [1, 2]]))
    var random = RandomStream(seed: 1)
    let found = try MultivariateNormal(normal.sample(20000, using: &random))
    for j in 0..<2 {
      #expect(abs(found.mean[j] - normal.mean[j]) < 0.04)
      for k in 0...j {
        #expect(abs(found.covariance.lower[j, k] - normal.covariance.lower[j, k]) < 0.04)
      }
    }
  }

  @Test func refusesWhatHasNoVolume() {
    #expect(throws: LinearAlgebraError.self) {
      try MultivariateNormal(Matrix([[0, 0], [2, 0], [4, 0]]))
    }
    #expect(throws: LinearAlgebraError.self) {
      try MultivariateNormal(Matrix([[0, .nan], [1, 1], [2, 0]]))
    }
  }
}
