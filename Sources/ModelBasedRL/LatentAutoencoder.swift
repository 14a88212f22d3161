public import LinearAlgebra
public import NeuralNetworks

/// The encoder g_ψ(o), which says in which latent state an observation is made, and the decoder, which says what is observed
/// there: two perceptrons in one vector of parameters.
public struct LatentAutoencoder: Parameterized, Sendable {
  /// The encoder.
  public let encoder: MLP
  /// The decoder: the expectation of p_φ(o|s).
  public let decoder: MLP
  /// Whether latent states are divided by the root of their mean square.
  public let normalizes: Bool
  /// Which tensor lies where in the parameters: `encoder.<layer>.weight`, `.bias`, and the same of `decoder`.
  public let layout: ParameterLayout
  /// ψ, and φ as far as it is the decoder's.
  public var parameters: Vector<Scalar>

  /// Networks with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - features: The number of features of an observation.
  ///   - settings: The latent state's size and the networks' architecture.
  ///   - random: Where the initial weights come from.
  public init(features: Int, _ settings: LatentSettings, using random: inout RandomStream) {
    var layout = ParameterLayout()
    let widths = [features] + settings.hiddenWidths + [settings.size]
    func network(_ widths: [Int], _ name: String) -> MLP {
      MLP(
        widths, hidden: settings.activation, initializer: .fanIn, name: name, in: &layout)
    }
    encoder = network(widths, "encoder")
    decoder = network(widths.reversed(), "decoder")
    normalizes = settings.normalizes
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of features of a latent state, L.
  public var size: Int { encoder.outputs }
  /// The number of features of an observation.
  public var features: Int { encoder.inputs }

  /// s = g(o) of each row of `observations` [batch × features], coded, with the parameters in `ψ`.
  ///
  /// If they are normalised, s = h/√(L⁻¹ ‖h‖² + 10⁻⁶), h the perceptron's outputs: neither can the model's error be made small
  /// by making all latent states small, nor can a likelihood be made large.
  /// - Returns: [batch × L]
  package func encode(
    _ observations: Variable<Scalar>, _ ψ: Variable<Scalar>
  ) -> Variable<Scalar> {
    let h = encoder(observations, ψ)
    guard normalizes else { return h }
    return h / sqrt(square(h).rowSums() * (1 / Scalar(size)) + 1e-6)
  }

  /// What is expected to be observed, coded, in each row of `states` [batch × L], with the parameters in `φ`.
  /// - Returns: [batch × features]
  package func decode(_ states: Variable<Scalar>, _ φ: Variable<Scalar>) -> Variable<Scalar> {
    decoder(states, φ)
  }
}
