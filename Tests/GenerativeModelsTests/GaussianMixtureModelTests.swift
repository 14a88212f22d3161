import Foundation
import GenerativeModels
import LinearAlgebra
import Testing

@Suite struct GaussianMixtureModelTests {
  private let centres = [[0.0, 0], [6, 0], [0, 6]]

  /// A mixture of one part is the normal distribution of the data after one step.
  @Test func onePart() throws {
    var random = RandomStream(seed: 1)
    let data: Matrix<Double> = clusters(centres, deviation: 1, rows: 90, seed: 2)
    var mixture = try GaussianMixtureModel(components: 1, of: data, ridge: 0, using: &random)
    try mixture.step(on: data)
    let normal = try MultivariateNormal(data)
    let (a, b) = (
      try mixture.logProbability(of: data), try normal.logProbability(of: data)
    )
    for i in 0..<90 { #expect(abs(a[i] - b[i]) < 1e-12) }
  }

  @Test func noStepLowersTheLikelihood() throws {
    let data: Matrix<Double> = clusters(centres, deviation: 2.5, rows: 200, seed: 3)
    for seed in 1...5 {
      var random = RandomStream(seed: UInt64(seed))
      var mixture = try GaussianMixtureModel(components: 4, of: data, ridge: 0, using: &random)
      let history = try mixture.fit(data, tolerance: 1e-9, limit: 100)
      #expect(history.count > 3)
      for (a, b) in zip(history, history.dropFirst()) { #expect(b >= a - 1e-10) }
    }
  }

  @Test func findsTheParts() throws {
    let data: Matrix<Double> = clusters(centres, deviation: 1, rows: 900, seed: 4)
    var random = RandomStream(seed: 5)
    var mixture = try GaussianMixtureModel(components: 3, of: data, using: &random)
    try mixture.fit(data)
    for centre in centres {
      let distances = mixture.components.map { distance($0.mean, centre) }
      let k = distances.firstIndex(of: distances.min()!)!
      #expect(distance(mixture.components[k].mean, centre) < 0.2)
      #expect(abs(mixture.weights[k] - 1 / 3.0) < 0.02)
    }
    let γ = try mixture.responsibilities(of: data)
    let evidence = try mixture.logProbability(of: data)
    for i in 0..<20 {
      let row = Matrix<Double>(rows: 1, columns: 2) { _, j in data[i, j] }
      var (total, density) = (0.0, 0.0)
      for k in 0..<3 {
        total += γ[i, k]
        density += mixture.weights[k] * exp(try mixture.components[k].logProbability(of: row)[0])
      }
      #expect(abs(total - 1) < 1e-12)
      #expect(abs(evidence[i] - log(density)) < 1e-10)
    }
    let drawn = mixture.sample(3000, using: &random)
    let near = (0..<3000).count { distance(Vector([drawn[$0, 0], drawn[$0, 1]]), centres[1]) < 3 }
    #expect(abs(Double(near) / 3000 - 0.33) < 0.04)
  }

  /// More parts than places: the rest keep weight 0 or share, and nothing is divided by 0.
  @Test func morePartsThanPlaces() throws {
    let data = Matrix<Double>(rows: 8, columns: 2) { i, j in i % 2 == 0 ? 0 : Double(j + 1) }
    var random = RandomStream(seed: 6)
    var mixture = try GaussianMixtureModel(components: 4, of: data, ridge: 1e-3, using: &random)
    let history = try mixture.fit(data)
    #expect(history.allSatisfy { $0.isFinite })
    #expect(abs(mixture.weights.sum() - 1) < 1e-12)
  }

  private func distance(_ a: Vector<Double>, _ b: [Double]) -> Double {
    hypot(a[0] - b[0], a[1] - b[1])
  }
}
