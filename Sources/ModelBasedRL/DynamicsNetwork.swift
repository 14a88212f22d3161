public import LinearAlgebra
public import NeuralNetworks

/// f_θ(s, a): a perceptron that says what a step brings, in units of the deviations that such steps had so far.
///
/// Its input is [s, a] (``StepCoding``), standardised. Its outputs are the change s′ − s and the reward r, standardised; if it is
/// probabilistic, the logarithm of the variance of each of these; and a logit of the chance that the episode terminates.
public struct DynamicsNetwork: Parameterized, Sendable {
  /// The perceptron.
  public let network: MLP
  /// The number of features of s, and one for r: what is predicted.
  public let predictions: Int
  /// Which tensor lies where in the parameters: `dynamics.<layer>.weight`, `.bias`, and the bounds of the logarithms.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Scalar>
  /// Between what the logarithms of the variances stay, softly [1 × predictions]; both are learned.
  package let bounds: (low: ParameterLayout.Slot, high: ParameterLayout.Slot)?

  /// A network with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - inputs: The number of features of s and a together.
  ///   - predictions: The number of features of s, and one.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - isProbabilistic: Whether variances are predicted.
  ///   - random: Where the initial weights come from.
  public init(
    inputs: Int, predictions: Int, hidden: [Int], activation: Activation, isProbabilistic: Bool,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    let outputs = (isProbabilistic ? 2 : 1) * predictions + 1
    network = MLP(
      [inputs] + hidden + [outputs], hidden: activation, initializer: .fanIn, name: "dynamics",
      in: &layout)
    bounds =
      isProbabilistic
      ? (
        layout.add("logarithm.low", rows: 1, columns: predictions, .constant(-10)),
        layout.add("logarithm.high", rows: 1, columns: predictions, .constant(0.5))
      ) : nil
    self.predictions = predictions
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// Whether variances are predicted.
  public var isProbabilistic: Bool { bounds != nil }

  /// What the network says of a batch, as nodes of a tape.
  package struct Prediction {
    /// The expected change and reward [batch × predictions].
    package let mean: Variable<Scalar>
    /// The logarithm of their variances [batch × predictions].
    package let logVariance: Variable<Scalar>?
    /// The logit of a termination [batch × 1].
    package let logit: Variable<Scalar>
  }

  /// Applies the network to `x` [batch × inputs] with its parameters in `θ`.
  ///
  /// The logarithms are bent into their bounds as K. Chua et al. do ("Deep reinforcement learning in a handful of trials using
  /// probabilistic dynamics models", 2018, appendix A.1), so that they do not run off where there is no data.
  package func callAsFunction(_ x: Variable<Scalar>, _ θ: Variable<Scalar>) -> Prediction {
    let outputs = network(x, θ)
    let logit = outputs.column(outputs.columns - 1)
    let mean = outputs.columns(0..<predictions)
    guard let bounds else { return Prediction(mean: mean, logVariance: nil, logit: logit) }
    let (low, high) = (θ.view(bounds.low), θ.view(bounds.high))
    let below = high - softplus(high - outputs.columns(predictions..<2 * predictions))
    return Prediction(mean: mean, logVariance: low + softplus(below - low), logit: logit)
  }
}

extension Variable {
  /// The tensor of `slot` in a vector of parameters.
  func view(_ slot: ParameterLayout.Slot) -> Variable {
    view(offset: slot.offset, rows: slot.rows, columns: slot.columns)
  }
}
