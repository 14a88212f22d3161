public import LinearAlgebra

/// What moves parameters against a gradient: one pass over both, and a state that is a value.
///
/// A learning rate that changes is set before a step, `optimizer.learningRate = schedule.value(at: step)`.
public protocol Optimizer<Element>: Sendable, Codable, Equatable {
  /// The scalar.
  associatedtype Element: BLASScalar
  /// The number of parameters.
  var count: Int { get }
  /// The learning rate α.
  var learningRate: Double { get set }

  /// One step that decreases what `gradient` is the gradient of; `scale` multiplies the gradient first
  /// (−1 ascends).
  /// - Precondition: `parameters` has `count` elements, and `gradient` points to as many.
  mutating func update(
    _ parameters: inout Vector<Element>, gradient: UnsafePointer<Element>, scale: Element)
}

extension Optimizer {
  /// One step that decreases what `gradient` is the gradient of; `scale` multiplies the gradient first
  /// (−1 ascends).
  /// - Precondition: `parameters` and `gradient` have `count` elements.
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: Variable<Element>, scale: Element = 1
  ) {
    check(gradient.count)
    update(&parameters, gradient: UnsafePointer(gradient.pointer), scale: scale)
  }

  /// One step as ``update(_:gradient:scale:)``, along the gradient as `clipping` limits it.
  ///
  /// To clip by norm costs one pass that reads the gradient: the factor is applied in the optimiser's own pass.
  /// - Returns: The gradient's norm before clipping and without `scale`.
  /// - Precondition: `parameters` and `gradient` have `count` elements.
  @discardableResult
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: Variable<Element>, scale: Element = 1,
    clipping: GradientClipping
  ) -> Element {
    check(gradient.count)
    switch clipping {
    case .norm(let limit):
      let norm = gradient.norm
      let factor = GradientClipping.factor(norm: norm, limit: Element(limit))
      update(&parameters, gradient: UnsafePointer(gradient.pointer), scale: scale * factor)
      return norm
    case .value:
      let norm = clipping.apply(to: gradient.pointer, count: gradient.count)
      update(&parameters, gradient: UnsafePointer(gradient.pointer), scale: scale)
      return norm
    }
  }

  private func check(_ elements: Int) {
    precondition(
      elements == count,
      "A gradient of \(elements) elements does not fit an optimiser of \(count).")
  }

  /// Stops the program if an optimiser of `count` parameters is given others.
  func check(_ parameters: Vector<Element>) {
    precondition(
      parameters.count == count,
      "\(parameters.count) parameters do not fit an optimiser of \(count).")
  }
}
