internal import CVectorKernels
internal import LinearAlgebra

/// A recurrent cell unrolled over a sequence, as one node: its operands and its place in θ.
struct Recurrence {
  enum Cell {
    case gru, lstm

    /// The number of gates that have a weight.
    var gates: Int { self == .gru ? 3 : 4 }
    /// The number of values that the forward pass keeps for each unit and step: gates, and n's share of the
    /// state or tanh of the cell.
    var kept: Int { gates + 1 }
    /// The number of values of a unit's state: h, and the LSTM's cell.
    var states: Int { self == .gru ? 1 : 2 }
  }

  var cell: Cell
  /// What enters from the inputs, x W [steps · batch × gates · units].
  var inputs: NodeIndex
  /// The state before the first step: h [batch × units], below it the LSTM's cell.
  var state: NodeIndex
  /// The weight of the state before each step [steps · batch × 1], or −1 for 1.
  var keep: NodeIndex
  var parameters: NodeIndex
  /// The offset of U [units × gates · units].
  var weight: Int
  /// The offset of the biases [2 × gates · units]: of the inputs, then of the state.
  var biases: Int
  var batch: Int
  var steps: Int
  var units: Int

  /// The elements of one h of all steps.
  var sequence: Int { steps * batch * units }
  /// The elements of h of one step.
  var slab: Int { batch * units }
  var width: Int { cell.gates * units }

  // Behind the node's value, h and the LSTM's cells of all steps, lies what its gradient needs: the masked
  // states before each step, and what the kernels keep; then scratch for one step's product.
  var previousOffset: Int { cell.states * sequence }
  var previousCellOffset: Int { previousOffset + sequence }
  var keptOffset: Int { previousOffset + cell.states * sequence }
  var productOffset: Int { keptOffset + cell.kept * sequence }
  var memory: Int { productOffset + batch * width }

  // Behind the gradient of the inputs lie the GRU's gradient of h U, what is carried from step to step, in the
  // end the gradient of the first state, and the gradient of the biases.
  var stateGradientOffset: Int { cell.gates * sequence }
  var carryOffset: Int { stateGradientOffset + (cell == .gru ? cell.gates * sequence : 0) }
  var sumsOffset: Int { carryOffset + cell.states * slab }
  var gradientMemory: Int { sumsOffset + 4 * units }
}

extension Tape {
  /// Appends the node of a recurrence; `inputs` is x W without bias.
  func recordRecurrence(
    _ cell: Recurrence.Cell, _ inputs: Variable<Element>, state: Variable<Element>,
    keep: Variable<Element>?, _ parameters: Variable<Element>, weight: Int, biases: Int
  ) -> Variable<Element> {
    let (units, batch) = (state.columns, state.rows / cell.states)
    let width = cell.gates * units
    precondition(
      batch > 0 && units > 0 && state.rows % cell.states == 0 && inputs.columns == width
        && inputs.rows > 0 && inputs.rows % batch == 0,
      "Gates of \(inputs.shape) do not fit a state of \(state.shape).")
    precondition(
      keep == nil || keep?.rows == inputs.rows && keep?.columns == 1,
      "Resets of \(keep?.shape ?? "") do not fit gates of \(inputs.shape).")
    precondition(
      min(weight, biases) >= 0 && weight + units * width <= parameters.count
        && biases + 2 * width <= parameters.count,
      "A cell of \(units) units does not lie within \(parameters.count) parameters.")
    let recurrence = Recurrence(
      cell: cell, inputs: inputs.index, state: state.index, keep: keep?.index ?? -1,
      parameters: parameters.index, weight: weight, biases: biases, batch: batch,
      steps: inputs.rows / batch, units: units)
    recurrences.append(recurrence)
    let node = record(
      .recurrence(recurrences.count - 1), cell.states * inputs.rows, units, from: inputs,
      parameters, at: arena.allocate(recurrence.memory))
    add(operand: state, to: node)
    return node
  }

  func runRecurrence(_ number: Int, _ node: Node, _ h: UnsafeMutablePointer<Element>) {
    let c = recurrences[number]
    let (θ, x, first) = (pointer(c.parameters), pointer(c.inputs), pointer(c.state))
    let (previous, previousCell) = (h + c.previousOffset, h + c.previousCellOffset)
    let (kept, product, cells) = (h + c.keptOffset, h + c.productOffset, h + c.sequence)
    let (inputBias, stateBias) = (θ + c.biases, θ + c.biases + c.width)
    for t in 0..<c.steps {
      let at = t * c.slab
      let keep = c.keep < 0 ? nil : pointer(c.keep) + t * c.batch
      weigh(t == 0 ? first : h + at - c.slab, keep, c, into: previous + at)
      Element.product(
        .none, .none, c.batch, c.width, c.units, previous + at, θ + c.weight, into: product)
      switch c.cell {
      case .gru:
        Element.Kernels.gru(
          h + at, gates: kept + 4 * at, x + 3 * at, product, inputBias: inputBias,
          hiddenBias: stateBias, previous: previous + at, rows: c.batch, width: c.units)
      case .lstm:
        weigh(t == 0 ? first + c.slab : cells + at - c.slab, keep, c, into: previousCell + at)
        Element.Kernels.lstm(
          h + at, cell: cells + at, gates: kept + 5 * at, x + 4 * at, product,
          inputBias: inputBias, hiddenBias: stateBias, previousCell: previousCell + at,
          rows: c.batch, width: c.units)
      }
    }
  }

  /// The state of one step, each row times its weight; in place allowed.
  private func weigh(
    _ state: UnsafeMutablePointer<Element>, _ keep: UnsafeMutablePointer<Element>?,
    _ c: Recurrence, into result: UnsafeMutablePointer<Element>
  ) {
    if let keep {
      Element.Kernels.binary(
        VK_BINARY_multiply, result, state, keep, rows: c.batch, columns: c.units,
        aStrides: (c.units, 1), bStrides: (1, 0))
    } else if result != state {
      result.update(from: state, count: c.slab)
    }
  }

  func pullbackRecurrence(_ number: Int, _ y: Variable<Element>, _ g: Variable<Element>) {
    let c = recurrences[number]
    let (inputs, state, θ) = (variable(c.inputs), variable(c.state), variable(c.parameters))
    var places: (weight: ReverseSweep.Place, biases: ReverseSweep.Place)?
    let reachesParameters = reverse.reaches[Int(θ.index)]
    if !reverse.isDifferentiable && reachesParameters {
      places = self.places(in: θ, (c.weight, c.units * c.width), (c.biases, 2 * c.width))
    }
    if reverse.isDifferentiable || reachesParameters && places == nil {
      pullbackUnfolded(g) { c.cell == .gru ? plainGRU(c) : plainLSTM(c) }
      return
    }
    let dx = record(
      .recurrenceGradient(
        g.index, of: y.index, buffer: places?.weight.buffer ?? -1,
        accumulatesWeight: places?.weight.accumulates ?? false,
        accumulatesBiases: places?.biases.accumulates ?? false), inputs.rows, c.width, from: g, y,
      at: arena.allocate(c.gradientMemory))
    if reverse.reaches[Int(inputs.index)] { contribute(dx, to: Int(inputs.index), isOwned: true) }
    contribute(to: state) {
      record(
        .view(dx.index, offset: c.carryOffset), state.rows, c.units, from: dx,
        at: dx.pointer + c.carryOffset)
    }
  }

  func runRecurrenceGradient(
    _ g: NodeIndex, _ y: NodeIndex, _ buffer: NodeIndex, _ accumulatesWeight: Bool,
    _ accumulatesBiases: Bool, _ node: Node, _ dx: UnsafeMutablePointer<Element>
  ) {
    guard case .recurrence(let number) = nodes[Int(y)].operation else { return }
    let c = recurrences[number]
    let (θ, g, h) = (pointer(c.parameters), pointer(g), pointer(y))
    let (previous, previousCell) = (h + c.previousOffset, h + c.previousCellOffset)
    let kept = h + c.keptOffset
    // The LSTM's gates have the state and the inputs in one sum, so that both have the same gradient.
    let du = c.cell == .gru ? dx + c.stateGradientOffset : dx
    let (carry, sums) = (dx + c.carryOffset, dx + c.sumsOffset)
    let cellCarry = carry + c.slab
    carry.update(repeating: 0, count: c.cell.states * c.slab)
    sums.update(repeating: 0, count: 4 * c.units)
    for t in stride(from: c.steps - 1, through: 0, by: -1) {
      let at = t * c.slab
      switch c.cell {
      case .gru:
        Element.Kernels.gruGradient(
          dx + 3 * at, du + 3 * at, carry: carry, sums: sums, g + at, gates: kept + 4 * at,
          previous: previous + at, rows: c.batch, width: c.units)
      case .lstm:
        Element.Kernels.lstmGradient(
          dx + 4 * at, carry: carry, cellCarry: cellCarry, sums: sums, g + at,
          g + c.sequence + at, gates: kept + 5 * at, previousCell: previousCell + at,
          rows: c.batch, width: c.units)
      }
      Element.product(
        .none, .transposed, c.batch, c.units, c.width, du + c.cell.gates * at, θ + c.weight,
        beta: 1, into: carry)
      if c.keep >= 0 {
        let keep = pointer(c.keep) + t * c.batch
        weigh(carry, keep, c, into: carry)
        if c.cell == .lstm { weigh(cellCarry, keep, c, into: cellCarry) }
      }
    }
    guard buffer >= 0 else { return }
    let dθ = pointer(buffer)
    Element.product(
      .transposed, .none, c.units, c.width, c.steps * c.batch, previous, du,
      beta: accumulatesWeight ? 1 : 0, into: dθ + c.weight)
    let biases = dθ + c.biases
    if !accumulatesBiases { biases.update(repeating: 0, count: 2 * c.width) }
    Element.Kernels.accumulate(biases, sums, c.width)
    let (shared, own) = c.cell == .gru ? (2 * c.units, c.units) : (c.width, 0)
    Element.Kernels.accumulate(biases + c.width, sums, shared)
    Element.Kernels.accumulate(biases + c.width + shared, sums + c.width, own)
  }
}
