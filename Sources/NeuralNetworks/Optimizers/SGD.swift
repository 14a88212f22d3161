public import LinearAlgebra

/// Stochastic gradient descent, with momentum if asked for.
///
/// u ← μu + g, θ ← θ − αu; Nesterov's form steps along g + μu.
public struct SGD<Element: BLASScalar>: Optimizer {
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

  /// The number of parameters.
  public var count: Int { velocity.count }

  /// One step from a gradient in memory; `scale` multiplies the gradient first (−1 ascends).
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: UnsafePointer<Element>, scale: Element = 1
  ) {
    check(parameters)
    let count = count
    parameters.withUnsafeMutablePointer { θ in
      velocity.withUnsafeMutablePointer { u in
        Element.Kernels.momentum(
          θ, u, gradient, count, scale: scale, rate: Element(learningRate),
          momentum: Element(momentum), nesterov: isNesterov)
      }
    }
  }
}
