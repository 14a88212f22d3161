package import LinearAlgebra
package import NeuralNetworks

/// What generator and discriminator play for. D stands for the discriminator's output: a logit or, with `wasserstein`, a
/// score.
public enum GANObjective: Sendable, Codable, Equatable {
  /// φ: classify; θ: max log σ(D(G(z))), which has a slope where the discriminator wins.
  case nonSaturating
  /// φ: classify; θ: min log(1 − σ(D(G(z)))), the game of two as it stands.
  case minimax
  /// φ: max D(x) − D(G(z)) − c (‖∇D(x̂)‖ − 1)² with x̂ between x and G(z); θ: max D(G(z)) (I. Gulrajani et al.,
  /// "Improved training of Wasserstein GANs", 2017).
  case wasserstein(penalty: Double)

  /// What φ descends.
  ///
  /// - Parameters:
  ///   - x: Data [batch × features].
  ///   - made: G(z) [batch × features], computed from a trainable leaf where there is a penalty.
  ///   - u: The share of x in x̂, [batch × 1].
  ///   - judge: D.
  /// - Returns: [1 × 1]
  package func discriminatorLoss<E: BLASScalar>(
    _ x: Variable<E>, made: Variable<E>, share u: Variable<E>,
    _ judge: (Variable<E>) -> Variable<E>
  ) -> Variable<E> {
    let (real, fake) = (judge(x), judge(made))
    guard case .wasserstein(let penalty) = self else {
      // −log σ(D(x)) − log(1 − σ(D(G(z))))
      return softplus(-real).mean() + softplus(fake).mean()
    }
    let loss = fake.mean() - real.mean()
    guard penalty > 0 else { return loss }
    let between = x * u + made * (1 - u)
    let slope = x.tape.gradient(
      of: judge(between).sum(), withRespectTo: between, differentiable: true)
    // The root has no slope at 0.
    let norm = sqrt(square(slope).rowSums() + 1e-12)
    return loss + E(penalty) * square(norm - 1).mean()
  }

  /// What θ descends, for D(G(z)) [batch × 1]; [1 × 1].
  package func generatorLoss<E: BLASScalar>(_ fake: Variable<E>) -> Variable<E> {
    switch self {
    case .nonSaturating: softplus(-fake).mean()
    case .minimax: -softplus(fake).mean()
    case .wasserstein: -fake.mean()
    }
  }
}
