internal import LinearAlgebra

// Products of several pairs of matrices, which lie below each other in two variables.
extension Variable {
  /// The matrix products op(Aᵢ) op(Bᵢ) below each other [batch·m × n], where A₁, A₂, … are the `batch` parts of
  /// this variable, of equally many rows, and B₁, B₂, … those of `other`; each is transposed if asked for.
  public func times(
    _ other: Variable, batch: Int, transposed: Bool = false, otherTransposed: Bool = false
  ) -> Variable {
    precondition(
      batch > 0 && rows % batch == 0 && other.rows % batch == 0,
      "Variables of \(shape) and \(other.shape) are not \(batch) matrices each.")
    let (mine, others) = (rows / batch, other.rows / batch)
    let (m, k) = transposed ? (columns, mine) : (mine, columns)
    let (l, n) = otherTransposed ? (other.columns, others) : (others, other.columns)
    precondition(
      k == l,
      "The product of \(mine)×\(columns)\(transposed ? "ᵀ" : "") and \(others)×\(other.columns)\(otherTransposed ? "ᵀ" : "") does not exist."
    )
    return tape.record(
      .batchedProduct(
        index, other.index, batch: batch, transposedA: transposed, transposedB: otherTransposed),
      batch * m, n, from: self, other)
  }
}

extension Tape {
  func runBatchedProduct(
    _ a: NodeIndex, _ b: NodeIndex, _ batch: Int, _ transposedA: Bool, _ transposedB: Bool,
    _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (first, second) = (nodes[Int(a)], nodes[Int(b)])
    let inner = transposedA ? Int(first.rows) / batch : Int(first.columns)
    let (m, n) = (Int(node.rows) / batch, Int(node.columns))
    for i in 0..<batch {
      Element.product(
        transposedA ? .transposed : .none, transposedB ? .transposed : .none, m, n, inner,
        pointer(a) + i * (first.count / batch), pointer(b) + i * (second.count / batch),
        into: value + i * m * n)
    }
  }

  func pullbackBatchedProduct(
    _ a: NodeIndex, _ b: NodeIndex, _ batch: Int, _ transposedA: Bool, _ transposedB: Bool,
    _ g: Variable<Element>
  ) {
    let (a, b) = (variable(a), variable(b))
    contribute(to: a) {
      transposedA
        ? b.times(g, batch: batch, transposed: transposedB, otherTransposed: true)
        : g.times(b, batch: batch, otherTransposed: !transposedB)
    }
    contribute(to: b) {
      transposedB
        ? g.times(a, batch: batch, transposed: true, otherTransposed: transposedA)
        : a.times(g, batch: batch, transposed: !transposedA)
    }
  }
}
