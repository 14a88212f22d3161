import CAllocationCounter
import GenerativeModels
import LinearAlgebra
import NeuralNetworks
import Probes
import Testing

@Suite(.serialized) struct GenerativeModelsDeterminismTests {
  private let data: Matrix<Float> = clusters([[0, 1], [2, 0]], deviation: 0.3, rows: 64, seed: 1)

  private func vae() -> LikelihoodTrainer<VAE<Float>> {
    var random = RandomStream(seed: 2)
    return LikelihoodTrainer(
      VAE<Float>(VAE.Architecture(features: 2, latent: 1, hidden: [16]), using: &random),
      batchSize: 32, using: &random)
  }

  private func gan() -> GAN<Float> {
    var random = RandomStream(seed: 3)
    return GAN<Float>(
      GAN.Configuration(
        features: 2, hidden: [16], objective: .wasserstein(penalty: 1), batchSize: 32,
        discriminatorSteps: 2), using: &random)
  }

  @Test func sameSeedSameBits() {
    var (a, b) = (vae(), vae())
    for _ in 0..<20 { #expect(a.step(on: data) == b.step(on: data)) }
    #expect(bits(a.model.parameters) == bits(b.model.parameters))
    var (c, d) = (gan(), gan())
    for _ in 0..<20 { #expect(c.step(on: data) == d.step(on: data)) }
    #expect(bits(c.generator.parameters) == bits(d.generator.parameters))
  }

  /// A copy is a value: it goes on as the original does, though the two share their scratch.
  @Test func aCopyGoesOnAlike() {
    var a = vae()
    for _ in 0..<5 { a.step(on: data) }
    var b = a
    for _ in 0..<5 { a.step(on: data) }
    for _ in 0..<5 { b.step(on: data) }
    #expect(bits(a.model.parameters) == bits(b.model.parameters))
  }

  @Test(.enabled(if: isRelease && allocation_counter_is_active())) func stepsAllocateNothing() {
    var (vae, gan) = (vae(), gan())
    func steps() {
      for _ in 0..<5 {
        vae.step(on: data)
        gan.step(on: data)
      }
    }
    steps()
    allocation_counter_start_thread()
    steps()
    #expect(allocation_counter_stop_thread() == 0)
  }
}
