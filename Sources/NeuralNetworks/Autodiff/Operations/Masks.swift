internal import CVectorKernels
public import LinearAlgebra

// Comparisons give masks of 1 and 0, operands repeated as in `+`; no gradient flows through them.
extension Variable {
  /// 1 where `a` is greater than `b`, 0 elsewhere; no gradient flows through it.
  public static func .> (a: Variable, b: Variable) -> Variable { a.mask(VK_BINARY_greater, b) }
  /// 1 where `a` is less than `b`, 0 elsewhere; no gradient flows through it.
  public static func .< (a: Variable, b: Variable) -> Variable { b.mask(VK_BINARY_greater, a) }
  /// 1 where `a` is greater than or equal to `b`, 0 elsewhere; no gradient flows through it.
  public static func .>= (a: Variable, b: Variable) -> Variable {
    a.mask(VK_BINARY_greater_or_equal, b)
  }
  /// 1 where `a` is less than or equal to `b`, 0 elsewhere; no gradient flows through it.
  public static func .<= (a: Variable, b: Variable) -> Variable {
    b.mask(VK_BINARY_greater_or_equal, a)
  }
  /// 1 where `a` and `b` are equal, 0 elsewhere; no gradient flows through it.
  public static func .== (a: Variable, b: Variable) -> Variable { a.mask(VK_BINARY_equal, b) }

  private func mask(_ function: vk_binary, _ b: Variable) -> Variable {
    let mask = combine(function, b)
    tape.nodes[Int(mask.index)].requiresGradient = false
    return mask
  }
}

/// `a` where `mask` is not 0, `b` elsewhere, all three repeated as in `+`.
///
/// The side that is not chosen has no influence on the value, even if it is infinite or NaN there, and its
/// gradient there is 0. (A function before it multiplies that 0 by its derivative: where this is infinite or NaN,
/// as for a square root at 0, select the function's argument too.) No gradient flows to `mask`.
public func select<E: BLASScalar>(
  _ mask: Variable<E>, _ a: Variable<E>, _ b: Variable<E>
) -> Variable<E> {
  let (rows, columns) = (
    max(mask.rows, a.rows, b.rows), max(mask.columns, a.columns, b.columns)
  )
  for operand in [mask, a, b] {
    precondition(
      (operand.rows == rows || operand.rows == 1)
        && (operand.columns == columns || operand.columns == 1),
      "A mask of \(mask.shape) cannot select from variables of \(a.shape) and \(b.shape).")
  }
  precondition(mask.tape === a.tape, "The operands are on different tapes.")
  return a.tape.record(.select(mask.index, a.index, b.index), rows, columns, from: a, b)
}

extension Tape {
  func runSelect(
    _ mask: NodeIndex, _ a: NodeIndex, _ b: NodeIndex, _ node: Node,
    _ value: UnsafeMutablePointer<Element>
  ) {
    Element.Kernels.select(
      value, pointer(mask), pointer(a), pointer(b), rows: Int(node.rows),
      columns: Int(node.columns), maskStrides: strides(mask),
      aStrides: strides(a), bStrides: strides(b))
  }

  func pullbackSelect(
    _ mask: NodeIndex, _ a: NodeIndex, _ b: NodeIndex, _ g: Variable<Element>
  ) {
    let (mask, a, b) = (variable(mask), variable(a), variable(b))
    contribute(to: a) { select(mask, g, constant(0)).reduced(like: a) }
    contribute(to: b) { select(mask, constant(0), g).reduced(like: b) }
  }
}
