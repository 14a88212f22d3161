internal import Foundation
public import LinearAlgebra

/// π_θ(a|s) = ∫ p_θ(a|s, z) N(z; 0, I) dz: a conditional variational autoencoder of continuous actions (K. Sohn et al.,
/// "Learning structured output representation using deep conditional generative models", 2015).
///
/// The decoder p_θ(a|s, z) is normal with a mean from a perceptron and free deviations; the encoder q_θ(z|s, a), normal
/// as well, is needed for training only. Both lie in one θ.
public struct LatentPolicy<Element: BLASScalar>: Parameterized, Sendable {
  /// All that is needed to build the networks.
  public struct Architecture: Sendable, Codable, Equatable {
    /// The number of features of an observation.
    public var observations: Int
    /// The number of components of an action.
    public var components: Int
    /// The number of components of z.
    public var latent: Int
    /// The widths of the hidden layers of decoder and encoder.
    public var hidden: [Int]
    /// Their activation.
    public var activation: Activation
    /// σ of the decoder, where it starts.
    public var deviation: Double

    /// An architecture.
    public init(
      observations: Int, components: Int, latent: Int = 2, hidden: [Int] = [64, 64],
      activation: Activation = .tanh, deviation: Double = 1
    ) {
      self.observations = observations
      self.components = components
      self.latent = latent
      self.hidden = hidden
      self.activation = activation
      self.deviation = deviation
    }

    /// Whether networks can be built of it.
    var isValid: Bool {
      ([observations, components, latent] + hidden).allSatisfy { $0 > 0 && $0 <= 1 << 24 }
        && deviation > 0 && deviation < .infinity
    }
  }

  /// How it is built.
  public let architecture: Architecture
  /// From observation and z to the mean of the actions.
  public let decoder: MLP
  /// From observation and action to the mean of z and log σ.
  public let encoder: MLP
  /// Which tensor lies where in the parameters: `policy.<j>`, `policy.log_deviation`, `encoder.<j>`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  private let logDeviation: ParameterLayout.Slot

  /// A policy with freshly drawn parameters.
  public init(_ architecture: Architecture, using random: inout RandomStream) {
    precondition(architecture.isValid, "\(architecture) has a size that is not positive.")
    (decoder, logDeviation, encoder, layout) = Self.tensors(architecture)
    self.architecture = architecture
    parameters = layout.initialParameters(using: &random)
  }

  /// Offsets and shapes, without numbers.
  static func tensors(
    _ a: Architecture
  ) -> (MLP, ParameterLayout.Slot, MLP, ParameterLayout) {
    var layout = ParameterLayout()
    let decoder = MLP(
      [a.observations + a.latent] + a.hidden + [a.components], hidden: a.activation,
      name: "policy", in: &layout)
    let logDeviation = layout.add(
      "policy.log_deviation", rows: 1, columns: a.components,
      .constant(Foundation.log(a.deviation)))
    let encoder = MLP(
      [a.observations + a.components] + a.hidden + [2 * a.latent], hidden: a.activation,
      name: "encoder", in: &layout)
    return (decoder, logDeviation, encoder, layout)
  }

  /// The number of columns of a matrix of actions.
  public var actionWidth: Int { architecture.components }

  /// p_θ(a|s, z) for observations [batch × features] and z [batch × latent].
  public func decoded(
    _ observations: Variable<Element>, _ z: Variable<Element>, _ θ: Variable<Element>
  ) -> DiagonalGaussian<Element> {
    DiagonalGaussian(
      mean: decoder(concatenateColumns([observations, z]), θ),
      logDeviation: θ.view(offset: logDeviation.offset, rows: 1, columns: actionWidth))
  }

  /// q_θ(z|s, a) for observations [batch × features] and actions [batch × components]; log σ is kept within
  /// [−20, 2].
  public func encoded(
    _ observations: Variable<Element>, _ actions: Variable<Element>, _ θ: Variable<Element>
  ) -> DiagonalGaussian<Element> {
    let (outputs, n) = (
      encoder(concatenateColumns([observations, actions]), θ), architecture.latent
    )
    return DiagonalGaussian(
      mean: outputs.columns(0..<n), logDeviation: outputs.columns(n..<2 * n).clamped(-20, 2))
  }

  /// What takes the place of log π(a|s): log p(a|s, z) − β KL(q(z|s, a) ‖ N(0, I)) at z ∼ q by one leaf ε ∼ N(0, 1)
  /// [batch × latent]; for β = 1 its expectation is a lower bound of log π(a|s).
  ///
  /// - Returns: [batch × 1]
  public func evidenceBound(
    _ observations: Variable<Element>, _ actions: Variable<Element>, noise ε: Variable<Element>,
    divergenceWeight β: Double, _ θ: Variable<Element>
  ) -> Variable<Element> {
    let q = encoded(observations, actions, θ)
    let logp = decoded(observations, q.sample(noise: ε), θ).logProbability(of: actions)
    let divergence =
      (0.5 * (square(q.mean) + exp(2 * q.logDeviation) - 1) - q.logDeviation).rowSums()
    return logp - Element(β) * divergence
  }
}
