internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// A dense layer whose parameters are noisy: y = f(x (μ_W + σ_W ⊙ ε_in ε_outᵀ) + μ_b + σ_b ⊙ ε_out).
///
/// The noise is factorised: ε = sgn(x)√|x| of as many normal numbers as features enter and leave. μ starts uniform over
/// ±1/√inputs and σ at σ₀/√inputs (M. Fortunato et al., "Noisy networks for exploration", 2018).
public struct NoisyLinear: Sendable, Equatable {
  /// μ_W [inputs × outputs].
  public let weight: ParameterLayout.Slot
  /// μ_b [1 × outputs].
  public let bias: ParameterLayout.Slot
  /// σ_W [inputs × outputs].
  public let weightDeviation: ParameterLayout.Slot
  /// σ_b [1 × outputs].
  public let biasDeviation: ParameterLayout.Slot
  /// f.
  public let activation: Activation

  /// Appends the layer's tensors to `layout`.
  public init(
    inputs: Int, outputs: Int, activation: Activation, deviation: Double, name: String,
    in layout: inout ParameterLayout
  ) {
    let σ = Initializer.constant(deviation / Double(inputs).squareRoot())
    weight = layout.add("\(name).weight", rows: inputs, columns: outputs, .fanIn)
    bias = layout.add(
      "\(name).bias", rows: 1, columns: outputs, Initializer.fanIn.biases(inputs: inputs))
    weightDeviation = layout.add("\(name).weight_deviation", rows: inputs, columns: outputs, σ)
    biasDeviation = layout.add("\(name).bias_deviation", rows: 1, columns: outputs, σ)
    self.activation = activation
  }

  /// Applies the layer to `x` [batch × inputs].
  /// - Parameters:
  ///   - θ: The parameters.
  ///   - noise: ε_in [inputs × 1] and ε_out [1 × outputs], leaves; zeros give the mean network.
  public func callAsFunction<E: BLASScalar>(
    _ x: Variable<E>, _ θ: Variable<E>, noise: (input: Variable<E>, output: Variable<E>)
  ) -> Variable<E> {
    func view(_ slot: ParameterLayout.Slot) -> Variable<E> {
      θ.view(offset: slot.offset, rows: slot.rows, columns: slot.columns)
    }
    let noisy = view(weight) + view(weightDeviation) * noise.input * noise.output
    let y = x.times(noisy) + (view(bias) + view(biasDeviation) * noise.output)
    return y.activated(by: activation)
  }
}

/// The noise of a network's noisy layers: leaves of a tape that are filled before each replay.
public struct NetworkNoise {
  let leaves: [(input: Variable<Scalar>, output: Variable<Scalar>)]

  /// Noise for `layers`, all zeros.
  init(_ layers: [NoisyLinear], on tape: Tape<Scalar>) {
    leaves = layers.map {
      (
        tape.input(rows: $0.weight.rows, columns: 1),
        tape.input(rows: 1, columns: $0.weight.columns)
      )
    }
  }

  /// Draws new noise.
  public func draw(using random: inout RandomStream) {
    for leaf in leaves {
      Self.fill(leaf.input, &random)
      Self.fill(leaf.output, &random)
    }
  }

  private static func fill(_ leaf: Variable<Scalar>, _ random: inout RandomStream) {
    let elements = leaf.pointer
    for i in 0..<leaf.count {
      let x = random.normal()
      elements[i] = Scalar(x < 0 ? -(-x).squareRoot() : x.squareRoot())
    }
  }
}
