import Foundation
import GenerativeModels
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct GANTests {
  /// D(x) = w x with w = 2: outputs 2 and −2 for data ±1, 4 for what was made.
  @Test func lossesByHand() {
    let tape = Tape<Double>()
    let (x, made, u) = (
      tape.input(Matrix([[1], [-1]])), tape.input(Matrix([[2], [2]]), trainable: true),
      tape.input(Matrix([[0.5], [0.25]]))
    )
    func loss(_ objective: GANObjective) -> (Double, Double) {
      let d = objective.discriminatorLoss(x, made: made, share: u) { 2 * $0 }.scalar
      return (d, objective.generatorLoss(2 * made).scalar)
    }
    func softplus(_ x: Double) -> Double { log(1 + exp(x)) }
    let classified: Double = 0.5 * (softplus(-2) + softplus(2)) + softplus(4)
    #expect(abs(loss(.nonSaturating).0 - classified) < 1e-12)
    #expect(abs(loss(.minimax).0 - classified) < 1e-12)
    #expect(abs(loss(.nonSaturating).1 - softplus(-4)) < 1e-12)
    #expect(abs(loss(.minimax).1 + softplus(4)) < 1e-12)
    // 4 − 0 and the slope of 2 everywhere: 10 (2 − 1)²
    #expect(abs(loss(.wasserstein(penalty: 10)).0 - 14) < 1e-9)
    #expect(abs(loss(.wasserstein(penalty: 0)).0 - 4) < 1e-12)
    #expect(abs(loss(.wasserstein(penalty: 10)).1 + 4) < 1e-12)
  }

  @Test(arguments: [
    GANObjective.nonSaturating, .minimax, .wasserstein(penalty: 0), .wasserstein(penalty: 3),
  ])
  func gradients(_ objective: GANObjective) {
    var layout = ParameterLayout()
    let network = MLP([2, 4, 1], hidden: .tanh, name: "d", in: &layout)
    var random = RandomStream(seed: 1)
    let θ: Vector<Double> = layout.initialParameters(using: &random)
    let (x, made): (Matrix<Double>, Matrix<Double>) = (
      normals(5, 2, seed: 2), normals(5, 2, seed: 3)
    )
    let u = Matrix<Double>(rows: 5, columns: 1) { _, _ in random.uniform() }
    checkGradient(θ) { φ in
      objective.discriminatorLoss(
        φ.tape.input(x), made: φ.tape.input(made, trainable: true), share: φ.tape.input(u)
      ) { network($0, φ) }
    }
    checkGradient(θ) { φ in objective.generatorLoss(network(φ.tape.input(x), φ)) }
  }

  /// Each player moves its own parameters and not the other's.
  @Test func bothPlayersMove() {
    var random = RandomStream(seed: 4)
    var gan = GAN<Float>(
      GAN.Configuration(features: 2, hidden: [8], batchSize: 16, discriminatorSteps: 2),
      using: &random)
    let before = (gan.generator.parameters, gan.discriminator.parameters)
    let losses = gan.step(on: clusters([[1, 2]], deviation: 0.1, rows: 20, seed: 5))
    #expect(losses.generator > 0 && losses.discriminator > 0)
    #expect(gan.generator.parameters != before.0 && gan.discriminator.parameters != before.1)
    #expect(gan.sample(7, using: &random).rows == 7)
    #expect(gan.scores(of: normals(3, 2, seed: 6)).count == 3)
  }
}
