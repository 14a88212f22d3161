internal import LinearAlgebra

// Products of derivatives with vectors. Each is recorded once; the vector is a variable, so that a replay computes
// the product with another one.
extension Tape {
  /// Records vᵀ J, where J is the derivative of `output` with respect to `source`: the gradient with v as the
  /// output's cotangent.
  ///
  /// - Parameters:
  ///   - output: What is differentiated.
  ///   - v: A variable of the output's shape.
  ///   - source: A trainable leaf, or what is computed from such.
  ///   - differentiable: Whether the product will itself be differentiated.
  /// - Returns: A variable of the source's shape.
  public func vectorJacobianProduct(
    of output: Variable<Element>, along v: Variable<Element>,
    withRespectTo source: Variable<Element>, differentiable: Bool = false
  ) -> Variable<Element> {
    gradient(
      of: output, cotangent: v, withRespectTo: source, differentiable: differentiable)
  }

  /// Records J v, where J is the derivative of `output` with respect to `source`.
  ///
  /// uᵀ J is linear in u, and its gradient with respect to u along v is J v; what is computed of uᵀ J for that
  /// reason alone is left out of replays.
  ///
  /// - Parameters:
  ///   - output: What is differentiated.
  ///   - v: A variable of the source's shape.
  ///   - source: A trainable leaf, or what is computed from such.
  ///   - differentiable: Whether the product will itself be differentiated.
  /// - Returns: A variable of the output's shape.
  public func jacobianVectorProduct(
    of output: Variable<Element>, along v: Variable<Element>,
    withRespectTo source: Variable<Element>, differentiable: Bool = false
  ) -> Variable<Element> {
    checkDirection(v, source)
    let first = nodes.count
    let u = input(rows: output.rows, columns: output.columns, trainable: true)
    let row = gradient(of: output, cotangent: u, withRespectTo: source, differentiable: true)
    let last = nodes.count
    let product = gradient(
      of: row, cotangent: v, withRespectTo: u, differentiable: differentiable)
    dropUnused(first..<last, for: product)
    return product
  }

  /// Records H v, where H is the second derivative of the 1×1 `output` with respect to `source`: the gradient
  /// of vᵀ∇, whose value is not computed.
  ///
  /// - Parameters:
  ///   - output: A 1×1 variable.
  ///   - source: A trainable leaf, or what is computed from such.
  ///   - v: A variable of the source's shape.
  ///   - differentiable: Whether the product will itself be differentiated.
  /// - Returns: A variable of the source's shape.
  public func hessianVectorProduct(
    of output: Variable<Element>, withRespectTo source: Variable<Element>,
    along v: Variable<Element>, differentiable: Bool = false
  ) -> Variable<Element> {
    checkDirection(v, source)
    let first = nodes.count
    let slope = gradient(of: output, withRespectTo: source, differentiable: true)
    let last = nodes.count
    let product = gradient(
      of: slope, cotangent: v, withRespectTo: source, differentiable: differentiable)
    dropUnused(first..<last, for: product)
    return product
  }

  private func checkDirection(_ v: Variable<Element>, _ source: Variable<Element>) {
    precondition(
      v.rows == source.rows && v.columns == source.columns,
      "A direction of \(v.shape) does not fit a source of \(source.shape).")
  }

  /// Turns the nodes of `range` on which neither `result` nor any later node depends into leaves, which no replay
  /// computes. They must have been recorded differentiably, so that none writes into another's memory.
  private func dropUnused(_ range: Range<Int>, for result: Variable<Element>) {
    reverse.prepare(nodes.count, isDifferentiable: false)
    for i in range.upperBound..<nodes.count { markOperands(of: i) }
    reverse.reaches[Int(result.index)] = true
    for i in range.reversed() {
      if reverse.reaches[i] {
        markOperands(of: i)
        continue
      }
      switch nodes[i].operation {
      case .input, .zero, .view: break
      default:
        nodes[i].operation = .input
        nodes[i].requiresGradient = false
      }
    }
  }

  private func markOperands(of i: Int) {
    _ = anyOperand(of: nodes[i].operation) {
      reverse.reaches[Int($0)] = true
      return false
    }
  }
}
