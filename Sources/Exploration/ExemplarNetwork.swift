package import LinearAlgebra
package import NeuralNetworks

/// D(s, s*): the probability that s is the exemplar s*, by one network for all exemplars (amortised EX2).
///
/// Both are encoded as z ∼ N(μ(s), σ²), by networks of their own with deviations that do not depend on s, and a perceptron
/// gives the logit of D from [z, z*]. The noise makes states near the exemplar count as the same.
package struct ExemplarNetwork: Parameterized {
  /// Which tensor lies where in the parameters.
  package let layout: ParameterLayout
  /// The parameters of encoders and discriminator.
  package var parameters: Vector<Scalar>
  /// The number of features of z.
  package let latents: Int
  private let encoders: [MLP]
  private let logDeviations: [ParameterLayout.Slot]
  private let discriminator: MLP

  /// A network with freshly drawn parameters; deviations begin at 1.
  package init(
    features: Int, hidden: [Int], latents: Int, activation: Activation = .tanh,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    var logDeviations: [ParameterLayout.Slot] = []
    encoders = ["state", "exemplar"].map { name in
      let encoder = MLP(
        [features] + hidden + [latents], hidden: activation, name: "encoder.\(name)", in: &layout)
      logDeviations.append(
        layout.add(
          "encoder.\(name).log_deviation", rows: 1, columns: latents, .constant(0)))
      return encoder
    }
    discriminator = MLP(
      [2 * latents] + hidden + [1], hidden: activation, name: "discriminator", in: &layout)
    self.logDeviations = logDeviations
    self.latents = latents
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The logit of D(s, s*) with both encodings at their means.
  ///
  /// - Parameters:
  ///   - states: s [batch × features].
  ///   - exemplars: s* [batch × features].
  ///   - φ: The parameters, a node of the same tape.
  /// - Returns: [batch × 1]
  package func logit<E: BLASScalar>(
    _ states: Variable<E>, _ exemplars: Variable<E>, _ φ: Variable<E>
  ) -> Variable<E> {
    discriminator(
      concatenateColumns([encoders[0](states, φ), encoders[1](exemplars, φ)]), φ)
  }

  /// The loss of pairs of which it is known whether they are the same:
  /// −1/N Σ log p(y|z, z*) + λ/N Σ (KL(q(z|s) ‖ N(0, I)) + KL(q(z*|s*) ‖ N(0, I))).
  ///
  /// - Parameters:
  ///   - states: s [batch × features].
  ///   - exemplars: s* [batch × features].
  ///   - labels: y, 1 for the same and 0 for another [batch × 1].
  ///   - noise: ε of z = μ + σ ε, for s and for s*, each [batch × latents].
  ///   - λ: The weight of the divergences.
  ///   - φ: The parameters, a node of the same tape.
  package func loss<E: BLASScalar>(
    _ states: Variable<E>, _ exemplars: Variable<E>, labels: Variable<E>,
    noise: (Variable<E>, Variable<E>), divergenceWeight λ: E, _ φ: Variable<E>
  ) -> Variable<E> {
    let share = 1 / E(labels.rows)
    var divergence = φ.tape.constant(0)
    var codes: [Variable<E>] = []
    for (i, (input, ε)) in [(states, noise.0), (exemplars, noise.1)].enumerated() {
      let μ = encoders[i](input, φ)
      let slot = logDeviations[i]
      let logσ = φ.view(offset: slot.offset, rows: 1, columns: latents)
      codes.append(μ + exp(logσ) * ε)
      // KL = Σⱼ ½ (μⱼ² + σⱼ² − 1) − log σⱼ.
      divergence =
        divergence + square(μ).sum() * (share / 2) + ((exp(logσ * 2) - 1) * 0.5 - logσ).sum()
    }
    let logit = discriminator(concatenateColumns(codes), φ)
    // −log p(y) = log(1 + exp z) − y z.
    return (softplus(logit) - labels * logit).mean() + divergence * λ
  }
}
