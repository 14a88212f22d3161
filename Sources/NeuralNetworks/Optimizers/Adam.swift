public import LinearAlgebra

/// Adam: gradient descent scaled by running moments of the gradient (D. Kingma and J. Ba, 2015).
///
/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − α m̂ / (√v̂ + ε) with m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ).
public struct Adam<Element: BLASScalar>: Sendable, Codable, Equatable {
  /// The learning rate α.
  public var learningRate: Double
  /// β₁, the decay of the first moment.
  public var firstDecay: Double
  /// β₂, the decay of the second moment.
  public var secondDecay: Double
  /// ε, added to the root of the second moment.
  public var epsilon: Double
  /// The number of steps t so far.
  public private(set) var steps = 0
  private var m: Vector<Element>
  private var v: Vector<Element>

  /// An optimiser of `count` parameters.
  public init(
    count: Int, learningRate: Double, firstDecay: Double = 0.9, secondDecay: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    m = Vector(count: count)
    v = Vector(count: count)
  }

  /// One step that decreases what `gradient` is the gradient of; `scale` multiplies the gradient first
  /// (−1 ascends).
  /// - Precondition: `parameters` and `gradient` have `count` elements.
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: Variable<Element>, scale: Element = 1
  ) {
    precondition(
      gradient.count == m.count,
      "A gradient of \(gradient.count) elements does not fit an optimiser of \(m.count).")
    update(&parameters, gradient: gradient.pointer, scale: scale)
  }

  /// One step from a gradient in memory; see ``update(_:gradient:scale:)-(_,Variable<Element>,_)``.
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: UnsafePointer<Element>, scale: Element = 1
  ) {
    precondition(
      parameters.count == m.count && v.count == m.count,
      "\(parameters.count) parameters do not fit an optimiser of \(m.count) and \(v.count).")
    steps += 1
    let correction1 = 1 / (1 - power(firstDecay, steps))
    let correction2 = 1 / (1 - power(secondDecay, steps))
    let count = m.count
    parameters.withUnsafeMutablePointer { θ in
      m.withUnsafeMutablePointer { m in
        v.withUnsafeMutablePointer { v in
          Element.Kernels.adam(
            θ, m, v, gradient, count, scale: scale, rate: Element(learningRate),
            beta1: Element(firstDecay), beta2: Element(secondDecay), epsilon: Element(epsilon),
            correction1: Element(correction1), correction2: Element(correction2), decay: 0)
        }
      }
    }
  }

  /// `base` to a whole power, by squaring, so that no C library decides the bits.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
