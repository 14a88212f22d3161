internal import LinearAlgebra

// The recurrent cells: builders, and the same computation step by step in operations of one idea each, from
// which derivatives of every order come.

extension Variable {
  /// A gated recurrent unit over a sequence (K. Cho et al., 2014), from x W [steps · batch × 3 · units].
  ///
  /// With the gates r, z, n side by side, in every row
  /// r = σ(x W_r + b_r + h U_r + c_r), z = σ(x W_z + b_z + h U_z + c_z), n = tanh(x W_n + b_n + r ⊙ (h U_n + c_n)),
  /// h′ = (1 − z) ⊙ n + z ⊙ h.
  ///
  /// - Parameters:
  ///   - state: h before the first step [batch × units].
  ///   - keep: The weight of h before each step [steps · batch × 1], 0 where an episode begins; 1 if left out.
  ///     No gradient flows into it.
  ///   - parameters: The vector θ.
  ///   - weight: The offset in θ of U [units × 3 · units].
  ///   - biases: The offset in θ of b, followed by c [2 × 3 · units].
  /// - Returns: h after each step [steps · batch × units].
  public func gru(
    state: Variable, keep: Variable? = nil, _ parameters: Variable, weight: Int, biases: Int
  ) -> Variable {
    tape.recordRecurrence(
      .gru, self, state: state, keep: keep, parameters, weight: weight, biases: biases)
  }

  /// A long short-term memory over a sequence (S. Hochreiter and J. Schmidhuber, 1997; F. Gers et al., 2000),
  /// from x W [steps · batch × 4 · units].
  ///
  /// With the gates i, f, g, o side by side, each from x W + b + h U + c by σ, g by tanh:
  /// cell′ = f ⊙ cell + i ⊙ g, h′ = o ⊙ tanh(cell′).
  ///
  /// - Parameters:
  ///   - state: h before the first step, below it the cell [2 · batch × units].
  ///   - keep: The weight of h and the cell before each step [steps · batch × 1], 0 where an episode begins; 1
  ///     if left out. No gradient flows into it.
  ///   - parameters: The vector θ.
  ///   - weight: The offset in θ of U [units × 4 · units].
  ///   - biases: The offset in θ of b, followed by c [2 × 4 · units].
  /// - Returns: h after each step, below it the cell after each step [2 · steps · batch × units].
  public func lstm(
    state: Variable, keep: Variable? = nil, _ parameters: Variable, weight: Int, biases: Int
  ) -> Variable {
    tape.recordRecurrence(
      .lstm, self, state: state, keep: keep, parameters, weight: weight, biases: biases)
  }
}

/// The gates of one step, and the numbers of each gate's columns.
private struct PlainStep<Element: BLASScalar> {
  let tape: Tape<Element>
  let c: Recurrence
  let columns: [Variable<Element>]

  init(_ tape: Tape<Element>, _ c: Recurrence) {
    self.tape = tape
    self.c = c
    columns = (0..<c.cell.gates).map { gate in
      tape.input(
        Matrix(rows: c.batch, columns: c.units) { _, unit in Element(gate * c.units + unit) })
    }
  }

  /// x W + b of step t.
  func inputs(_ t: Int) -> Variable<Element> {
    tape.variable(c.inputs).view(offset: t * c.batch * c.width, rows: c.batch, columns: c.width)
      + tape.variable(c.parameters).view(offset: c.biases, rows: 1, columns: c.width)
  }

  /// h U + c.
  func product(_ h: Variable<Element>) -> Variable<Element> {
    h.linear(
      tape.variable(c.parameters), weight: c.weight, bias: c.biases + c.width, outputs: c.width,
      activation: .identity)
  }

  /// Part `number` of the state before the first step.
  func first(_ number: Int) -> Variable<Element> {
    tape.variable(c.state).view(offset: number * c.slab, rows: c.batch, columns: c.units)
  }

  /// The state before step t, of which `state` has remained.
  func kept(_ state: Variable<Element>, _ t: Int) -> Variable<Element> {
    guard c.keep >= 0 else { return state }
    return state
      * tape.variable(c.keep).view(offset: t * c.batch, rows: c.batch, columns: 1).stopGradient()
  }
}

extension Tape {
  func plainGRU(_ c: Recurrence) -> Variable<Element> {
    let step = PlainStep(self, c)
    var h = step.first(0)
    var states: [Variable<Element>] = []
    for t in 0..<c.steps {
      h = step.kept(h, t)
      let (x, u) = (step.inputs(t), step.product(h))
      let gate = { (number: Int) in sigmoid((x + u).gather(step.columns[number])) }
      let (r, z) = (gate(0), gate(1))
      let n = tanh(x.gather(step.columns[2]) + r * u.gather(step.columns[2]))
      h = (1 - z) * n + z * h
      states.append(h)
    }
    return stacked(states)
  }

  func plainLSTM(_ c: Recurrence) -> Variable<Element> {
    let step = PlainStep(self, c)
    var (h, cell) = (step.first(0), step.first(1))
    var (states, cells): ([Variable<Element>], [Variable<Element>]) = ([], [])
    for t in 0..<c.steps {
      let sum = step.inputs(t) + step.product(step.kept(h, t))
      let gate = { (number: Int) in sum.gather(step.columns[number]) }
      cell = sigmoid(gate(1)) * step.kept(cell, t) + sigmoid(gate(0)) * tanh(gate(2))
      h = sigmoid(gate(3)) * tanh(cell)
      states.append(h)
      cells.append(cell)
    }
    return stacked(states + cells)
  }
}
