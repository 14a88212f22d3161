import Foundation
import GenerativeModels
import LinearAlgebra
import NeuralNetworks
import Probes
import Testing

/// Models learn; in release.
@Suite(.enabled(if: isRelease)) struct GenerativeModelsLearningTests {
  /// Eight places on a ring.
  private let ring: [[Double]] = (0..<8).map { k in
    let angle = Double(k) * Double.pi / 4
    return [2 * cos(angle), 2 * sin(angle)]
  }

  /// The share of rows within 4σ of a place, and how many places have a twentieth of all rows.
  private func coverage(_ x: Matrix<Float>) -> (near: Double, places: Int) {
    var counts = [Int](repeating: 0, count: 8)
    for i in 0..<x.rows {
      for (k, place) in ring.enumerated() {
        let (a, b): (Double, Double) = (Double(x[i, 0]) - place[0], Double(x[i, 1]) - place[1])
        if hypot(a, b) < 0.4 { counts[k] += 1 }
      }
    }
    return (
      Double(counts.reduce(0, +)) / Double(x.rows), counts.count { $0 > x.rows / 20 }
    )
  }

  /// The bound of a linear autoencoder comes to the likelihood of probabilistic PCA.
  @Test func linearVAE() throws {
    var random = RandomStream(seed: 1)
    let mixing: Matrix<Double> = normals(2, 5, seed: 2)
    let z: Matrix<Double> = normals(400, 2, seed: 3)
    let exactData = Matrix<Double>(rows: 400, columns: 5) { i, j in
      let mean: Double = z[i, 0] * mixing[0, j] + z[i, 1] * mixing[1, j]
      return mean + 0.4 * random.normal()
    }
    let data = Matrix<Float>(rows: 400, columns: 5) { Float(exactData[$0, $1]) }
    var trainer = LikelihoodTrainer(
      VAE<Float>(VAE.Architecture(features: 5, latent: 2, hidden: []), using: &random),
      batchSize: 400, learningRate: 0.01, using: &random)
    for i in 0..<3000 {
      trainer.optimizer.learningRate = 0.01 * (1 - Double(i) / 3000)
      trainer.step(on: data)
    }
    let exact = try ProbabilisticPCA(exactData, latent: 2).logProbability(of: exactData).mean()
    let bound = trainer.model.meanLogProbability(of: data, passes: 400, using: &random)
    #expect(bound < exact + 0.01 && bound > exact - 0.05, "\(bound) against \(exact)")
  }

  @Test func flowFindsARing() {
    var random = RandomStream(seed: 4)
    let data: Matrix<Float> = clusters(ring, deviation: 0.1, rows: 2000, seed: 5)
    var trainer = LikelihoodTrainer(
      AffineFlow<Float>(AffineFlow.Architecture(features: 2), using: &random), batchSize: 256,
      gradientLimit: 10, using: &random)
    for i in 0..<3000 {
      trainer.optimizer.learningRate = 2e-3 * (1 - Double(i) / 3000)
      trainer.step(on: data)
    }
    let held: Matrix<Float> = clusters(ring, deviation: 0.1, rows: 2000, seed: 6)
    // The truth has log 1/8 − log 2π σ² − 1 = −0.31, a normal distribution of the same covariance −3.5. A flow is
    // continuous: bridges between the places remain.
    let density = trainer.model.meanLogProbability(of: held, using: &random)
    #expect(density > -1.5, "\(density)")
    let (near, places) = coverage(trainer.model.sample(4000, using: &random))
    #expect(near > 0.55 && places >= 6, "\(near) of the samples, \(places) places")
  }

  @Test(arguments: [GANObjective.nonSaturating, .wasserstein(penalty: 1)])
  func generatorFindsARing(_ objective: GANObjective) {
    var random = RandomStream(seed: 7)
    let data: Matrix<Float> = clusters(ring, deviation: 0.1, rows: 2000, seed: 8)
    var configuration = GAN<Float>.Configuration(features: 2, latent: 8, objective: objective)
    if case .wasserstein = objective { configuration.discriminatorSteps = 3 }
    var gan = GAN<Float>(configuration, using: &random)
    for _ in 0..<2000 { gan.step(on: data) }
    let (near, places) = coverage(gan.sample(4000, using: &random))
    #expect(near > 0.6 && places >= 7, "\(near) of the samples, \(places) places")
  }
}
