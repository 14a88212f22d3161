public import LinearAlgebra

/// A convolution y = f(x ∗ W + b) of images that are rows: the product of their patches and the filters.
public struct Conv2D: Sendable, Equatable {
  /// The shape of the images that enter.
  public let input: ImageShape
  /// The shape of the images that leave, with the filters as channels.
  public let output: ImageShape
  /// The window that slides over the images.
  public let window: Window
  /// W [window height · window width · input channels × filters].
  public let weight: ParameterLayout.Slot
  /// b [1 × filters].
  public let bias: ParameterLayout.Slot
  /// f.
  public let activation: Activation

  /// Appends the layer's tensors `name.weight` and `name.bias` to `layout`; biases that are left out start as suits the
  /// weights (``Initializer/biases(inputs:)``).
  public init(
    _ input: ImageShape, filters: Int, _ window: Window, activation: Activation = .relu,
    weight: Initializer = .glorot, bias: Initializer? = nil, name: String,
    in layout: inout ParameterLayout
  ) {
    self.input = input
    self.output = window.positions(over: input, channels: filters)
    self.window = window
    self.activation = activation
    self.weight = layout.add(
      "\(name).weight", rows: window.count * input.channels, columns: filters, weight)
    self.bias = layout.add(
      "\(name).bias", rows: 1, columns: filters,
      bias ?? weight.biases(inputs: window.count * input.channels))
  }

  /// Applies the layer to `x` [batch × input elements] with its parameters in `θ`.
  /// - Returns: [batch × output elements]; as a row is an image, nothing has to be flattened.
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    precondition(
      x.columns == input.count,
      "The layer \(weight.name) takes images of \(input.text), not rows of \(x.columns) elements.")
    return x.patches(window, over: input)
      .linear(
        θ, weight: weight.offset, bias: bias.offset, outputs: weight.columns, activation: activation
      )
      .view(offset: 0, rows: x.rows, columns: output.count)
  }
}

/// A transposed convolution: every pixel of the input puts its weighted filters into the output, where they
/// overlap by sums; it turns the shapes of a ``Conv2D`` with the same window back.
public struct ConvTranspose2D: Sendable, Equatable {
  /// The shape of the images that enter.
  public let input: ImageShape
  /// The shape of the images that leave, with the filters as channels.
  public let output: ImageShape
  /// The window that slides over the output.
  public let window: Window
  /// W [input channels × window height · window width · filters].
  public let weight: ParameterLayout.Slot
  /// b [1 × filters].
  public let bias: ParameterLayout.Slot
  /// f.
  public let activation: Activation

  /// Appends the layer's tensors `name.weight` and `name.bias` to `layout`.
  public init(
    _ input: ImageShape, filters: Int, _ window: Window, activation: Activation = .relu,
    weight: Initializer = .glorot, bias: Initializer = .constant(0), name: String,
    in layout: inout ParameterLayout
  ) {
    self.input = input
    self.output = window.covered(by: input, channels: filters)
    self.window = window
    self.activation = activation
    self.weight = layout.add(
      "\(name).weight", rows: input.channels, columns: window.count * filters, weight)
    self.bias = layout.add("\(name).bias", rows: 1, columns: filters, bias)
  }

  /// Applies the layer to `x` [batch × input elements] with its parameters in `θ`.
  /// - Returns: [batch × output elements]
  public func callAsFunction<E: BLASScalar>(_ x: Variable<E>, _ θ: Variable<E>) -> Variable<E> {
    precondition(
      x.columns == input.count,
      "The layer \(weight.name) takes images of \(input.text), not rows of \(x.columns) elements.")
    let pixels = output.height * output.width
    let images = x.view(
      offset: 0, rows: x.rows * input.height * input.width, columns: input.channels
    )
    .linear(
      θ, weight: weight.offset, bias: nil, outputs: weight.columns, activation: .identity
    )
    .unpatches(window, over: output)
    let sum =
      images.view(offset: 0, rows: x.rows * pixels, columns: output.channels)
      + θ.view(offset: bias.offset, rows: 1, columns: output.channels)
    return sum.activated(by: activation).view(offset: 0, rows: x.rows, columns: output.count)
  }
}

extension Variable {
  /// f of each element.
  public func activated(by activation: Activation) -> Variable {
    switch activation {
    case .identity: self
    case .relu: relu(self)
    case .tanh: tanh(self)
    case .sigmoid: sigmoid(self)
    case .elu: elu(self)
    case .softplus: softplus(self)
    case .swish: swish(self)
    case .gelu: gelu(self)
    }
  }
}
