internal import CVectorKernels
public import LinearAlgebra

// Functions of one operand, element by element.

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
/// exp(x) − 1 of each element, exact for small x.
public func expm1<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_expm1) }
/// log(1 + x) of each element, exact for small x.
public func log1p<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_log1p) }
/// x of each element that is positive, exp(x) − 1 of the others (D.-A. Clevert et al., 2015).
public func elu<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_elu) }
/// x σ(x) of each element, also called SiLU.
public func swish<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_swish) }
/// x Φ(x) of each element, with the distribution function Φ of the normal distribution itself, not an
/// approximation (D. Hendrycks and K. Gimpel, 2016).
public func gelu<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_gelu) }
/// The error function of each element.
public func erf<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_erf) }
/// The sine of each element.
public func sin<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_sin) }
/// The cosine of each element.
public func cos<E: BLASScalar>(_ a: Variable<E>) -> Variable<E> { a.map(VK_UNARY_cos) }
/// Each element to the power of `exponent`, which stays the same through all replays; NaN for a negative
/// element unless `exponent` is a whole number.
public func pow<E: BLASScalar>(_ a: Variable<E>, _ exponent: E) -> Variable<E> {
  a.tape.record(.power(a.index, exponent: Double(exponent)), a.rows, a.columns, from: a)
}
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
    let a = variable(a)
    contribute(to: a) {
      switch function {
      case VK_UNARY_negate: -g
      case VK_UNARY_exp: g * y
      case VK_UNARY_log: g / a
      case VK_UNARY_sqrt: g / y * 0.5
      case VK_UNARY_square: g * a * 2
      case VK_UNARY_reciprocal: -(g * square(y))
      case VK_UNARY_tanh: throughActivation(VK_TANH, y, g)
      case VK_UNARY_relu: throughActivation(VK_RELU, y, g)
      case VK_UNARY_sigmoid: throughActivation(VK_SIGMOID, y, g)
      case VK_UNARY_elu: throughActivation(VK_ELU, y, g)
      case VK_UNARY_softplus: throughActivation(VK_SOFTPLUS, y, g)
      case VK_UNARY_absolute: g * a.sign
      case VK_UNARY_expm1: g * (y + 1)
      case VK_UNARY_log1p: g / (a + 1)
      case VK_UNARY_erf: g * exp(-square(a)) * Element(2 / Double.pi.squareRoot())
      case VK_UNARY_sin: g * cos(a)
      case VK_UNARY_cos: -(g * sin(a))
      case VK_UNARY_swish, VK_UNARY_gelu: g * slope(function, a, y)
      default: preconditionFailure("The function \(function) has no derivative.")
      }
    }
  }

  /// The derivative at `a`: in one pass if it is not differentiated again.
  private func slope(
    _ function: vk_unary, _ a: Variable<Element>, _ y: Variable<Element>
  ) -> Variable<Element> {
    let isSwish = function == VK_UNARY_swish
    guard reverse.isDifferentiable else {
      return a.map(isSwish ? VK_UNARY_swish_slope : VK_UNARY_gelu_slope)
    }
    if isSwish {
      let s = sigmoid(a)
      return s + y * (1 - s)
    }
    let density = exp(-0.5 * square(a)) * Element(1 / (2 * Double.pi).squareRoot())
    return 0.5 * erf(a * Element(0.5.squareRoot())) + 0.5 + a * density
  }

  func pullbackPower(_ a: NodeIndex, _ exponent: Double, _ g: Variable<Element>) {
    if exponent == 0 { return }
    let a = variable(a)
    contribute(to: a) {
      exponent == 1 ? g : g * pow(a, Element(exponent - 1)) * Element(exponent)
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
