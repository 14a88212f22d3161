public import LinearAlgebra

/// A learnt vector for each of `count` things.
public struct Embedding: Sendable, Equatable {
  /// The vectors [count × features].
  public let table: ParameterLayout.Slot

  /// Appends the tensor `name.weight` to `layout`.
  public init(
    count: Int, features: Int, initializer: Initializer = .orthogonal(gain: 1), name: String,
    in layout: inout ParameterLayout
  ) {
    table = layout.add("\(name).weight", rows: count, columns: features, initializer)
  }

  /// The vectors of the things `numbers` [batch × 1], whole numbers, from the table in `θ`.
  /// - Returns: [batch × features]
  public func callAsFunction<E: BLASScalar>(
    _ numbers: Variable<E>, _ θ: Variable<E>
  ) -> Variable<E> {
    precondition(
      numbers.columns == 1, "Numbers of \(numbers.shape) are not one column.")
    // As a product with rows of zeros and a one, whose weight gradient is fused as any layer's.
    let ones = numbers.tape.constant(1).broadcast(rows: numbers.rows, columns: 1)
    return ones.scatter(numbers, count: table.rows).linear(
      θ, weight: table.offset, bias: nil, outputs: table.columns, activation: .identity)
  }
}
