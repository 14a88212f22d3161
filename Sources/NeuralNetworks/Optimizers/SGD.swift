public import LinearAlgebra

/// Stochastic gradient descent, with momentum if asked for.
///
/// u ← μu + g, θ ← θ − αu; Nesterov's form steps along g + μu.
public struct SGD<Element: BLASScalar>: Sendable, Codable, Equatable {
  /// The learning rate α.
  public var learningRate: Double
  /// μ, the share of the velocity that is kept.
  public var momentum: Double
  /// Whether the step looks ahead along the velocity.
  public var isNesterov: Bool
  private var velocity: Vector<Element>

  /// An optimiser of `count` parameters.
  public init(count: Int, learningRate: Double, momentum: Double = 0, isNesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    velocity = Vector(count: count)
  }

  /// One step that decreases what `gradient` is the gradient of; `scale` multiplies the gradient first
  /// (−1 ascends).
  /// - Precondition: `parameters` and `gradient` have `count` elements.
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: Variable<Element>, scale: Element = 1
  ) {
    precondition(
      gradient.count == velocity.count && parameters.count == velocity.count,
      """
      \(parameters.count) parameters and a gradient of \(gradient.count) elements do not fit an optimiser \
      of \(velocity.count).
      """)
    parameters.withUnsafeMutablePointer { θ in
      velocity.withUnsafeMutablePointer { u in
        Element.Kernels.momentum(
          θ, u, gradient.pointer, gradient.count, scale: scale, rate: Element(learningRate),
          momentum: Element(momentum), nesterov: isNesterov)
      }
    }
  }
}
