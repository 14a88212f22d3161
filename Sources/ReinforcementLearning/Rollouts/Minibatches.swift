public import LinearAlgebra
public import NeuralNetworks

/// The rows of a batch in a random order, cut into minibatches of one size; the last one holds what is left.
public struct Minibatches: Sendable {
  /// The number of rows of each minibatch but perhaps the last.
  public let size: Int
  private var order: [Int]

  /// `rows` rows in their own order, in minibatches of `size`, or in one if there are not as many rows.
  public init(rows: Int, size: Int) {
    precondition(rows > 0 && size > 0, "\(rows) rows make no minibatches of \(size).")
    self.size = min(size, rows)
    order = Array(0..<rows)
  }

  /// The number of minibatches.
  public var count: Int { (order.count + size - 1) / size }
  /// The number of rows of the last one.
  public var lastSize: Int { order.count - (count - 1) * size }

  /// Brings all rows into a random order that depends on the stream alone, not on the order before.
  public mutating func shuffle(using random: inout RandomStream) {
    for i in order.indices { order[i] = i }
    // As RandomStream.shuffle, whose generic code would allocate.
    for i in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(i, random.integer(below: i + 1))
    }
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
