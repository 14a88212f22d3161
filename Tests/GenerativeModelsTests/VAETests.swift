import Foundation
import GenerativeModels
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct VAETests {
  private typealias Model = VAE<Double>

  /// The linear autoencoder at its optimum, by the closed form.
  private func optimum(_ data: Matrix<Double>, latent k: Int) throws -> Model {
    let pca = try ProbabilisticPCA(data, latent: k)
    let (D, σ2) = (data.columns, pca.variance)
    var random = RandomStream(seed: 1)
    var model = Model(
      Model.Architecture(features: D, latent: k, hidden: []), using: &random)
    func set(_ name: String, _ element: (Int, Int) -> Double) {
      let slot = model.layout.slots.first { $0.name == name }!
      for i in 0..<slot.rows {
        for j in 0..<slot.columns {
          model.parameters[slot.offset + i * slot.columns + j] = element(i, j)
        }
      }
    }
    // The columns of W are orthogonal: Wᵀ W + σ² I is diagonal.
    var m = [Double](repeating: σ2, count: k)
    var shifts = [Double](repeating: 0, count: k)
    for j in 0..<k {
      for i in 0..<D { m[j] += pca.weight[i, j] * pca.weight[i, j] }
      for i in 0..<D { shifts[j] -= pca.weight[i, j] / m[j] * pca.mean[i] }
    }
    set("encoder.0.weight") { i, j in j < k ? pca.weight[i, j] / m[j] : 0 }
    set("encoder.0.bias") { _, j in j < k ? shifts[j] : 0.5 * log(σ2 / m[j - k]) }
    set("decoder.0.weight") { j, i in pca.weight[i, j] }
    set("decoder.0.bias") { _, i in pca.mean[i] }
    set("decoder.log_deviation") { _, _ in 0.5 * log(σ2) }
    return model
  }

  /// Where q is the posterior every weight is p(x): that of probabilistic PCA, for every ε.
  @Test func linearOptimumIsProbabilisticPCA() throws {
    var random = RandomStream(seed: 2)
    let data = Matrix<Double>(rows: 50, columns: 4) { _, j in
      Double(j) + Double(j + 1) * random.normal()
    }
    let model = try optimum(data, latent: 2)
    let pca = try ProbabilisticPCA(data, latent: 2)
    let exact = try pca.logProbability(of: data)
    let tape = Tape<Double>()
    let weights = model.logWeight(
      tape.input(data), noise: tape.input(normals(50, 2, seed: 3)), tape.input(model.parameters))
    for i in 0..<50 { #expect(abs(weights[i, 0] - exact[i]) < 1e-10) }
    // The evidence bound is that in expectation.
    let bound = model.meanLogProbability(of: data, passes: 2000, using: &random)
    #expect(abs(bound - exact.mean()) < 0.02)
    let importance = model.meanImportanceBound(of: data, draws: 3, using: &random)
    #expect(abs(importance - exact.mean()) < 1e-10)
    #expect(abs(model.deviation - pca.variance.squareRoot()) < 1e-12)
    let z = try pca.latents(of: data)
    let means = model.latents(of: data)
    for i in 0..<50 { #expect(abs(means[i, 1] - z[i, 1]) < 1e-10) }
  }

  /// A wrong q loses; many draws make up for it.
  @Test func boundsAreInOrder() throws {
    var random = RandomStream(seed: 4)
    let data = Matrix<Double>(rows: 50, columns: 3) { _, j in Double(j + 1) * random.normal() }
    var model = try optimum(data, latent: 1)
    let exact = try ProbabilisticPCA(data, latent: 1).logProbability(of: data).mean()
    let slot = model.layout.slots.first { $0.name == "encoder.0.bias" }!
    model.parameters[slot.offset + 1] += 0.7
    let bounds = [1, 2, 400].map {
      model.meanImportanceBound(of: data, draws: $0, using: &random)
    }
    #expect(bounds[0] < bounds[1] - 0.05 && bounds[1] < bounds[2] - 0.05, "\(bounds)")
    #expect(bounds[2] < exact + 0.02 && bounds[2] > exact - 0.05)
  }

  @Test(arguments: [
    VAE<Double>.Likelihood.gaussian(deviation: 0.7, isLearned: true),
    .gaussian(deviation: 0.7, isLearned: false), .bernoulli,
  ])
  func gradients(_ likelihood: VAE<Double>.Likelihood) {
    var random = RandomStream(seed: 5)
    let model = Model(
      Model.Architecture(features: 3, latent: 2, hidden: [4], likelihood: likelihood),
      using: &random
    ).shaken(seed: 6)
    let x = Matrix<Double>(rows: 5, columns: 3) { _, _ in random.uniform() }
    let ε: Matrix<Double> = normals(5, 2, seed: 7)
    checkGradient(model.parameters) { θ in
      model.evidenceBound(
        θ.tape.input(x), noise: θ.tape.input(ε), divergenceWeight: 0.6, θ
      ).sum()
    }
    checkGradient(model.parameters) { θ in
      model.logWeight(θ.tape.input(x), noise: θ.tape.input(ε), θ).sum()
    }
    let learns = model.layout.slots.contains { $0.name == "decoder.log_deviation" }
    #expect(learns == (likelihood == .gaussian(deviation: 0.7, isLearned: true)))
  }

  /// All weights 0: q = N(0, 1), and the logits are the biases.
  @Test func bernoulliByHand() {
    var random = RandomStream(seed: 8)
    var model = Model(
      Model.Architecture(features: 2, latent: 1, hidden: [], likelihood: .bernoulli),
      using: &random)
    for i in 0..<model.parameters.count { model.parameters[i] = 0 }
    let slot = model.layout.slots.first { $0.name == "decoder.0.bias" }!
    model.parameters[slot.offset] = log(3)
    let tape = Tape<Double>()
    let bound = model.logProbability(
      of: tape.input(Matrix([[1, 0.5]])), noise: tape.input(Matrix([[0.3]])),
      tape.input(model.parameters)
    ).scalar
    // σ(log 3) = ¾, and half of either of two equal chances.
    #expect(abs(bound - (log(0.75) + log(0.5))) < 1e-12)
    #expect(abs(model.decode(Matrix([[0.2]]))[0, 0] - 0.75) < 1e-12)
    #expect(model.deviation.isNaN)
    let drawn = model.sample(4000, using: &random)
    let share = (0..<4000).map { drawn[$0, 0] }.reduce(0, +) / 4000
    #expect(abs(share - 0.75) < 0.03)
    let means = model.sample(1, isNoisy: false, using: &random)
    #expect(abs(means[0, 0] - 0.75) < 1e-12 && abs(means[0, 1] - 0.5) < 1e-12)
  }
}
