internal import CVectorKernels
public import LinearAlgebra

/// Parameters and RMSProp's mean squares in memory that several threads read and write at once, without locks.
///
/// Every element is read and written by a relaxed atomic: none is torn, and an update that another thread makes in between
/// may be lost (F. Niu et al., "Hogwild!", 2011). v ← ρv + (1−ρ)g², θ ← θ − αg / (√v + ε), with one v for all threads, as
/// A3C has it. With several threads the bits depend on their timing.
public final class SharedRMSProp: @unchecked Sendable {
  /// The number of parameters.
  public let count: Int
  /// ρ, the decay of the mean square.
  public let decay: Double
  /// ε, added to the root of the mean square.
  public let epsilon: Double
  private let θ: UnsafeMutablePointer<Float>
  private let v: UnsafeMutablePointer<Float>

  /// Memory for `count` parameters, all 0.
  public init(count: Int, decay: Double, epsilon: Double) {
    self.count = count
    self.decay = decay
    self.epsilon = epsilon
    θ = .allocate(capacity: count)
    v = .allocate(capacity: count)
    θ.initialize(repeating: 0, count: count)
    v.initialize(repeating: 0, count: count)
  }

  deinit {
    θ.deallocate()
    v.deallocate()
  }

  /// Writes parameters and mean squares.
  /// - Precondition: As many elements as the memory has.
  public func store(_ parameters: Vector<Float>, meanSquares: Vector<Float>) {
    check(parameters.count)
    check(meanSquares.count)
    parameters.withUnsafePointer { vk_shared_store(θ, $0, count) }
    meanSquares.withUnsafePointer { vk_shared_store(v, $0, count) }
  }

  /// Reads the parameters as they are at present.
  public func load(into parameters: inout Vector<Float>) {
    check(parameters.count)
    parameters.withUnsafeMutablePointer { vk_shared_load($0, θ, count) }
  }

  /// Reads the mean squares as they are at present.
  public func loadMeanSquares(into meanSquares: inout Vector<Float>) {
    check(meanSquares.count)
    meanSquares.withUnsafeMutablePointer { vk_shared_load($0, v, count) }
  }

  /// One step against `gradient`, whose norm is limited.
  /// - Returns: The norm before.
  @discardableResult
  public func update(
    gradient: Variable<Float>, learningRate: Double, limit: Double
  ) -> Double {
    check(gradient.count)
    let norm = gradient.norm
    let factor = GradientClipping.factor(norm: norm, limit: Float(limit))
    vk_shared_rmsprop(
      θ, v, gradient.pointer, count, factor, Float(learningRate), Float(decay), Float(epsilon))
    return Double(norm)
  }

  private func check(_ elements: Int) {
    precondition(
      elements == count, "\(elements) elements do not fit shared parameters of \(count).")
  }
}
