public import LinearAlgebra

/// An environment in which every action is done several times; the reward is the sum.
///
/// An episode that ends in between ends there. A limit inside, `ActionRepeat(TimeLimit(…))`, counts the steps of the
/// environment, one outside those of the agent.
public struct ActionRepeat<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// How often an action is done.
  public let times: Int

  /// Does every action `times` times.
  /// - Precondition: `times >= 1`, and `base` has no masks: what is allowed could be forbidden the second time.
  public init(_ base: Base, times: Int) {
    precondition(times >= 1, "An action that is done \(times) times is none.")
    precondition(!Base.masksActions, "Actions that a mask may forbid cannot be repeated.")
    self.base = base
    self.times = times
  }

  /// Does the action until the episode ends, at most `times` times.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var step = base.step(action, using: &stream)
    var reward = step.reward
    var done = 1
    while done < times && step.status == .running {
      step = base.step(action, using: &stream)
      reward += step.reward
      done += 1
    }
    return Step(reward: reward, status: step.status)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard times == other.times else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension ActionRepeat: Codable where Base: Codable {}
extension ActionRepeat: Equatable where Base: Equatable {}
