public import LinearAlgebra

/// How a gradient is kept from being too large.
public enum GradientClipping: Sendable, Equatable, Codable {
  /// Scaled by c / ‖g‖ where the Euclidean norm ‖g‖ of all parameters together exceeds c: the direction stays.
  case norm(Double)
  /// Each element moved into [−c, c].
  case value(Double)

  /// What a gradient of the given norm is multiplied with so that its norm is at most `limit`; 1 where the norm
  /// is within it, and where it is not finite: such a gradient is for the caller to refuse.
  public static func factor<Element: BLASScalar>(norm: Element, limit: Element) -> Element {
    precondition(limit > 0, "A limit of \(limit) for a gradient is not positive.")
    return norm > limit && norm.isFinite ? limit / norm : 1
  }

  /// Clips the `count` elements at `gradient` in place.
  /// - Returns: Their Euclidean norm before.
  @discardableResult
  public func apply<Element: BLASScalar>(
    to gradient: UnsafeMutablePointer<Element>, count: Int
  ) -> Element {
    let norm = Element.norm(count, gradient, 1)
    switch self {
    case .norm(let limit):
      let factor = Self.factor(norm: norm, limit: Element(limit))
      if factor != 1 {
        Element.Kernels.affine(gradient, gradient, scale: factor, shift: 0, count)
      }
    case .value(let limit):
      precondition(limit > 0, "A limit of \(limit) for a gradient is not positive.")
      Element.Kernels.clamp(gradient, gradient, low: Element(-limit), high: Element(limit), count)
    }
    return norm
  }
}

extension Vector {
  /// Clips the elements in place; see ``GradientClipping``.
  /// - Returns: The Euclidean norm before.
  @discardableResult
  public mutating func clip(_ clipping: GradientClipping) -> Element {
    let count = count
    return withUnsafeMutablePointer { clipping.apply(to: $0, count: count) }
  }
}

extension Variable {
  /// The Euclidean norm of the elements' present values.
  public var norm: Element { Element.norm(count, pointer, 1) }
}
