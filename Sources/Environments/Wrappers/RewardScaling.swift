public import LinearAlgebra

/// An environment whose rewards are multiplied by a constant.
public struct RewardScaling<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// What rewards are multiplied by.
  public let factor: Double

  /// Multiplies the rewards of `base` by `factor`.
  /// - Precondition: The factor is finite.
  public init(_ base: Base, by factor: Double) {
    precondition(factor.isFinite, "Rewards cannot be multiplied by \(factor).")
    self.base = base
    self.factor = factor
  }

  /// Makes one transition and multiplies its reward.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    let step = base.step(action, using: &stream)
    return Step(reward: factor * step.reward, status: step.status)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard factor == other.factor else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension RewardScaling: Codable where Base: Codable {}
extension RewardScaling: Equatable where Base: Equatable {}
