public import LinearAlgebra

/// An environment that takes any vector for an action and clips it to its own bounds.
///
/// For environments that do not clip by themselves under policies that know of no bounds, such as a Gaussian. A
/// component that is NaN stays NaN.
public struct ActionClipping<Base: Environment>: EnvironmentWrapper
where Base.Action: ContinuousAction {
  /// What is wrapped.
  public var base: Base
  @usableFromInline let bounds: ComponentBounds

  /// Clips actions to the bounds of `base`.
  public init(_ base: Base) {
    self.base = base
    bounds = ComponentBounds(base.actionSpace, components: Base.Action.components)
  }

  /// Vectors without bounds.
  public var actionSpace: ActionSpace {
    .continuous(
      low: Array(repeating: -.infinity, count: bounds.low.count),
      high: Array(repeating: .infinity, count: bounds.low.count))
  }

  /// Makes one transition with the clipped action.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var clipped = action
    for i in 0..<Base.Action.components {
      clipped[component: i] = clip(action[component: i], bounds.low[i], bounds.high[i])
    }
    return base.step(clipped, using: &stream)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard bounds == other.bounds else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension ActionClipping: Codable where Base: Codable {}
extension ActionClipping: Equatable where Base: Equatable {}
