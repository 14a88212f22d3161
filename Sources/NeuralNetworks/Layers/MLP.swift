public import LinearAlgebra

/// A dense layer y = f(x W + b), as offsets and shapes in a parameter vector.
public struct Linear: Sendable, Equatable {
  /// W [inputs × outputs].
  public let weight: ParameterLayout.Slot
  /// b [1 × outputs].
  public let bias: ParameterLayout.Slot
  /// f.
  public let activation: Activation

  /// Appends the layer's tensors `name.weight` and `name.bias` to `layout`; biases that are left out start as suits the
  /// weights (``Initializer/biases(inputs:)``).
  public init(
    inputs: Int, outputs: Int, activation: Activation, weight: Initializer = .glorot,
    bias: Initializer? = nil, name: String, in layout: inout ParameterLayout
  ) {
    self.weight = layout.add("\(name).weight", rows: inputs, columns: outputs, weight)
    self.bias = layout.add(
      "\(name).bias", rows: 1, columns: outputs, bias ?? weight.biases(inputs: inputs))
    self.activation = activation
  }

  /// Applies the layer to `x` [batch × inputs] with its parameters in `θ`.
  /// - Returns: [batch × outputs]
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    precondition(
      x.columns == weight.rows,
      "The layer \(weight.name) takes \(weight.rows) features, not \(x.columns).")
    return x.linear(
      θ, weight: weight.offset, bias: bias.offset, outputs: weight.columns, activation: activation)
  }
}

/// A multi-layer perceptron, as offsets and shapes in a parameter vector: the architecture, without numbers.
///
/// The same value serves recording on a tape for training and for inference; the parameters θ are an argument,
/// and may be a trainable leaf, a constant or computed.
public struct MLP: Sendable, Equatable {
  /// The layers from input to output.
  public let layers: [Linear]

  /// A perceptron of the given widths, from inputs over hidden layers to outputs.
  ///
  /// - Parameters:
  ///   - widths: At least two numbers of features, such as `[4, 64, 64, 2]`.
  ///   - hidden: The activation of the hidden layers.
  ///   - output: The activation of the last layer.
  ///   - initializer: How hidden weights start; biases start at 0, or with `.fanIn` as the weights.
  ///   - outputInitializer: How the last layer's weights start; as the others if left out.
  ///   - name: The prefix of the tensors' names.
  ///   - layout: The parameter vector's layout, to which the layers are appended.
  public init(
    _ widths: [Int], hidden: Activation = .tanh, output: Activation = .identity,
    initializer: Initializer = .glorot, outputInitializer: Initializer? = nil,
    name: String = "mlp", in layout: inout ParameterLayout
  ) {
    precondition(
      widths.count >= 2 && widths.allSatisfy { $0 > 0 },
      "The widths \(widths) are not at least two positive numbers.")
    var layers: [Linear] = []
    for i in 0..<widths.count - 1 {
      let isLast = i == widths.count - 2
      layers.append(
        Linear(
          inputs: widths[i], outputs: widths[i + 1], activation: isLast ? output : hidden,
          weight: isLast ? outputInitializer ?? initializer : initializer, name: "\(name).\(i)",
          in: &layout))
    }
    self.layers = layers
  }

  /// The number of features that enter.
  public var inputs: Int { layers[0].weight.rows }
  /// The number of features that leave.
  public var outputs: Int { layers[layers.count - 1].weight.columns }

  /// Applies the layers to `x` [batch × inputs] with their parameters in `θ`.
  /// - Returns: [batch × outputs]
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    var y = x
    for layer in layers { y = layer(y, θ) }
    return y
  }
}
