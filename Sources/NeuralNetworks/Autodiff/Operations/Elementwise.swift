internal import CVectorKernels
public import LinearAlgebra

// Functions of two operands, of which one may be repeated over rows, columns or both.

extension Variable {
  /// The elementwise sum; operands of one row, one column or one element are repeated.
  public static func + (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_add, b) }
  /// The elementwise difference, operands repeated as in `+`.
  public static func - (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_subtract, b) }
  /// The elementwise product, operands repeated as in `+`.
  public static func * (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_multiply, b) }
  /// The elementwise quotient, operands repeated as in `+`.
  public static func / (a: Variable, b: Variable) -> Variable { a.combine(VK_BINARY_divide, b) }

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

/// The smaller of two elements, operands repeated as in `+`; where they are equal, `b` has the gradient.
public func minimum<E: BLASScalar>(_ a: Variable<E>, _ b: Variable<E>) -> Variable<E> {
  a.combine(VK_BINARY_minimum, b)
}

/// The larger of two elements, operands repeated as in `+`; where they are equal, `b` has the gradient.
public func maximum<E: BLASScalar>(_ a: Variable<E>, _ b: Variable<E>) -> Variable<E> {
  a.combine(VK_BINARY_maximum, b)
}

extension Tape {
  /// The steps from row to row and from column to column of an operand; 0 where it is repeated.
  func strides(_ operand: NodeIndex) -> (row: Int, column: Int) {
    let operand = nodes[Int(operand)]
    return (operand.rows == 1 ? 0 : Int(operand.columns), operand.columns == 1 ? 0 : 1)
  }

  func runBinary(
    _ function: vk_binary, _ a: NodeIndex, _ b: NodeIndex, _ node: Node,
    _ value: UnsafeMutablePointer<Element>
  ) {
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
