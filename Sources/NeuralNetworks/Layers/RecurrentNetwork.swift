public import LinearAlgebra

/// A network with a memory, as offsets and shapes in a parameter vector: a perceptron, a recurrent layer, and a
/// perceptron behind it.
///
/// Its state is one matrix, 0 where an episode begins: h [batch × units], and for a long short-term memory the cell
/// below it [2 · batch × units].
public struct RecurrentNetwork: Sendable, Equatable {
  /// The recurrent layer.
  public enum Cell: String, Sendable, Codable, CaseIterable {
    /// Gated recurrent units.
    case gru
    /// Long short-term memories.
    case lstm

    /// The number of values of a unit's state.
    public var states: Int { self == .gru ? 1 : 2 }
  }

  private enum Layer: Equatable {
    case gru(GRU)
    case lstm(LSTM)
  }

  /// The number of features that enter.
  public let inputs: Int
  /// The recurrent layer's kind.
  public let cell: Cell
  /// The number of its units.
  public let units: Int
  /// The layers before the recurrent one, which may be none.
  public let encoder: [Linear]
  /// The layers behind it, of which the last gives the outputs.
  public let decoder: MLP
  private let layer: Layer

  /// A network of the given widths.
  ///
  /// - Parameters:
  ///   - inputs: The number of features that enter.
  ///   - encoder: The widths of the layers before the recurrent one.
  ///   - cell: The kind of the recurrent layer.
  ///   - units: The number of its units.
  ///   - hidden: The widths of the hidden layers behind it.
  ///   - outputs: The number of features that leave.
  ///   - activation: The activation of encoder and hidden layers.
  ///   - initializer: How the weights of encoder and hidden layers start.
  ///   - outputInitializer: How the last layer's weights start; as the others if left out.
  ///   - name: The prefix of the tensors' names: `name.encoder.<j>`, `name.memory`, `name.<j>`.
  ///   - layout: The parameter vector's layout, to which the layers are appended.
  public init(
    inputs: Int, encoder: [Int] = [], cell: Cell = .lstm, units: Int, hidden: [Int] = [],
    outputs: Int, activation: Activation = .tanh, initializer: Initializer = .glorot,
    outputInitializer: Initializer? = nil, name: String, in layout: inout ParameterLayout
  ) {
    self.inputs = inputs
    self.cell = cell
    self.units = units
    let widths = [inputs] + encoder
    var layers: [Linear] = []
    for (j, width) in encoder.enumerated() {
      layers.append(
        Linear(
          inputs: widths[j], outputs: width, activation: activation, weight: initializer,
          name: "\(name).encoder.\(j)", in: &layout))
    }
    self.encoder = layers
    let features = encoder.last ?? inputs
    layer =
      cell == .gru
      ? .gru(GRU(inputs: features, units: units, name: "\(name).memory", in: &layout))
      : .lstm(LSTM(inputs: features, units: units, name: "\(name).memory", in: &layout))
    decoder = MLP(
      [units] + hidden + [outputs], hidden: activation, initializer: initializer,
      outputInitializer: outputInitializer, name: name, in: &layout)
  }

  /// The number of features that leave.
  public var outputs: Int { decoder.outputs }

  /// The number of rows of the state of a batch.
  public func stateRows(batch: Int) -> Int { cell.states * batch }

  /// Applies the network to sequences with its parameters in `θ`.
  ///
  /// - Parameters:
  ///   - x: The inputs of all steps, a step's batch under the other [steps · batch × inputs].
  ///   - state: The state before the first step [stateRows × units].
  ///   - resets: 1 where an episode begins, so that the state before that step is 0, and 0 elsewhere
  ///     [steps · batch × 1]; an input, if it changes between replays. Nothing is reset if left out.
  ///   - θ: The parameters.
  /// - Returns: The outputs of all steps [steps · batch × outputs], what the last layer saw
  ///   [steps · batch × features], and the state after the last step [stateRows × units].
  public func callAsFunction<E: BLASScalar>(
    _ x: Variable<E>, state: Variable<E>, resets: Variable<E>? = nil, _ θ: Variable<E>
  ) -> (outputs: Variable<E>, features: Variable<E>, state: Variable<E>) {
    var features = x
    for layer in encoder { features = layer(features, θ) }
    let last: Variable<E>
    switch layer {
    case .gru(let gru):
      features = gru(features, state: state, resets: resets, θ)
      last = features.view(
        offset: (features.rows - state.rows) * units, rows: state.rows, columns: units)
    case .lstm(let lstm):
      (features, last) = lstm(features, state: state, resets: resets, θ)
    }
    for layer in decoder.layers.dropLast() { features = layer(features, θ) }
    return (decoder.layers[decoder.layers.count - 1](features, θ), features, last)
  }
}
