internal import LinearAlgebra

// The general pullback of a fused operation: the same function is recorded once more, in operations that have
// pullbacks of their own, and these nodes are walked back at once. So a fused operation needs a kernel for
// first-order gradients only, and still has derivatives of every order.
extension Tape {
  /// Hands the gradient `g` of a fused node to its operands, through the nodes that `plain` records.
  /// - Parameter plain: Records the same value, of the shape of `g`, from the same operands.
  func pullbackUnfolded(_ g: Variable<Element>, _ plain: () -> Variable<Element>) {
    let start = nodes.count
    let mode = recordsDifferentiably
    recordsDifferentiably = true
    let last = Int(plain().index)
    recordsDifferentiably = mode
    precondition(last >= start, "An operation unfolds into nodes of its own.")
    reverse.extend(to: last + 1)
    for i in start...last where nodes[i].requiresGradient {
      reverse.reaches[i] = anyOperand(of: nodes[i].operation) { reverse.reaches[Int($0)] }
    }
    guard reverse.reaches[last] else { return }
    reverse.cotangents[last] = g.index
    walk(from: last, through: start)
  }

  /// The rows of all `parts`, which have the same number of columns, one part under the other.
  func stacked(_ parts: [Variable<Element>]) -> Variable<Element> {
    let columns = parts[0].columns
    let rows = parts.reduce(0) { $0 + $1.rows }
    let memory = arena.allocate(rows * columns)
    let zeros = append(.zero, rows, columns, memory, false, false)
    execute(Int(zeros.index))
    let first = pieces.count
    var (offset, requiresGradient, isFirstOrder) = (0, false, !recordsDifferentiably)
    for part in parts {
      precondition(
        part.columns == columns, "Rows of \(part.columns) and \(columns) columns do not stack.")
      pieces.append((offset, part.index))
      offset += part.count
      requiresGradient = requiresGradient || nodes[Int(part.index)].requiresGradient
      isFirstOrder = isFirstOrder || nodes[Int(part.index)].isFirstOrder
    }
    let result = append(
      .assemble(firstPiece: first, pieces: parts.count), rows, columns, memory,
      requiresGradient && recordsDifferentiably, isFirstOrder)
    execute(Int(result.index))
    return result
  }

  /// Lets a node that `record` has just made depend on a further operand.
  func add(operand: Variable<Element>, to node: Variable<Element>) {
    precondition(operand.tape === self, "The operands are on different tapes.")
    let (i, operand) = (Int(node.index), nodes[Int(operand.index)])
    if recordsDifferentiably && operand.requiresGradient { nodes[i].requiresGradient = true }
    if operand.isFirstOrder { nodes[i].isFirstOrder = true }
  }
}
