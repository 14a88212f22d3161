public import LinearAlgebra

/// RMSProp: gradient descent scaled by a running root mean square of the gradient (T. Hinton, lecture notes,
/// 2012), with momentum and the centred form of A. Graves (2013) if asked for.
///
/// v ← ρv + (1−ρ)g², d = g / (√v + ε), u ← μu + d, θ ← θ − αu. Centred, √(v − ḡ²) with ḡ ← ρḡ + (1−ρ)g takes the
/// place of √v. ε stands outside of the root, as in PyTorch (TensorFlow 1 had it inside).
public struct RMSProp<Element: BLASScalar>: Optimizer {
  /// The learning rate α.
  public var learningRate: Double
  /// ρ, the decay of the mean square.
  public var decay: Double
  /// ε, added to the root of the mean square.
  public var epsilon: Double
  /// μ, the share of the velocity that is kept.
  public var momentum: Double
  /// Whether the mean square is taken about the mean.
  public let isCentered: Bool
  private var v: Vector<Element>
  private var u: Vector<Element>
  /// ḡ; no elements unless centred.
  private var mean: Vector<Element>

  /// An optimiser of `count` parameters.
  public init(
    count: Int, learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, isCentered: Bool = false
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.momentum = momentum
    self.isCentered = isCentered
    v = Vector(count: count)
    u = Vector(count: count)
    mean = Vector(count: isCentered ? count : 0)
  }

  /// The number of parameters.
  public var count: Int { v.count }

  /// One step from a gradient in memory; `scale` multiplies the gradient first (−1 ascends).
  public mutating func update(
    _ parameters: inout Vector<Element>, gradient: UnsafePointer<Element>, scale: Element = 1
  ) {
    check(parameters)
    let count = count
    parameters.withUnsafeMutablePointer { θ in
      v.withUnsafeMutablePointer { v in
        u.withUnsafeMutablePointer { u in
          mean.withUnsafeMutablePointer { mean in
            Element.Kernels.rmsprop(
              θ, v, mean: isCentered ? mean : nil, u, gradient, count, scale: scale,
              rate: Element(learningRate), decay: Element(decay), epsilon: Element(epsilon),
              momentum: Element(momentum))
          }
        }
      }
    }
  }
}
