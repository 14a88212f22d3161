public import LinearAlgebra

/// An environment that rewards its goal alone: what terminates the episode counts, everything else is worth 0.
///
/// For tasks that terminate at their goal and nowhere else, such as MountainCar, whose sparse form with 1 at the goal
/// H. Tang et al. explore in "#Exploration", 2017. A truncation is no goal.
public struct SparseGoalReward<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The reward of a step that terminates; that of the wrapped environment if nil.
  public let goalReward: Double?

  /// Rewards the steps of `base` that terminate, with `goalReward` or, if it is nil, as `base` does.
  /// - Precondition: The reward is finite.
  public init(_ base: Base, goalReward: Double? = 1) {
    precondition(
      goalReward?.isFinite ?? true, "A goal cannot be worth \(String(describing: goalReward)).")
    self.base = base
    self.goalReward = goalReward
  }

  /// Makes one transition; a reward that is NaN is passed on.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var step = base.step(action, using: &stream)
    guard !step.reward.isNaN else { return step }
    step.reward = step.status == .terminated ? goalReward ?? step.reward : 0
    return step
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard goalReward == other.goalReward else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension SparseGoalReward: Codable where Base: Codable {}
extension SparseGoalReward: Equatable where Base: Equatable {}
