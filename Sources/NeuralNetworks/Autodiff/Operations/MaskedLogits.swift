internal import LinearAlgebra

extension Variable {
  /// Logits with those that are not allowed put at −10¹⁵: each row's softmax is exactly 0 there, and the
  /// gradient with respect to this variable as well. Nothing is infinite, so nothing becomes NaN, whatever
  /// stood in the forbidden places.
  ///
  /// - Parameter allowed: Positive where allowed, 0 elsewhere; of this variable's shape. It may change between
  ///   replays, each of which checks it.
  /// - Precondition: Every row allows something.
  public func masked(_ allowed: Variable) -> Variable {
    precondition(
      allowed.rows == rows && allowed.columns == columns,
      "A mask of \(allowed.shape) does not fit logits of \(shape).")
    return tape.record(
      .maskedLogits(index, allowed: allowed.index), rows, columns, from: self, allowed)
  }
}

extension Tape {
  func runMaskedLogits(
    _ a: NodeIndex, _ allowed: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (rows, columns) = (Int(node.rows), Int(node.columns))
    let (x, mask) = (pointer(a), pointer(allowed))
    for i in 0..<rows {
      var isAnyAllowed = false
      for e in i * columns..<(i + 1) * columns {
        let isAllowed = mask[e] > 0
        isAnyAllowed = isAnyAllowed || isAllowed
        value[e] = isAllowed ? x[e] : -1e15
      }
      precondition(isAnyAllowed, "The mask forbids every choice in row \(i).")
    }
  }

  func pullbackMaskedLogits(_ a: NodeIndex, _ allowed: NodeIndex, _ g: Variable<Element>) {
    contribute(to: variable(a)) { select(variable(allowed).isPositive, g, constant(0)) }
  }
}
