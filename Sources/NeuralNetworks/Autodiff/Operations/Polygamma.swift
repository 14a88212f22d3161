public import LinearAlgebra

/// log Γ(x) of each element; of use for positive ones, NaN elsewhere. Its derivatives of every order are there.
public func logGamma<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.polygamma(-1) }
/// ψ(x) = d/dx log Γ(x) of each element; of use for positive ones, NaN elsewhere.
public func digamma<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.polygamma(0) }

extension Variable {
  /// The derivative of order `order` + 1 of log Γ; log Γ itself for −1.
  func polygamma(_ order: Int) -> Variable {
    tape.record(.polygamma(index, order: order), rows, columns, from: self)
  }
}

extension Tape {
  func runPolygamma(
    _ a: NodeIndex, _ order: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let x = pointer(a)
    for i in 0..<node.count {
      value[i] = Element(
        order < 0
          ? NeuralNetworks.logGamma(Double(x[i]))
          : NeuralNetworks.polygamma(order, Double(x[i])))
    }
  }

  func pullbackPolygamma(_ a: NodeIndex, _ order: Int, _ g: Variable<Element>) {
    let a = variable(a)
    contribute(to: a) { g * a.polygamma(order + 1) }
  }
}
