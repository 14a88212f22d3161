public import LinearAlgebra
public import NeuralNetworks

extension Tape where Element == Scalar {
  /// A leaf that holds a copy of `buffer`'s rows, or of those in `range`.
  public func input(_ buffer: RowBuffer, _ range: Range<Int>? = nil) -> Variable<Scalar> {
    let range = range ?? 0..<buffer.count
    precondition(
      range.lowerBound >= 0 && range.upperBound <= buffer.count,
      "Rows \(range) are not within a buffer of \(buffer.count).")
    let leaf = input(rows: range.count, columns: buffer.columns)
    buffer.elements.withUnsafePointer { leaf.assign($0 + range.lowerBound * buffer.columns) }
    return leaf
  }

  /// A leaf [count × 1] that holds a copy of `vector` as a column.
  public func column(_ vector: Vector<Scalar>) -> Variable<Scalar> {
    let leaf = input(rows: vector.count, columns: 1)
    leaf.assign(vector)
    return leaf
  }
}
