internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// x = f_θ⁻¹(z) with z ∼ N(0, I), where f is a chain of affine couplings: a normalising flow, whose density is exact
/// (L. Dinh et al., "Density estimation using Real NVP", 2017).
///
/// A coupling leaves every other component of x as it is, and scales and shifts the rest by functions of those: with a
/// mask m of zeros and ones, f(x) = m ⊙ x + (1 − m) ⊙ (x ⊙ exp s + t), (s, t) = perceptron(m ⊙ x). Its inverse is as
/// simple, and log |det ∂f/∂x| = Σ (1 − m) ⊙ s. Masks take turns. log p(x) = log N(f(x); 0, I) + Σ log |det|.
public struct AffineFlow<Element: BLASScalar>: DensityModel {
  /// All that is needed to build the networks.
  public struct Architecture: Sendable, Codable, Equatable {
    /// The number of components of x, at least 2.
    public var features: Int
    /// The number of couplings, at least 2, so that every component is changed.
    public var couplings: Int
    /// The widths of the hidden layers of each coupling's perceptron.
    public var hidden: [Int]
    /// Their activation.
    public var activation: Activation
    /// s = limit · tanh(output): by how much a coupling can stretch, in nats.
    public var scaleLimit: Double

    /// An architecture.
    public init(
      features: Int, couplings: Int = 8, hidden: [Int] = [64, 64], activation: Activation = .swish,
      scaleLimit: Double = 2
    ) {
      self.features = features
      self.couplings = couplings
      self.hidden = hidden
      self.activation = activation
      self.scaleLimit = scaleLimit
    }
  }

  /// How it is built.
  public let architecture: Architecture
  /// Each coupling's perceptron, from masked x to s and t side by side.
  public let networks: [MLP]
  /// Which tensor lies where: `coupling.<k>.<j>`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>

  /// A flow that starts as the identity.
  public init(_ architecture: Architecture, using random: inout RandomStream) {
    let a = architecture
    precondition(
      a.features > 1 && a.couplings > 1 && a.hidden.allSatisfy { $0 > 0 } && a.scaleLimit > 0
        && a.scaleLimit < .infinity,
      "\(a) has fewer than two features or couplings, or a size that is not positive.")
    self.architecture = a
    var layout = ParameterLayout()
    networks = (0..<a.couplings).map { k in
      MLP(
        [a.features] + a.hidden + [2 * a.features], hidden: a.activation,
        outputInitializer: .constant(0), name: "coupling.\(k)", in: &layout)
    }
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of components of x.
  public var features: Int { architecture.features }
  /// None: log p is exact.
  public var noiseWidth: Int { 0 }

  /// The mask of coupling `k`, [1 × features]: 1 where x stays.
  private func mask(_ k: Int, _ tape: Tape<Element>) -> Variable<Element> {
    tape.input(Matrix(rows: 1, columns: features) { _, j in (j + k) % 2 == 0 ? 1 : 0 })
  }

  /// s and t of coupling `k` where the mask is 0, and 0 elsewhere, from what it leaves as it is.
  private func scaleAndShift(
    _ k: Int, _ x: Variable<Element>, _ mask: Variable<Element>, _ θ: Variable<Element>
  ) -> (s: Variable<Element>, t: Variable<Element>) {
    let (outputs, D, changed) = (networks[k](x * mask, θ), features, 1 - mask)
    let s = Element(architecture.scaleLimit) * tanh(outputs.columns(0..<D))
    return (s * changed, outputs.columns(D..<2 * D) * changed)
  }

  /// f(x) [batch × features], and log |det ∂f/∂x| [batch × 1].
  public func latent(
    of x: Variable<Element>, _ θ: Variable<Element>
  ) -> (z: Variable<Element>, logDeterminant: Variable<Element>) {
    var z = x
    var logDeterminant: Variable<Element>?
    for k in networks.indices {
      let (s, t) = scaleAndShift(k, z, mask(k, x.tape), θ)
      z = z * exp(s) + t
      logDeterminant = logDeterminant.map { $0 + s.rowSums() } ?? s.rowSums()
    }
    return (z, logDeterminant!)
  }

  /// f⁻¹(z) [batch × features].
  public func decoded(_ z: Variable<Element>, _ θ: Variable<Element>) -> Variable<Element> {
    var x = z
    for k in networks.indices.reversed() {
      let (s, t) = scaleAndShift(k, x, mask(k, z.tape), θ)
      x = (x - t) * exp(-s)
    }
    return x
  }

  /// log p_θ(x) for `x` [batch × features]; [batch × 1]. No noise is taken, ε has no columns.
  public func logProbability(
    of x: Variable<Element>, noise ε: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    let (z, logDeterminant) = latent(of: x, θ)
    return -0.5 * square(z).rowSums() + logDeterminant
      - Element(0.5 * Double(features) * Foundation.log(2 * Double.pi))
  }

  /// Draws `count` vectors, [count × features].
  public func sample(_ count: Int, using random: inout RandomStream) -> Matrix<Element> {
    let tape = Tape<Element>()
    let z = tape.input(rows: count, columns: features)
    z.drawNormal(using: &random)
    return parameters.withUnsafePointer {
      decoded(z, tape.borrow($0, rows: 1, columns: layout.count)).matrix
    }
  }
}
