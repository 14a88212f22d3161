internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// p_θ(x) = ∫ p_θ(x|z) N(z; 0, I) dz, a variational autoencoder (D. Kingma and M. Welling, "Auto-encoding variational
/// Bayes", 2014; D. Rezende et al., 2014).
///
/// A decoder tells the distribution of x from z, an encoder q_θ(z|x), normal with independent components, what z may have
/// been; both are perceptrons in one θ. Without hidden layers it is the linear model whose optimum is known
/// (``ProbabilisticPCA``). With a condition beside x it is the `LatentPolicy` of imitation learning.
public struct VAE<Element: BLASScalar>: DensityModel {
  /// How x is distributed around what the decoder says.
  public enum Likelihood: Sendable, Codable, Equatable {
    /// N(x; m(z), σ² I) with one σ for all components: learned from where it starts, or fixed.
    case gaussian(deviation: Double, isLearned: Bool)
    /// Each component lies in [0, 1] and has the logit lⱼ(z): Σⱼ xⱼ lⱼ − log(1 + exp lⱼ); for black and white pictures.
    case bernoulli
  }

  /// All that is needed to build the networks.
  public struct Architecture: Sendable, Codable, Equatable {
    /// The number of components of x.
    public var features: Int
    /// The number of components of z.
    public var latent: Int
    /// The widths of the encoder's hidden layers; the decoder has them in the opposite order.
    public var hidden: [Int]
    /// Their activation.
    public var activation: Activation
    /// How x is distributed around what the decoder says.
    public var likelihood: Likelihood

    /// An architecture.
    public init(
      features: Int, latent: Int, hidden: [Int] = [64, 64], activation: Activation = .tanh,
      likelihood: Likelihood = .gaussian(deviation: 1, isLearned: true)
    ) {
      self.features = features
      self.latent = latent
      self.hidden = hidden
      self.activation = activation
      self.likelihood = likelihood
    }

    private var isValid: Bool {
      var isPositive = true
      if case .gaussian(let σ, _) = likelihood { isPositive = σ > 0 && σ < .infinity }
      return ([features, latent] + hidden).allSatisfy { $0 > 0 } && isPositive
    }

    func check() {
      precondition(isValid, "\(self) has a size or a deviation that is not positive.")
    }
  }

  /// How it is built.
  public let architecture: Architecture
  /// From x to the mean of z and log σ.
  public let encoder: MLP
  /// From z to the mean of x, or to logits.
  public let decoder: MLP
  /// Which tensor lies where: `encoder.<j>`, `decoder.<j>`, and `decoder.log_deviation` where σ is learned.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  private let logDeviation: ParameterLayout.Slot?

  /// An autoencoder with freshly drawn parameters, whose q_θ(z|x) starts as N(0, I): an encoder that begins with narrow
  /// or wide posteriors has to unlearn them first.
  public init(_ architecture: Architecture, using random: inout RandomStream) {
    architecture.check()
    self.architecture = architecture
    let a = architecture
    var layout = ParameterLayout()
    encoder = MLP(
      [a.features] + a.hidden + [2 * a.latent], hidden: a.activation,
      outputInitializer: .constant(0), name: "encoder", in: &layout)
    decoder = MLP(
      [a.latent] + a.hidden.reversed() + [a.features], hidden: a.activation, name: "decoder",
      in: &layout)
    if case .gaussian(let σ, true) = a.likelihood {
      logDeviation = layout.add(
        "decoder.log_deviation", rows: 1, columns: 1, .constant(Foundation.log(σ)))
    } else {
      logDeviation = nil
    }
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of components of x.
  public var features: Int { architecture.features }
  /// The number of components of z: a row takes one ε for each.
  public var noiseWidth: Int { architecture.latent }

  /// q_θ(z|x) for `x` [batch × features]; log σ is kept within [−20, 5].
  public func encoded(_ x: Variable<Element>, _ θ: Variable<Element>) -> DiagonalGaussian<Element> {
    let (outputs, n) = (encoder(x, θ), architecture.latent)
    return DiagonalGaussian(
      mean: outputs.columns(0..<n), logDeviation: outputs.columns(n..<2 * n).clamped(-20, 5))
  }

  /// The mean of p_θ(x|z) for `z` [batch × latent]; [batch × features].
  public func decoded(_ z: Variable<Element>, _ θ: Variable<Element>) -> Variable<Element> {
    let outputs = decoder(z, θ)
    return architecture.likelihood == .bernoulli ? sigmoid(outputs) : outputs
  }

  /// log p_θ(x|z) of `x` [batch × features] for `z` [batch × latent]; [batch × 1].
  public func logProbability(
    of x: Variable<Element>, given z: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    let outputs = decoder(z, θ)
    switch architecture.likelihood {
    case .bernoulli: return Bernoulli(logits: outputs).logProbability(of: x)
    case .gaussian(let σ, _):
      let logσ =
        logDeviation.map { θ.view(offset: $0.offset, rows: 1, columns: 1) }
        ?? θ.tape.constant(Element(Foundation.log(σ)))
      let count = Element(features)
      return square((x - outputs) * exp(-logσ)).rowSums() * -0.5 - count * logσ
        - count * Element(0.5 * Foundation.log(2 * Double.pi))
    }
  }

  /// The evidence lower bound log p(x|z) − KL(q(z|x) ‖ N(0, I)) at z = μ + σ ⊙ ε; its expectation is not above log p(x).
  public func logProbability(
    of x: Variable<Element>, noise ε: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    evidenceBound(x, noise: ε, divergenceWeight: 1, θ)
  }

  /// log p(x|z) − β KL(q(z|x) ‖ N(0, I)) at z = μ + σ ⊙ ε (for β > 1: I. Higgins et al., "β-VAE", 2017).
  /// - Returns: [batch × 1]
  public func evidenceBound(
    _ x: Variable<Element>, noise ε: Variable<Element>, divergenceWeight β: Double,
    _ θ: Variable<Element>
  ) -> Variable<Element> {
    let q = encoded(x, θ)
    let divergence = q.divergence(from: prior(on: x.tape))
    return logProbability(of: x, given: q.sample(noise: ε), θ) - Element(β) * divergence
  }

  /// log p(x|z) + log p(z) − log q(z|x) at z = μ + σ ⊙ ε, whose exponential has the expectation p(x).
  ///
  /// Where q is the true posterior it is log p(x) for every ε.
  /// - Returns: [batch × 1]
  public func logWeight(
    _ x: Variable<Element>, noise ε: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    let q = encoded(x, θ)
    let z = q.sample(noise: ε)
    return logProbability(of: x, given: z, θ) + prior(on: x.tape).logProbability(of: z)
      - q.logProbability(of: z)
  }

  /// N(0, I).
  private func prior(on tape: Tape<Element>) -> DiagonalGaussian<Element> {
    DiagonalGaussian(
      mean: tape.input(rows: 1, columns: noiseWidth),
      logDeviation: tape.input(rows: 1, columns: noiseWidth))
  }
}
