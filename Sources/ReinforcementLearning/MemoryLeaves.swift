public import LinearAlgebra
public import NeuralNetworks

/// Leaves for what an ``ActorCriticNetwork`` remembers before the first step of a batch of sequences: one for each of
/// its recurrent layers, and none without a memory.
///
/// Outside of a tape what is remembered of an episode is one row: layer after layer, for a long short-term memory h
/// and then the cell.
public struct MemoryLeaves<Element: BLASScalar> {
  /// The states, as ``NeuralNetworks/RecurrentNetwork`` takes them [states · batch × units].
  public let variables: [Variable<Element>]
  /// The number of sequences.
  public let batch: Int
  private let states: Int
  private let units: Int

  /// Leaves for `batch` sequences of `network`.
  public init(_ network: ActorCriticNetwork<Element>, batch: Int, on tape: Tape<Element>) {
    self.batch = batch
    (states, units) = (network.memory?.cell.states ?? 0, network.memory?.units ?? 0)
    let (rows, columns) = (states * batch, units)
    variables = (0..<network.memoryLayers).map { _ in tape.input(rows: rows, columns: columns) }
  }

  /// Writes all rows of `memory` [batch × memory width] into the leaves.
  public func assign(_ memory: Matrix<Element>) {
    check(memory.columns)
    precondition(
      memory.rows == batch, "\(memory.rows) memories do not fit \(batch) sequences.")
    memory.withUnsafePointer { memory in
      for i in 0..<batch { copy(memory + i * width, into: i) }
    }
  }

  /// Writes the given rows of `memory`, as many as there are sequences, into the leaves.
  public func assign(rows numbers: ArraySlice<Int>, of memory: Matrix<Element>) {
    check(memory.columns)
    precondition(
      numbers.count == batch, "\(numbers.count) memories do not fit \(batch) sequences.")
    memory.withUnsafePointer { pointer in
      var i = 0
      for row in numbers {
        precondition(
          row >= 0 && row < memory.rows, "There is no memory \(row) of \(memory.rows).")
        copy(pointer + row * width, into: i)
        i += 1
      }
    }
  }

  /// Reads states of the leaves' shapes, such as those after the last step, into the rows of `memory`.
  public func read(_ variables: [Variable<Element>], into memory: inout Matrix<Element>) {
    check(memory.columns)
    let (batch, width) = (batch, width)
    memory.withUnsafeMutablePointer { memory in
      for (layer, variable) in variables.enumerated() {
        for state in 0..<states {
          for i in 0..<batch {
            (memory + i * width + (layer * states + state) * units).update(
              from: variable.pointer + (state * batch + i) * units, count: units)
          }
        }
      }
    }
  }

  /// The number of values of a row.
  private var width: Int { variables.count * states * units }

  private func copy(_ row: UnsafePointer<Element>, into i: Int) {
    for layer in 0..<variables.count {
      let leaf = variables[layer].pointer
      for state in 0..<states {
        (leaf + (state * batch + i) * units).update(
          from: row + (layer * states + state) * units, count: units)
      }
    }
  }

  private func check(_ columns: Int) {
    precondition(columns == width, "Memories of \(columns) values do not fit \(width).")
  }
}
