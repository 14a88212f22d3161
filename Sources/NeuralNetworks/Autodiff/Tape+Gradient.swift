internal import CVectorKernels
internal import LinearAlgebra

extension Tape {
  /// Records the gradient of Σ cotangent ⊙ output with respect to each of `sources`.
  ///
  /// - Parameters:
  ///   - output: What is differentiated.
  ///   - cotangent: Weights of the output's elements, of its shape; 1 for a 1×1 output if left out.
  ///   - sources: Variables of this tape; leaves that are trainable, or what is computed from such.
  ///   - differentiable: Whether the gradient will itself be differentiated (Hessian–vector products, an inner
  ///     step of meta-learning, gradient penalties). If not, fused kernels are used.
  /// - Returns: The gradients in the order of `sources`, each of its source's shape; zeros where the output
  ///   does not depend on it.
  public func gradient(
    of output: Variable<Element>, cotangent: Variable<Element>? = nil,
    withRespectTo sources: [Variable<Element>], differentiable: Bool = false
  ) -> [Variable<Element>] {
    prepare(output, differentiable)
    for source in sources { add(source) }
    sweep(from: output, cotangent)
    return sources.map { result(for: $0) }
  }

  /// Records the gradient with respect to one source; see
  /// ``gradient(of:cotangent:withRespectTo:differentiable:)-([Variable])``. Allocates nothing in steady state.
  public func gradient(
    of output: Variable<Element>, cotangent: Variable<Element>? = nil,
    withRespectTo source: Variable<Element>, differentiable: Bool = false
  ) -> Variable<Element> {
    prepare(output, differentiable)
    add(source)
    sweep(from: output, cotangent)
    return result(for: source)
  }

  /// Records the gradients with respect to two sources in one pass, such as a policy's and a value function's
  /// parameters. Allocates nothing in steady state.
  public func gradient(
    of output: Variable<Element>, cotangent: Variable<Element>? = nil,
    withRespectTo sources: (Variable<Element>, Variable<Element>), differentiable: Bool = false
  ) -> (Variable<Element>, Variable<Element>) {
    prepare(output, differentiable)
    add(sources.0)
    add(sources.1)
    sweep(from: output, cotangent)
    return (result(for: sources.0), result(for: sources.1))
  }

  /// Records the gradients with respect to three sources in one pass. Allocates nothing in steady state.
  public func gradient(
    of output: Variable<Element>, cotangent: Variable<Element>? = nil,
    withRespectTo sources: (Variable<Element>, Variable<Element>, Variable<Element>),
    differentiable: Bool = false
  ) -> (Variable<Element>, Variable<Element>, Variable<Element>) {
    prepare(output, differentiable)
    add(sources.0)
    add(sources.1)
    add(sources.2)
    sweep(from: output, cotangent)
    return (result(for: sources.0), result(for: sources.1), result(for: sources.2))
  }

  private func prepare(_ output: Variable<Element>, _ differentiable: Bool) {
    precondition(
      !nodes[Int(output.index)].isFirstOrder,
      """
      The output depends on a gradient that was taken with differentiable: false. Take that one with \
      differentiable: true, or cut it off with stopGradient().
      """)
    reverse.prepare(nodes.count, isDifferentiable: differentiable)
  }

  private func add(_ source: Variable<Element>) {
    if case .input = nodes[Int(source.index)].operation {
      precondition(
        nodes[Int(source.index)].requiresGradient,
        "A leaf of \(source.shape) has no gradient: it was made with trainable: false.")
    }
    reverse.addSource(source.index)
  }

  private func result(for source: Variable<Element>) -> Variable<Element> {
    let index = reverse.cotangents[Int(source.index)]
    if index >= 0 { return variable(index) }
    let zeros = append(
      .zero, source.rows, source.columns, arena.allocate(source.count), false,
      !reverse.isDifferentiable)
    execute(Int(zeros.index))
    return zeros
  }

  /// Walks back from the output; every node that reaches a source hands its gradient to its operands.
  private func sweep(from output: Variable<Element>, _ cotangent: Variable<Element>?) {
    let last = Int(output.index)
    for i in 0...last where nodes[i].requiresGradient && !reverse.reaches[i] {
      reverse.reaches[i] = anyOperand(of: nodes[i].operation) { reverse.reaches[Int($0)] }
    }
    guard reverse.reaches[last] else { return }
    let outer = recordsDifferentiably
    recordsDifferentiably = reverse.isDifferentiable
    defer { recordsDifferentiably = outer }

    if let cotangent {
      precondition(
        cotangent.rows == output.rows && cotangent.columns == output.columns,
        "A cotangent of \(cotangent.shape) does not fit an output of \(output.shape).")
      reverse.cotangents[last] = cotangent.index
    } else {
      precondition(
        output.count == 1, "An output of \(output.shape) needs a cotangent of its shape.")
      reverse.cotangents[last] = constant(1).index
    }
    walk(from: last, through: 0)
  }

  /// Takes the nodes from `last` back to `first`, and hands the gradient of each to its operands.
  func walk(from last: Int, through first: Int) {
    for i in stride(from: last, through: first, by: -1) where reverse.reaches[i] {
      finishSlices(of: NodeIndex(i))
      let index = reverse.cotangents[i]
      if reverse.sources.contains(NodeIndex(i)) { reverse.isOwned[i] = false }
      if index >= 0 { pullback(i, variable(index)) }
    }
  }

  /// Whether `holds` is true of an operand of `operation`, be that differentiable or not.
  func anyOperand(of operation: Operation, _ holds: (NodeIndex) -> Bool) -> Bool {
    switch operation {
    case .input, .zero: return false
    case .view(let a, _), .unary(_, let a), .affine(let a, _, _), .clamp(let a, _, _), .sum(let a),
      .rowSums(let a), .columnSums(let a), .broadcast(let a), .transpose(let a), .logSumExp(let a),
      .softmax(let a), .polygamma(let a, _):
      return holds(a)
    case .binary(_, let a, let b), .product(let a, let b, _, _),
      .linear(let a, parameters: let b, _, _, _), .gather(let a, let b), .scatter(let a, let b),
      .accumulate(let a, let b), .weightGradient(let a, let b, _), .maskedLogits(let a, let b):
      return holds(a) || holds(b)
    // Images and normalisation.
    case .window(_, let a, _): return holds(a)
    case .layerNorm(let norm): return holds(norm.input) || holds(norm.parameters)
    case .layerNormGradient(let a, of: let b, buffer: let c, _, _),
      .recurrenceGradient(let a, of: let b, buffer: let c, _, _):
      return holds(a) || holds(b) || c >= 0 && holds(c)
    // Recurrent cells.
    case .recurrence(let number):
      let cell = recurrences[number]
      return holds(cell.inputs) || holds(cell.state) || holds(cell.parameters)
    case .assemble(let first, let count):
      return pieces[first..<first + count].contains { holds($0.node) }
    case .activationGradient(let a, output: let b, let bias, _, _, _):
      return holds(a) || holds(b) || bias >= 0 && holds(bias)
    case .activationCurvature(let a, let b, output: let c, _),
      .accumulateProduct(let a, let b, _, _, into: let c):
      return holds(a) || holds(b) || holds(c)
    // Rearrangements, choices and running sums.
    case .slice(let a, _, _), .padding(let a, _, _), .extremeColumn(let a, _),
      .cumulativeSum(let a, _, _), .power(let a, _):
      return holds(a)
    case .gatherRows(let a, let b), .scatterRows(let a, let b),
      .batchedProduct(let a, let b, _, _, _):
      return holds(a) || holds(b)
    case .select(let a, let b, let c): return holds(a) || holds(b) || holds(c)
    case .joinedRows(let first, let count), .joinedColumns(let first, let count):
      return pieces[first..<first + count].contains { holds($0.node) }
    }
  }

  /// Hands the gradient `g` of node `i` to its operands.
  private func pullback(_ i: Int, _ g: Variable<Element>) {
    let y = variable(NodeIndex(i))
    switch nodes[i].operation {
    case .input, .zero, .accumulate, .weightGradient, .activationCurvature, .accumulateProduct:
      break
    case .activationGradient(let a, let output, _, _, _, let activation):
      pullbackActivationGradient(a, output, activation, y, g)
    case .view(let a, let offset): pullbackView(a, offset, y, g)
    case .unary(let function, let a): pullbackUnary(function, a, y, g)
    case .binary(let function, let a, let b): pullbackBinary(function, a, b, y, g)
    case .affine(let a, let scale, _):
      contribute(to: variable(a)) { scale == 1 ? g : g.affine(scale: Element(scale), shift: 0) }
    case .clamp(let a, let low, let high): pullbackClamp(a, low, high, g)
    case .polygamma(let a, let order): pullbackPolygamma(a, order, g)
    case .maskedLogits(let a, let allowed): pullbackMaskedLogits(a, allowed, g)
    case .sum, .rowSums, .columnSums, .broadcast, .logSumExp, .softmax, .gather, .scatter:
      pullbackReduction(nodes[i].operation, y, g)
    case .product(let a, let b, let transposedA, let transposedB):
      pullbackProduct(a, b, transposedA, transposedB, g)
    case .transpose(let a): contribute(to: variable(a)) { g.transposed }
    case .linear(let x, let parameters, let weight, let bias, let activation):
      pullbackLinear(x, parameters, weight, bias, activation, y, g)
    case .assemble(let first, let count): pullbackAssemble(first, count, g)
    // Images and normalisation.
    case .window(let function, let a, let window): pullbackWindow(function, a, window, g)
    case .layerNorm(let norm): pullbackLayerNorm(norm, y, g)
    // Recurrent cells.
    case .recurrence(let number): pullbackRecurrence(number, y, g)
    case .layerNormGradient, .recurrenceGradient: break
    // Rearrangements, choices and running sums.
    case .slice, .padding, .joinedRows, .joinedColumns, .gatherRows, .scatterRows, .extremeColumn,
      .select, .cumulativeSum, .batchedProduct, .power:
      pullbackRearrangement(nodes[i].operation, g)
    }
  }

  /// Adds `contribution` to the gradient of `target`, if that reaches a source; it is computed only then.
  func contribute(to target: Variable<Element>, _ contribution: () -> Variable<Element>) {
    let i = Int(target.index)
    guard reverse.reaches[i] else { return }
    let before = nodes.count
    let c = contribution()
    // New memory that no one else reads; an older node or a view of one is shared.
    var isOwned = Int(c.index) >= before
    if case .view = nodes[Int(c.index)].operation { isOwned = false }
    contribute(c, to: i, isOwned: isOwned)
  }

  /// Adds a matrix product to the gradient of `target`: within the product (β = 1) where the memory allows it.
  func contributeProduct(
    to target: Variable<Element>, _ a: () -> Variable<Element>, _ b: () -> Variable<Element>,
    transposedA: Bool = false, transposedB: Bool = false
  ) {
    let i = Int(target.index)
    guard reverse.reaches[i] else { return }
    let earlier = reverse.cotangents[i]
    // Few columns have a kernel of their own, which does not accumulate.
    let isNarrow = !transposedA && !transposedB && (1...8).contains(target.columns % 16)
    guard !reverse.isDifferentiable, earlier >= 0, reverse.isOwned[i], !isNarrow else {
      return contribute(to: target) {
        a().times(b(), transposed: transposedA, otherTransposed: transposedB)
      }
    }
    let (a, b, sum) = (a(), b(), variable(earlier))
    reverse.cotangents[i] =
      record(
        .accumulateProduct(
          a.index, b.index, transposedA: transposedA, transposedB: transposedB, into: earlier),
        sum.rows, sum.columns, from: a, b, sum, at: sum.pointer
      ).index
  }

  /// Adds `c` to the gradient of node `i`, which reaches a source.
  /// - Parameter isOwned: Whether the memory of `c` is read by no one else.
  func contribute(_ c: Variable<Element>, to i: Int, isOwned: Bool) {
    let earlier = reverse.cotangents[i]
    if earlier < 0 {
      reverse.cotangents[i] = c.index
      reverse.isOwned[i] = isOwned
    } else if !reverse.isDifferentiable && reverse.isOwned[i] {
      let sum = variable(earlier)
      reverse.cotangents[i] =
        record(
          .accumulate(c.index, into: earlier), sum.rows, sum.columns, from: c, sum, at: sum.pointer
        ).index
    } else {
      reverse.cotangents[i] = (variable(earlier) + c).index
      reverse.isOwned[i] = true
    }
  }
}
