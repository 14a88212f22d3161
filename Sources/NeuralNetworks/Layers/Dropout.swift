public import LinearAlgebra

/// Dropout: each element is 0 with probability `rate`, the others are scaled by 1 / (1 − rate), so that the mean
/// stays (N. Srivastava et al., 2014). In evaluation the layer is left out.
///
/// The mask changes between replays, so it is an input: ``mask(for:)`` makes the leaf when the computation is
/// recorded, ``draw(_:using:)`` fills it before each replay.
public struct Dropout: Sendable, Equatable, Codable {
  /// The probability with which an element is dropped.
  public let rate: Double

  /// Dropout of a share `rate` in [0, 1).
  public init(rate: Double) {
    precondition(rate >= 0 && rate < 1, "A dropout rate of \(rate) is not in [0, 1).")
    self.rate = rate
  }

  /// A leaf of the shape of `x` that drops nothing until ``draw(_:using:)`` fills it.
  public func mask<E: BLASScalar>(for x: Variable<E>) -> Variable<E> {
    let mask = x.tape.input(rows: x.rows, columns: x.columns)
    mask.pointer.update(repeating: 1, count: mask.count)
    return mask
  }

  /// Draws which elements are dropped in the next replay.
  public func draw<E: BLASScalar>(_ mask: Variable<E>, using random: inout RandomStream) {
    let (kept, elements) = (E(1 / (1 - rate)), mask.pointer)
    for i in 0..<mask.count { elements[i] = random.bernoulli(rate) ? 0 : kept }
  }

  /// Applies the mask to `x`.
  public func callAsFunction<E: BLASScalar>(
    _ x: Variable<E>, mask: Variable<E>
  ) -> Variable<E> {
    precondition(
      mask.rows == x.rows && mask.columns == x.columns,
      "A mask of \(mask.shape) does not fit a variable of \(x.shape).")
    return x * mask
  }
}
