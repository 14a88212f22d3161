public import LinearAlgebra

/// Layer normalisation: each row shifted and scaled to mean 0 and variance 1, then by a gain and a bias that are
/// learnt (J. L. Ba et al., 2016).
public struct LayerNorm: Sendable, Equatable {
  /// γ [1 × features].
  public let gain: ParameterLayout.Slot
  /// β [1 × features].
  public let bias: ParameterLayout.Slot
  /// ε, which is added to the variance.
  public let epsilon: Double

  /// Appends the layer's tensors `name.weight` (ones) and `name.bias` (zeros) to `layout`.
  public init(
    features: Int, epsilon: Double = 1e-5, name: String, in layout: inout ParameterLayout
  ) {
    gain = layout.add("\(name).weight", rows: 1, columns: features, .constant(1))
    bias = layout.add("\(name).bias", rows: 1, columns: features, .constant(0))
    self.epsilon = epsilon
  }

  /// Applies the layer to `x` [batch × features] with its parameters in `θ`.
  /// - Returns: [batch × features]
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    precondition(
      x.columns == gain.columns,
      "The layer \(gain.name) takes \(gain.columns) features, not \(x.columns).")
    return x.layerNormalized(θ, gain: gain.offset, bias: bias.offset, epsilon: epsilon)
  }
}

/// A residual block x + W₂ f(W₁ x + b₁) + b₂, by default with x normalised on its way into the branch
/// (K. He et al., 2016; R. Xiong et al., 2020).
public struct ResidualBlock: Sendable, Equatable {
  /// The normalisation before the branch.
  public let norm: LayerNorm?
  /// W₁, b₁ and f.
  public let inner: Linear
  /// W₂ and b₂.
  public let outer: Linear

  /// Appends the tensors of `name.norm`, `name.0` and `name.1` to `layout`.
  public init(
    features: Int, hidden: Int, activation: Activation = .relu, isNormalized: Bool = true,
    initializer: Initializer = .glorot, name: String, in layout: inout ParameterLayout
  ) {
    norm =
      isNormalized ? LayerNorm(features: features, name: "\(name).norm", in: &layout) : nil
    inner = Linear(
      inputs: features, outputs: hidden, activation: activation, weight: initializer,
      name: "\(name).0", in: &layout)
    outer = Linear(
      inputs: hidden, outputs: features, activation: .identity, weight: initializer,
      name: "\(name).1", in: &layout)
  }

  /// Applies the block to `x` [batch × features] with its parameters in `θ`.
  /// - Returns: [batch × features]
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    x + outer(inner(norm?(x, θ) ?? x, θ), θ)
  }
}
