public import LinearAlgebra

/// An environment whose actions bear noise from N(0, σ²), drawn anew for each step.
///
/// The second homework of the course has its hopper with σ = 0.5, which makes single returns misleading.
public struct NoisyActions<Base: Environment>: EnvironmentWrapper
where Base.Action: ContinuousAction {
  /// What is wrapped.
  public var base: Base
  /// σ of each component.
  public let deviation: Double

  /// Adds noise of the same deviation to all components.
  /// - Precondition: `deviation` is not negative, and finite.
  public init(_ base: Base, deviation: Double) {
    precondition(
      deviation >= 0 && deviation < .infinity,
      "Actions cannot bear noise of deviation \(deviation).")
    self.base = base
    self.deviation = deviation
  }

  /// Makes one transition with the action and its noise.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var noisy = action
    for i in 0..<Base.Action.components {
      noisy[component: i] = action[component: i] + deviation * stream.normal()
    }
    return base.step(noisy, using: &stream)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard deviation == other.deviation else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension NoisyActions: Codable where Base: Codable {}
extension NoisyActions: Equatable where Base: Equatable {}
