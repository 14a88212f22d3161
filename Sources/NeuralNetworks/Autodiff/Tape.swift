internal import CVectorKernels
public import LinearAlgebra

/// A flat record of a computation on matrices, for automatic differentiation and for replay.
///
/// Every operation on a ``Variable`` appends one node to its tape and computes it at once. Gradients are
/// nodes too (``gradient(of:cotangent:withRespectTo:differentiable:)``), so they can be differentiated again.
/// A tape is scratch, not state: its memory is reused, nothing on it has to be saved. Recording the same
/// computation after ``reset()`` and replaying it with ``replay()`` both allocate nothing, and give the same
/// bits.
///
/// A tape belongs to one thread at a time.
public final class Tape<Element: BLASScalar> {
  // What runs at each node is not checked for overlapping accesses: nodes are appended while recording alone, and no
  // operation runs while another changes them.
  @exclusivity(unchecked) var nodes: [Node] = []
  @exclusivity(unchecked) var arena = Arena<Element>()
  /// The nodes of `assemble` and `joined…` operations with their offsets.
  var pieces: [(offset: Int, node: NodeIndex)] = []
  /// The sequences of recurrent cells.
  var recurrences: [Recurrence] = []
  /// Whether what is recorded now may be differentiated; not so inside a first-order gradient.
  var recordsDifferentiably = true
  var reverse = ReverseSweep()

  /// An empty tape.
  public init() { nodes.reserveCapacity(64) }

  /// The number of nodes.
  public var count: Int { nodes.count }

  /// Forgets every node and keeps the memory. Variables from before must not be used any more.
  public func reset() {
    nodes.removeAll(keepingCapacity: true)
    pieces.removeAll(keepingCapacity: true)
    recurrences.removeAll(keepingCapacity: true)
    arena.rewind()
  }

  /// Computes every node anew, in the order of recording, from what the leaves hold now.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func replay() { for i in nodes.indices { execute(i) } }

  /// Computes the nodes of `range` anew, numbered in the order of recording; ``count`` before and after a part was
  /// recorded gives its range. What stands before must be up to date: so a part can wait for a leaf that is
  /// written after an earlier part, such as an action that is drawn from a distribution.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func replay(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= nodes.count,
      "The nodes \(range) are not within a tape of \(nodes.count).")
    for i in range { execute(i) }
  }

  // MARK: Leaves

  /// A leaf of `rows` × `columns` whose elements are written with ``Variable/assign(_:)`` before each replay.
  public func input(rows: Int, columns: Int, trainable: Bool = false) -> Variable<Element> {
    let leaf = append(.input, rows, columns, arena.allocate(rows * columns), trainable, false)
    leaf.pointer.update(repeating: 0, count: rows * columns)
    return leaf
  }

  /// A leaf that holds a copy of `matrix`.
  public func input(_ matrix: Matrix<Element>, trainable: Bool = false) -> Variable<Element> {
    let leaf = append(
      .input, matrix.rows, matrix.columns, arena.allocate(matrix.count), trainable, false)
    leaf.assign(matrix)
    return leaf
  }

  /// A leaf [1 × count] that holds a copy of `vector`.
  public func input(_ vector: Vector<Element>, trainable: Bool = false) -> Variable<Element> {
    let leaf = append(.input, 1, vector.count, arena.allocate(vector.count), trainable, false)
    leaf.assign(vector)
    return leaf
  }

  /// A leaf [1 × 1] that holds `value` through all replays.
  public func constant(_ value: Element) -> Variable<Element> {
    let leaf = append(.input, 1, 1, arena.allocate(1), false, false)
    leaf.pointer.pointee = value
    return leaf
  }

  /// A leaf [rows × columns] on memory that stays the caller's: nothing is copied.
  ///
  /// The memory must hold still and live until the tape is reset, or until ``bind(_:to:)`` names other memory;
  /// parameters are lent to a tape in this way, for the length of one update.
  public func borrow(
    _ pointer: UnsafePointer<Element>, rows: Int, columns: Int, trainable: Bool = false
  ) -> Variable<Element> {
    append(.input, rows, columns, UnsafeMutablePointer(mutating: pointer), trainable, false)
  }

  /// Lets `leaf`, which was made by ``borrow(_:rows:columns:trainable:)``, read from `pointer` from now on.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func bind(_ leaf: Variable<Element>, to pointer: UnsafePointer<Element>) {
    guard case .input = nodes[Int(leaf.index)].operation else {
      preconditionFailure("Only a leaf can be bound to other memory.")
    }
    nodes[Int(leaf.index)].value = UnsafeMutableRawPointer(mutating: pointer)
  }

  // MARK: Recording

  /// Appends a node and computes it; its flags follow from those of its operands.
  func record(
    _ operation: Operation, _ rows: Int, _ columns: Int, from a: Variable<Element>,
    _ b: Variable<Element>? = nil, _ c: Variable<Element>? = nil,
    at value: UnsafeMutablePointer<Element>? = nil
  ) -> Variable<Element> {
    var requiresGradient = false
    var isFirstOrder = !recordsDifferentiably
    func include(_ operand: Variable<Element>) {
      precondition(operand.tape === self, "The operands are on different tapes.")
      requiresGradient = requiresGradient || nodes[Int(operand.index)].requiresGradient
      isFirstOrder = isFirstOrder || nodes[Int(operand.index)].isFirstOrder
    }
    include(a)
    if let b { include(b) }
    if let c { include(c) }
    let node = append(
      operation, rows, columns, value ?? arena.allocate(rows * columns),
      recordsDifferentiably && requiresGradient, isFirstOrder)
    execute(Int(node.index))
    return node
  }

  func append(
    _ operation: Operation, _ rows: Int, _ columns: Int, _ value: UnsafeMutablePointer<Element>,
    _ requiresGradient: Bool, _ isFirstOrder: Bool
  ) -> Variable<Element> {
    nodes.append(
      Node(
        operation: operation, rows: Int32(rows), columns: Int32(columns),
        value: UnsafeMutableRawPointer(value), requiresGradient: requiresGradient,
        isFirstOrder: isFirstOrder))
    return Variable(tape: self, index: NodeIndex(nodes.count - 1))
  }

  /// The variable of the node at `index`.
  func variable(_ index: NodeIndex) -> Variable<Element> { Variable(tape: self, index: index) }

  /// Where the value of the node at `index` lies.
  @inline(__always)
  func pointer(_ index: NodeIndex) -> UnsafeMutablePointer<Element> {
    nodes[Int(index)].value.assumingMemoryBound(to: Element.self)
  }

  /// Computes the node at `index` from its operands.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func execute(_ index: Int) {
    let node = nodes[index]
    let value = node.value.assumingMemoryBound(to: Element.self)
    switch node.operation {
    case .input: break
    case .view(let a, let offset):
      nodes[index].value = UnsafeMutableRawPointer(pointer(a) + offset)
    case .unary(let function, let a):
      Element.Kernels.unary(function, value, pointer(a), node.count)
    case .binary(let function, let a, let b): runBinary(function, a, b, node, value)
    case .affine(let a, let scale, let shift):
      Element.Kernels.affine(
        value, pointer(a), scale: Element(scale), shift: Element(shift), node.count)
    case .clamp(let a, let low, let high):
      Element.Kernels.clamp(
        value, pointer(a), low: Element(low), high: Element(high), node.count)
    case .polygamma(let a, let order): runPolygamma(a, order, node, value)
    case .maskedLogits(let a, let allowed): runMaskedLogits(a, allowed, node, value)
    case .sum(let a): value.pointee = Element.Kernels.sum(pointer(a), nodes[Int(a)].count)
    case .rowSums(let a):
      Element.Kernels.rowSums(
        value, pointer(a), rows: Int(node.rows), columns: Int(nodes[Int(a)].columns))
    case .columnSums(let a):
      Element.Kernels.columnSums(
        value, pointer(a), rows: Int(nodes[Int(a)].rows), columns: Int(node.columns))
    case .broadcast(let a): runBroadcast(a, node, value)
    case .product(let a, let b, let transposedA, let transposedB):
      runProduct(a, b, transposedA, transposedB, node, value)
    case .transpose(let a): runTranspose(a, node, value)
    case .linear(let x, let parameters, let weight, let bias, let activation):
      runLinear(x, parameters, weight, bias, activation, node, value)
    case .logSumExp(let a):
      Element.Kernels.logSumExp(
        value, pointer(a), rows: Int(node.rows), columns: Int(nodes[Int(a)].columns))
    case .softmax(let a):
      Element.Kernels.softmax(
        value, pointer(a), rows: Int(node.rows), columns: Int(node.columns))
    case .gather(let a, let columns): runGather(a, columns, node, value)
    case .scatter(let a, let columns): runScatter(a, columns, node, value)
    // Rearrangements, choices and running sums.
    case .slice(let a, let row, let column): runSlice(a, row, column, node, value)
    case .padding(let a, let row, let column): runPadding(a, row, column, node, value)
    case .joinedRows(let first, let count): runJoinedRows(first, count, node, value)
    case .joinedColumns(let first, let count): runJoinedColumns(first, count, node, value)
    case .gatherRows(let a, let rows): runGatherRows(a, rows, node, value)
    case .scatterRows(let a, let rows): runScatterRows(a, rows, node, value)
    case .extremeColumn(let a, let isMaximum): runExtremeColumn(a, isMaximum, node, value)
    case .select(let mask, let a, let b): runSelect(mask, a, b, node, value)
    case .cumulativeSum(let a, let alongRows, let isReversed):
      runCumulativeSum(a, alongRows, isReversed, node, value)
    case .batchedProduct(let a, let b, let batch, let transposedA, let transposedB):
      runBatchedProduct(a, b, batch, transposedA, transposedB, node, value)
    case .power(let a, let exponent):
      Element.Kernels.power(value, pointer(a), Element(exponent), node.count)
    case .assemble(let first, let count): runAssemble(first, count, node, value)
    case .zero: value.update(repeating: 0, count: node.count)
    case .accumulate(let a, _): Element.Kernels.accumulate(value, pointer(a), node.count)
    case .activationGradient(
      let gradient, let output, let bias, let offset, let accumulate, let activation):
      Element.Kernels.activationGradient(
        value, bias < 0 ? nil : pointer(bias) + offset, pointer(gradient), pointer(output),
        rows: Int(node.rows), columns: Int(node.columns), activation, accumulate: accumulate)
    case .weightGradient(let x, let gradient, let accumulate):
      Element.product(
        .transposed, .none, Int(node.rows), Int(node.columns), Int(nodes[Int(x)].rows), pointer(x),
        pointer(gradient), beta: accumulate ? 1 : 0, into: value)
    // Images and normalisation.
    case .window(let function, let a, let window): runWindow(function, a, window, node, value)
    case .layerNorm(let norm): runLayerNorm(norm, node, value)
    case .layerNormGradient(let g, let y, let buffer, let accumulatesGain, let accumulatesBias):
      runLayerNormGradient(g, y, buffer, accumulatesGain, accumulatesBias, node, value)
    // Recurrent cells.
    case .recurrence(let number): runRecurrence(number, node, value)
    case .recurrenceGradient(let g, let y, let buffer, let accumulatesWeight, let accumulatesBiases):
      runRecurrenceGradient(g, y, buffer, accumulatesWeight, accumulatesBiases, node, value)
    case .activationCurvature(let a, let b, let output, let activation):
      Element.Kernels.activationCurvature(
        value, pointer(a), pointer(b), pointer(output), node.count, activation)
    case .accumulateProduct(let a, let b, let transposedA, let transposedB, _):
      runProduct(a, b, transposedA, transposedB, beta: 1, node, value)
    }
  }
}
