public import LinearAlgebra
public import NeuralNetworks

/// The rows of a batch in a random order, cut into minibatches of one size; the last one holds what is left.
///
/// Rows may be drawn in sequences of L that stay together: a minibatch then holds the first rows of its sequences, under
/// them the second ones, and so on, as recurrent layers take them.
public struct Minibatches: Sendable {
  /// The number of rows of each minibatch but perhaps the last.
  public let size: Int
  /// L, the number of rows of a sequence.
  public let sequenceLength: Int
  private var order: [Int]
  /// The numbers of the sequences in the order of the minibatches.
  private var sequences: [Int]

  /// `rows` rows in their own order, in minibatches of `size`, or in one if there are not as many rows.
  ///
  /// With sequences of L rows, both numbers are multiples of L.
  public init(rows: Int, size: Int, sequenceLength: Int = 1) {
    precondition(rows > 0 && size > 0, "\(rows) rows make no minibatches of \(size).")
    precondition(
      sequenceLength > 0 && rows % sequenceLength == 0 && min(size, rows) % sequenceLength == 0,
      "\(rows) rows make no minibatches of \(size) in sequences of \(sequenceLength).")
    self.size = min(size, rows)
    self.sequenceLength = sequenceLength
    order = Array(repeating: 0, count: rows)
    sequences = Array(0..<rows / sequenceLength)
    arrange()
  }

  /// The number of minibatches.
  public var count: Int { (order.count + size - 1) / size }
  /// The number of rows of the last one.
  public var lastSize: Int { order.count - (count - 1) * size }

  /// Brings all rows into a random order that depends on the stream alone, not on the order before.
  public mutating func shuffle(using random: inout RandomStream) {
    for i in sequences.indices { sequences[i] = i }
    // As RandomStream.shuffle, whose generic code would allocate.
    for i in stride(from: sequences.count - 1, to: 0, by: -1) {
      sequences.swapAt(i, random.integer(below: i + 1))
    }
    arrange()
  }

  /// Lays the rows out by the order of the sequences.
  private mutating func arrange() {
    for k in 0..<count {
      let numbers = sequences(k)
      var i = k * size
      for t in 0..<sequenceLength {
        for number in numbers {
          order[i] = number * sequenceLength + t
          i += 1
        }
      }
    }
  }

  /// The numbers of the sequences of minibatch `k`.
  public func sequences(_ k: Int) -> ArraySlice<Int> {
    let width = size / sequenceLength
    return sequences[k * width..<min((k + 1) * width, sequences.count)]
  }

  /// The rows of minibatch `k`.
  public subscript(k: Int) -> ArraySlice<Int> { order[k * size..<min((k + 1) * size, order.count)] }
}

extension Variable {
  /// Writes the given rows of `matrix` into a leaf, one after another, for the next replay.
  /// - Precondition: As many rows as the leaf has, of its width.
  public func assign(rows numbers: ArraySlice<Int>, of matrix: Matrix<Element>) {
    precondition(
      matrix.columns == columns,
      "Rows of \(matrix.columns) do not fit a leaf of \(columns) columns.")
    matrix.withUnsafePointer { assign(rows: numbers, $0, count: matrix.rows) }
  }

  /// Writes the given elements of `vector` into a leaf [n × 1], for the next replay.
  /// - Precondition: As many elements as the leaf has rows.
  public func assign(rows numbers: ArraySlice<Int>, of vector: Vector<Element>) {
    precondition(columns == 1, "Elements of a vector do not fit a leaf of \(columns) columns.")
    vector.withUnsafePointer { assign(rows: numbers, $0, count: vector.count) }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func assign(rows numbers: ArraySlice<Int>, _ source: UnsafePointer<Element>, count: Int) {
    precondition(
      numbers.count == rows, "\(numbers.count) rows do not fit a leaf of \(rows) rows.")
    let (output, width) = (pointer, columns)
    var i = 0
    for row in numbers {
      precondition(row >= 0 && row < count, "There is no row \(row) of \(count).")
      (output + i * width).update(from: source + row * width, count: width)
      i += 1
    }
  }
}
