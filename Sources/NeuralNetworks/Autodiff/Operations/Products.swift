internal import CVectorKernels
internal import LinearAlgebra

extension Variable {
  /// The matrix product op(self) op(other), each operand transposed if asked for.
  public func times(
    _ other: Variable, transposed: Bool = false, otherTransposed: Bool = false
  ) -> Variable {
    let (m, k) = transposed ? (columns, rows) : (rows, columns)
    let (l, n) = otherTransposed ? (other.columns, other.rows) : (other.rows, other.columns)
    precondition(
      k == l,
      "The product of \(shape)\(transposed ? "ᵀ" : "") and \(other.shape)\(otherTransposed ? "ᵀ" : "") does not exist."
    )
    return tape.record(
      .product(index, other.index, transposedA: transposed, transposedB: otherTransposed), m, n,
      from: self, other)
  }

  /// The transposed matrix.
  public var transposed: Variable { tape.record(.transpose(index), columns, rows, from: self) }

  /// `rows` × `columns` elements from number `offset` on, row by row; shares the memory.
  public func view(offset: Int, rows: Int, columns: Int) -> Variable {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
      "\(rows)×\(columns) elements from \(offset) on are not within a variable of \(shape).")
    return tape.record(
      .view(index, offset: offset), rows, columns, from: self, at: pointer + offset)
  }

  /// f(x W + b): one product, then bias and activation in one kernel.
  ///
  /// - Parameters:
  ///   - parameters: The vector θ in which the layer's parameters lie.
  ///   - weight: The offset in θ of W [columns × outputs], row by row.
  ///   - bias: The offset in θ of b [1 × outputs], or nil for none.
  ///   - outputs: The number of features that leave.
  ///   - activation: f.
  /// - Returns: [rows × outputs]
  public func linear(
    _ parameters: Variable, weight: Int, bias: Int?, outputs: Int, activation: Activation
  ) -> Variable {
    precondition(
      weight >= 0 && weight + columns * outputs <= parameters.count
        && (bias ?? 0) >= 0 && (bias ?? 0) + (bias == nil ? 0 : outputs) <= parameters.count,
      "A layer of \(columns) → \(outputs) does not lie within \(parameters.count) parameters.")
    let y = tape.record(
      .linear(
        index, parameters: parameters.index, weight: weight, bias: bias ?? -1, activation.kernel),
      rows, outputs, from: self, parameters)
    return activation.function.map { y.map($0) } ?? y
  }
}

extension Tape {
  func runProduct(
    _ a: NodeIndex, _ b: NodeIndex, _ transposedA: Bool, _ transposedB: Bool, beta: Element = 0,
    _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let inner = transposedA ? nodes[Int(a)].rows : nodes[Int(a)].columns
    Element.product(
      transposedA ? .transposed : .none, transposedB ? .transposed : .none, Int(node.rows),
      Int(node.columns), Int(inner), pointer(a), pointer(b), beta: beta, into: value)
  }

  func pullbackProduct(
    _ a: NodeIndex, _ b: NodeIndex, _ transposedA: Bool, _ transposedB: Bool,
    _ g: Variable<Element>
  ) {
    let (a, b) = (variable(a), variable(b))
    if transposedA {
      contributeProduct(to: a, { b }, { g }, transposedA: transposedB, transposedB: true)
    } else {
      contributeProduct(to: a, { g }, { b }, transposedB: !transposedB)
    }
    if transposedB {
      contributeProduct(to: b, { g }, { a }, transposedA: true, transposedB: transposedA)
    } else {
      contributeProduct(to: b, { a }, { g }, transposedA: !transposedA)
    }
  }

  func runTranspose(_ a: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>) {
    let (rows, columns, source) = (Int(node.rows), Int(node.columns), pointer(a))
    for i in 0..<rows {
      for j in 0..<columns { value[i * columns + j] = source[j * rows + i] }
    }
  }

  func runLinear(
    _ x: NodeIndex, _ parameters: NodeIndex, _ weight: Int, _ bias: Int,
    _ activation: vk_activation, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (rows, outputs) = (Int(node.rows), Int(node.columns))
    let θ = pointer(parameters)
    Element.dense(
      rows: rows, inputs: Int(nodes[Int(x)].columns), outputs: outputs, pointer(x), θ + weight,
      bias: bias < 0 ? nil : UnsafePointer(θ + bias), activation, into: value)
  }

  func pullbackLinear(
    _ x: NodeIndex, _ parameters: NodeIndex, _ weight: Int, _ bias: Int,
    _ activation: vk_activation, _ y: Variable<Element>, _ g: Variable<Element>
  ) {
    let (x, θ) = (variable(x), variable(parameters))
    let (inputs, outputs) = (x.columns, y.columns)
    if !reverse.isDifferentiable,
      let dz = fusedParameterGradient(x, θ, weight, bias, activation, y, g)
    {
      contributeProduct(
        to: x, { dz }, { θ.view(offset: weight, rows: inputs, columns: outputs) },
        transposedB: true)
      return
    }
    let dz = g.timesSlope(activation, of: y)
    contributeProduct(
      to: x, { dz }, { θ.view(offset: weight, rows: inputs, columns: outputs) }, transposedB: true)
    contribute(to: θ, at: weight) { x.times(dz, transposed: true) }
    if bias >= 0 { contribute(to: θ, at: bias) { dz.columnSums() } }
  }

  /// The gradient before the activation, with dW and db written where they belong in the gradient of θ;
  /// nil if their places there are not free.
  private func fusedParameterGradient(
    _ x: Variable<Element>, _ θ: Variable<Element>, _ weight: Int, _ bias: Int,
    _ activation: vk_activation, _ y: Variable<Element>, _ g: Variable<Element>
  ) -> Variable<Element>? {
    let (inputs, outputs) = (x.columns, y.columns)
    var weightPlace: ReverseSweep.Place?
    var biasPlace: ReverseSweep.Place?
    if reverse.reaches[Int(θ.index)] {
      if bias >= 0 {
        guard
          let (weight, bias) = places(in: θ, (weight, inputs * outputs), (bias, outputs))
        else { return nil }
        (weightPlace, biasPlace) = (weight, bias)
      } else {
        guard let place = place(in: θ, offset: weight, count: inputs * outputs) else { return nil }
        weightPlace = place
      }
    }
    var dz = g
    if activation != VK_IDENTITY || biasPlace != nil {
      dz = record(
        .activationGradient(
          g.index, output: y.index, bias: biasPlace?.buffer ?? -1, offset: bias,
          accumulate: biasPlace?.accumulates ?? false, activation),
        y.rows, outputs, from: g, y,
        at: reverse.isOwned[Int(y.index)] ? g.pointer : nil)
    }
    if let weightPlace {
      _ = record(
        .weightGradient(x.index, dz.index, accumulate: weightPlace.accumulates), inputs, outputs,
        from: x, dz, at: pointer(weightPlace.buffer) + weight)
    }
    return dz
  }
}
