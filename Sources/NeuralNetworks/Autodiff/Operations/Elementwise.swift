internal import CVectorKernels
public import LinearAlgebra

// MARK: Two operands

extension Variable {
  /// The elementwise sum; operands of one row, one column or one element are repeated.
  public static func + (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_add, b) }
  /// The elementwise difference, operands repeated as in `+`.
  public static func - (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_subtract, b) }
  /// The elementwise product, operands repeated as in `+`.
  public static func * (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_multiply, b) }
  /// The elementwise quotient, operands repeated as in `+`.
  public static func / (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_divide, b) }

  /// 1 where `a` is greater than `b`, 0 elsewhere; no gradient flows through it.
  public static func .> (a: Variable, b: Variable) -> Variable {
    let mask = a.combine(VK_BINARY_greater, b)
    a.tape.nodes[Int(mask.index)].requiresGradient = false
    return mask
  }

  /// The sum of each element and `b`.
  public static func + (a: Variable, b: Element) -> Variable { a.affine(scale: 1, shift: b) }
  /// The difference of each element and `b`.
  public static func - (a: Variable, b: Element) -> Variable { a.affine(scale: 1, shift: -b) }
  /// The product of each element and `b`.
  public static func * (a: Variable, b: Element) -> Variable { a.affine(scale: b, shift: 0) }
  /// The quotient of each element and `b`.
  public static func / (a: Variable, b: Element) -> Variable { a.affine(scale: 1 / b, shift: 0) }
  /// The sum of `a` and each element.
  public static func + (a: Element, b: Variable) -> Variable { b.affine(scale: 1, shift: a) }
  /// The difference of `a` and each element.
  public static func - (a: Element, b: Variable) -> Variable { b.affine(scale: -1, shift: a) }
  /// The product of `a` and each element.
  public static func * (a: Element, b: Variable) -> Variable { b.affine(scale: a, shift: 0) }
  /// Each element negated.
  public static prefix func - (a: Variable) -> Variable { a.affine(scale: -1, shift: 0) }

  func combine(_ function: vk_binary, _ b: Variable) -> Variable {
    let (rows, columns) = (max(self.rows, b.rows), max(self.columns, b.columns))
    for operand in [self, b] {
      precondition(
        (operand.rows == rows || operand.rows == 1)
          && (operand.columns == columns || operand.columns == 1),
        "Variables of \(shape) and \(b.shape) cannot be combined elementwise.")
    }
    return tape.record(.binary(function, index, b.index), rows, columns, from: self, b)
  }

  func affine(scale: Element, shift: Element) -> Variable {
    tape.record(
      .affine(index, scale: Double(scale), shift: Double(shift)), rows, columns, from: self)
  }
}

/// 1 where the left operand is greater, 0 elsewhere.
infix operator .> : ComparisonPrecedence

/// The smaller of two elements, operands repeated as in `+`; where they are equal, `b` has the gradient.
public func minimum<E: BLASScalar>(_ a: Variable<E>, _ b: Variable<E>) -> Variable<E> {
  a.combine(VK_BINARY_minimum, b)
}

/// The larger of two elements, operands repeated as in `+`; where they are equal, `b` has the gradient.
public func maximum<E: BLASScalar>(_ a: Variable<E>, _ b: Variable<E>) -> Variable<E> {
  a.combine(VK_BINARY_maximum, b)
}

extension Tape {
  func runBinary(
    _ function: vk_binary, _ a: NodeIndex, _ b: NodeIndex, _ node: Node,
    _ value: UnsafeMutablePointer<Element>
  ) {
    func strides(_ operand: NodeIndex) -> (row: Int, column: Int) {
      let operand = nodes[Int(operand)]
      return (operand.rows == 1 ? 0 : Int(operand.columns), operand.columns == 1 ? 0 : 1)
    }
    var (rows, columns) = (Int(node.rows), Int(node.columns))
    var (first, second) = (strides(a), strides(b))
    if columns == 1 {
      // A column is contiguous: one long row.
      (rows, columns) = (1, rows)
      first = (0, nodes[Int(a)].rows == 1 ? 0 : 1)
      second = (0, nodes[Int(b)].rows == 1 ? 0 : 1)
    } else if rows == 1 {
      (first.row, second.row) = (0, 0)
    }
    Element.Kernels.binary(
      function, value, pointer(a), pointer(b), rows: rows, columns: columns, aStrides: first,
      bStrides: second)
  }

  func pullbackBinary(
    _ function: vk_binary, _ a: NodeIndex, _ b: NodeIndex, _ y: Variable<Element>,
    _ g: Variable<Element>
  ) {
    let (a, b) = (variable(a), variable(b))
    switch function {
    case VK_BINARY_add:
      contribute(to: a) { g.reduced(like: a) }
      contribute(to: b) { g.reduced(like: b) }
    case VK_BINARY_subtract:
      contribute(to: a) { g.reduced(like: a) }
      contribute(to: b) { (-g).reduced(like: b) }
    case VK_BINARY_multiply:
      contribute(to: a) { (g * b).reduced(like: a) }
      contribute(to: b) { (g * a).reduced(like: b) }
    case VK_BINARY_divide:
      contribute(to: a) { (g / b).reduced(like: a) }
      contribute(to: b) { (-(g * y) / b).reduced(like: b) }
    case VK_BINARY_minimum:
      contribute(to: a) { (g * (b .> a)).reduced(like: a) }
      contribute(to: b) { (g * (1 - (b .> a))).reduced(like: b) }
    case VK_BINARY_maximum:
      contribute(to: a) { (g * (a .> b)).reduced(like: a) }
      contribute(to: b) { (g * (1 - (a .> b))).reduced(like: b) }
    default: break
    }
  }
}

// MARK: One operand

/// e to the power of each element.
public func exp<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_exp) }
/// The natural logarithm of each element.
public func log<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_log) }
/// The square root of each element.
public func sqrt<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_sqrt) }
/// The square of each element.
public func square<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_square) }
/// 1 divided by each element.
public func reciprocal<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> {
  a.map(VK_UNARY_reciprocal)
}
/// The hyperbolic tangent of each element.
public func tanh<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_tanh) }
/// max(x, 0) of each element.
public func relu<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_relu) }
/// 1 / (1 + exp(−x)) of each element.
public func sigmoid<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_sigmoid) }
/// log(1 + exp(x)) of each element.
public func softplus<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_softplus) }
/// The absolute value of each element.
public func abs<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_absolute) }

extension Variable {
  /// min(max(x, low), high) of each element; the gradient is 0 outside of [low, high].
  public func clamped(_ low: Element, _ high: Element) -> Variable {
    precondition(low <= high, "The bounds \(low) and \(high) are in the wrong order.")
    return tape.record(
      .clamp(index, low: Double(low), high: Double(high)), rows, columns, from: self)
  }

  /// 1 where an element is positive, 0 elsewhere; no gradient flows through it.
  public var isPositive: Variable { piecewiseConstant(VK_UNARY_step) }

  /// 1, 0 or −1 as an element is positive, zero or negative; no gradient flows through it.
  public var sign: Variable { piecewiseConstant(VK_UNARY_sign) }

  private func piecewiseConstant(_ function: vk_unary) -> Variable {
    let y = map(function)
    tape.nodes[Int(y.index)].requiresGradient = false
    return y
  }

  func map(_ function: vk_unary) -> Variable {
    tape.record(.unary(function, index), rows, columns, from: self)
  }
}

extension Tape {
  func pullbackUnary(
    _ function: vk_unary, _ a: NodeIndex, _ y: Variable<Element>, _ g: Variable<Element>
  ) {
    if !reverse.isDifferentiable, let activation = fusedActivation(function) {
      // One pass instead of three; only for gradients that are not differentiated again.
      contribute(to: variable(a)) {
        record(
          .activationGradient(
            g.index, output: y.index, bias: -1, offset: 0, accumulate: false, activation),
          y.rows, y.columns, from: g, y)
      }
      return
    }
    let a = variable(a)
    contribute(to: a) {
      switch function {
      case VK_UNARY_negate: -g
      case VK_UNARY_exp: g * y
      case VK_UNARY_log: g / a
      case VK_UNARY_sqrt: g / y * 0.5
      case VK_UNARY_square: g * a * 2
      case VK_UNARY_reciprocal: -(g * square(y))
      case VK_UNARY_tanh: g * (1 - square(y))
      case VK_UNARY_relu: g * y.isPositive
      case VK_UNARY_sigmoid: g * y * (1 - y)
      case VK_UNARY_softplus: g * sigmoid(a)
      case VK_UNARY_absolute: g * a.sign
      default: preconditionFailure("The function \(function) has no derivative.")
      }
    }
  }

  private func fusedActivation(_ function: vk_unary) -> vk_activation? {
    switch function {
    case VK_UNARY_tanh: VK_TANH
    case VK_UNARY_relu: VK_RELU
    case VK_UNARY_sigmoid: VK_SIGMOID
    default: nil
    }
  }

  func pullbackClamp(
    _ a: NodeIndex, _ low: Double, _ high: Double, _ g: Variable<Element>
  ) {
    let a = variable(a)
    contribute(to: a) {
      let below = constant(Element(low)) .> a
      let above = a .> constant(Element(high))
      return g * (1 - below - above)
    }
  }
}
