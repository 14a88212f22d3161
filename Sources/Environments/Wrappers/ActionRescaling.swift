public import LinearAlgebra

/// An environment whose continuous actions are given in [−1, 1] and stretched to its own bounds:
/// −1 becomes the lower bound, 1 the upper one, and what lies between follows on a line.
///
/// A component outside [−1, 1] is stretched like the others, so that it is for the wrapped environment to
/// clip it.
public struct ActionRescaling<Base: Environment>: EnvironmentWrapper
where Base.Action: ContinuousAction {
  /// What is wrapped.
  public var base: Base
  @usableFromInline let bounds: ComponentBounds

  /// Stretches [−1, 1] to the bounds of `base`.
  /// - Precondition: The bounds are finite.
  public init(_ base: Base) {
    self.base = base
    bounds = ComponentBounds(base.actionSpace, components: Base.Action.components)
    precondition(
      (bounds.low + bounds.high).allSatisfy { $0.isFinite },
      "Actions between \(bounds.low) and \(bounds.high) cannot be rescaled: a bound is infinite.")
  }

  /// Every component within [−1, 1].
  public var actionSpace: ActionSpace {
    .continuous(
      low: Array(repeating: -1, count: bounds.low.count),
      high: Array(repeating: 1, count: bounds.low.count))
  }

  /// Makes one transition with the stretched action.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var stretched = action
    for i in 0..<Base.Action.components {
      let (low, high) = (bounds.low[i], bounds.high[i])
      stretched[component: i] = low + (action[component: i] + 1) / 2 * (high - low)
    }
    return base.step(stretched, using: &stream)
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

extension ActionRescaling: Codable where Base: Codable {}
extension ActionRescaling: Equatable where Base: Equatable {}
