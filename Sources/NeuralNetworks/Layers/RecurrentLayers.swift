public import LinearAlgebra

/// The tensors of a recurrent layer: PyTorch's of the same names, weights transposed.
public struct RecurrentTensors: Sendable, Equatable {
  /// W [inputs × gates · units], PyTorch's `weight_ih_l0` transposed.
  public let inputWeight: ParameterLayout.Slot
  /// U [units × gates · units], PyTorch's `weight_hh_l0` transposed.
  public let stateWeight: ParameterLayout.Slot
  /// The bias beside x W [1 × gates · units], `bias_ih_l0`.
  public let inputBias: ParameterLayout.Slot
  /// The bias beside h U [1 × gates · units], `bias_hh_l0`; it follows `inputBias` in θ.
  public let stateBias: ParameterLayout.Slot

  /// Weights and biases start uniformly over ±1/√units, as PyTorch's, if `initializer` is nil; otherwise the weights by it, and
  /// the biases at 0.
  init(
    _ gates: Int, inputs: Int, units: Int, _ initializer: Initializer?, _ name: String,
    _ layout: inout ParameterLayout
  ) {
    precondition(
      inputs > 0 && units > 0, "A recurrent layer of \(inputs) → \(units) has no elements.")
    let width = gates * units
    let start = initializer ?? .uniform(bound: 1 / Double(units).squareRoot())
    let bias = initializer == nil ? start : .constant(0)
    inputWeight = layout.add("\(name).weight_ih", rows: inputs, columns: width, start)
    stateWeight = layout.add("\(name).weight_hh", rows: units, columns: width, start)
    inputBias = layout.add("\(name).bias_ih", rows: 1, columns: width, bias)
    stateBias = layout.add("\(name).bias_hh", rows: 1, columns: width, bias)
  }

  /// x W of the whole sequence, and what of the state remains at each step.
  func prepare<E: BLASScalar>(
    _ x: Variable<E>, _ resets: Variable<E>?, _ θ: Variable<E>
  ) -> (inputs: Variable<E>, keep: Variable<E>?) {
    precondition(
      x.columns == inputWeight.rows,
      "The layer \(inputWeight.name) takes \(inputWeight.rows) features, not \(x.columns).")
    precondition(
      resets == nil || resets?.rows == x.rows && resets?.columns == 1,
      "Resets of \(resets?.shape ?? "") do not fit inputs of \(x.shape).")
    let inputs = x.linear(
      θ, weight: inputWeight.offset, bias: nil, outputs: inputWeight.columns, activation: .identity)
    return (inputs, resets.map { 1 - $0 })
  }
}

/// A layer of gated recurrent units over sequences; see ``Variable/gru(state:keep:_:weight:biases:)``.
public struct GRU: Sendable, Equatable {
  /// Where the parameters lie, gates in the order r, z, n.
  public let tensors: RecurrentTensors
  /// The number of units, the width of the state and of the output.
  public let units: Int

  /// Appends `name.weight_ih`, `name.weight_hh`, `name.bias_ih` and `name.bias_hh` to `layout`; they start uniformly over
  /// ±1/√units, as PyTorch's, or the weights by `initializer` and the biases at 0.
  public init(
    inputs: Int, units: Int, initializer: Initializer? = nil, name: String,
    in layout: inout ParameterLayout
  ) {
    tensors = RecurrentTensors(3, inputs: inputs, units: units, initializer, name, &layout)
    self.units = units
  }

  /// Applies the layer to a sequence with its parameters in `θ`.
  ///
  /// - Parameters:
  ///   - x: The inputs of all steps, a step's batch under the other [steps · batch × inputs].
  ///   - state: The state before the first step [batch × units].
  ///   - resets: 1 where an episode begins, so that the state before that step is 0, and 0 elsewhere
  ///     [steps · batch × 1]; an input, if it changes between replays. Nothing is reset if left out.
  ///   - θ: The parameters.
  /// - Returns: The states after all steps [steps · batch × units].
  public func callAsFunction<E: BLASScalar>(
    _ x: Variable<E>, state: Variable<E>, resets: Variable<E>? = nil, _ θ: Variable<E>
  ) -> Variable<E> {
    precondition(
      state.columns == units, "A state of \(state.shape) does not fit \(units) units.")
    let (inputs, keep) = tensors.prepare(x, resets, θ)
    return inputs.gru(
      state: state, keep: keep, θ, weight: tensors.stateWeight.offset,
      biases: tensors.inputBias.offset)
  }
}

/// A layer of long short-term memories over sequences; see ``Variable/lstm(state:keep:_:weight:biases:)``.
public struct LSTM: Sendable, Equatable {
  /// Where the parameters lie, gates in the order i, f, g, o.
  public let tensors: RecurrentTensors
  /// The number of units, the width of h and of the cell.
  public let units: Int

  /// Appends `name.weight_ih`, `name.weight_hh`, `name.bias_ih` and `name.bias_hh` to `layout`; they start uniformly over
  /// ±1/√units, as PyTorch's, or the weights by `initializer` and the biases at 0.
  public init(
    inputs: Int, units: Int, initializer: Initializer? = nil, name: String,
    in layout: inout ParameterLayout
  ) {
    tensors = RecurrentTensors(4, inputs: inputs, units: units, initializer, name, &layout)
    self.units = units
  }

  /// Applies the layer to a sequence with its parameters in `θ`.
  ///
  /// - Parameters:
  ///   - x: The inputs of all steps, a step's batch under the other [steps · batch × inputs].
  ///   - state: h before the first step, below it the cell [2 · batch × units].
  ///   - resets: 1 where an episode begins, so that the state before that step is 0, and 0 elsewhere
  ///     [steps · batch × 1]; an input, if it changes between replays. Nothing is reset if left out.
  ///   - θ: The parameters.
  /// - Returns: h after all steps [steps · batch × units], and the state after the last, as `state`.
  public func callAsFunction<E: BLASScalar>(
    _ x: Variable<E>, state: Variable<E>, resets: Variable<E>? = nil, _ θ: Variable<E>
  ) -> (outputs: Variable<E>, state: Variable<E>) {
    precondition(
      state.columns == units, "A state of \(state.shape) does not fit \(units) units.")
    let (inputs, keep) = tensors.prepare(x, resets, θ)
    let all = inputs.lstm(
      state: state, keep: keep, θ, weight: tensors.stateWeight.offset,
      biases: tensors.inputBias.offset)
    let batch = state.rows / 2
    func last(_ part: Int) -> Variable<E> {
      all.view(offset: ((part + 1) * x.rows - batch) * units, rows: batch, columns: units)
    }
    return (
      all.view(offset: 0, rows: x.rows, columns: units), x.tape.stacked([last(0), last(1)])
    )
  }
}
