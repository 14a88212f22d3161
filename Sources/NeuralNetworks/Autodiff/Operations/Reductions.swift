internal import CVectorKernels
internal import LinearAlgebra

extension Variable {
  /// The sum of all elements [1 × 1].
  public func sum() -> Variable { tape.record(.sum(index), 1, 1, from: self) }

  /// The mean of all elements [1 × 1].
  public func mean() -> Variable { sum() * (1 / Element(max(count, 1))) }

  /// The sum of each row [rows × 1].
  public func rowSums() -> Variable { tape.record(.rowSums(index), rows, 1, from: self) }

  /// The sum of each column [1 × columns].
  public func columnSums() -> Variable { tape.record(.columnSums(index), 1, columns, from: self) }

  /// The variable repeated to `rows` × `columns`; each dimension is 1 or unchanged.
  public func broadcast(rows: Int, columns: Int) -> Variable {
    precondition(
      (self.rows == rows || self.rows == 1) && (self.columns == columns || self.columns == 1),
      "A variable of \(shape) cannot be repeated to \(rows)×\(columns).")
    if rows == self.rows && columns == self.columns { return self }
    return tape.record(.broadcast(index), rows, columns, from: self)
  }

  /// The sum over the dimensions in which `other` is repeated; what `broadcast` is to gradients.
  func reduced(like other: Variable) -> Variable {
    var result = self
    if other.rows == 1, result.rows != 1, other.columns == 1 { return result.sum() }
    if other.rows == 1, result.rows != 1 { result = result.columnSums() }
    if other.columns == 1, result.columns != 1 { result = result.rowSums() }
    return result
  }

  /// log Σⱼ exp(xⱼ) of each row [rows × 1], without overflow.
  public func logSumExp() -> Variable { tape.record(.logSumExp(index), rows, 1, from: self) }

  /// exp(xⱼ) / Σₖ exp(xₖ) for each row.
  public func softmax() -> Variable { tape.record(.softmax(index), rows, columns, from: self) }

  /// log(softmax) of each row.
  public func logSoftmax() -> Variable { self - logSumExp() }
}

extension Tape {
  func runBroadcast(_ a: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>) {
    let operand = nodes[Int(a)]
    let (rows, columns) = (Int(node.rows), Int(node.columns))
    let source = pointer(a)
    for i in 0..<rows {
      let row = operand.rows == 1 ? source : source + i * Int(operand.columns)
      if operand.columns == 1 {
        (value + i * columns).update(repeating: row.pointee, count: columns)
      } else {
        (value + i * columns).update(from: row, count: columns)
      }
    }
  }

  func pullbackReduction(
    _ operation: Operation, _ y: Variable<Element>, _ g: Variable<Element>
  ) {
    switch operation {
    case .sum(let a), .rowSums(let a), .columnSums(let a):
      let a = variable(a)
      contribute(to: a) { g.broadcast(rows: a.rows, columns: a.columns) }
    case .broadcast(let a):
      let a = variable(a)
      contribute(to: a) { g.reduced(like: a) }
    case .logSumExp(let a):
      let a = variable(a)
      contribute(to: a) { a.softmax() * g }
    case .softmax(let a):
      contribute(to: variable(a)) {
        let weighted = g * y
        return weighted - y * weighted.rowSums()
      }
    case .gather(let a, let columns):
      let a = variable(a)
      contribute(to: a) { g.scatter(variable(columns), count: a.columns) }
    case .scatter(let a, let columns):
      contribute(to: variable(a)) { g.gather(variable(columns)) }
    default: break
    }
  }
}
