public import LinearAlgebra

/// What is added to rewards, such as a bonus for what is new; a value, with whatever it learns on the way.
///
/// It belongs to one copy of the environment. A bonus that learns from all copies of a batch stands in the algorithm.
public protocol RewardBonus: Sendable {
  /// The bonus of a transition to a state in which `observation` is observed.
  mutating func bonus(for observation: borrowing Span<Scalar>, step: Step) -> Double

  /// Becomes a copy of `other`, where possible without allocating; by default by assignment.
  mutating func assign(from other: Self)
}

extension RewardBonus {
  /// Assigns `other`.
  @inlinable
  public mutating func assign(from other: Self) { self = other }
}

/// An environment with a bonus added to its rewards.
public struct BonusReward<Base: Environment, Bonus: RewardBonus>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// What is added; it is not reset with the environment.
  public var bonus: Bonus
  /// The wrapped environment's reward of the last step, without the bonus.
  public private(set) var plainReward = 0.0
  private var observation: [Scalar]

  /// Adds `bonus` to the rewards of `base`.
  public init(_ base: Base, bonus: Bonus) {
    self.base = base
    self.bonus = bonus
    observation = Array(repeating: 0, count: base.observationSpace.count)
  }

  /// Makes one transition and adds the bonus.
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    let step = base.step(action, using: &stream)
    base.observe(into: &observation, from: 0, count: observation.count)
    plainReward = step.reward
    let more = Self.ask(&bonus, observation, step)
    return Step(reward: step.reward + more, status: step.status)
  }

  private static func ask(_ bonus: inout Bonus, _ observation: [Scalar], _ step: Step) -> Double {
    bonus.bonus(for: observation.span, step: step)
  }

  /// Becomes a copy of `other`.
  public mutating func assign(from other: Self) {
    base.assign(from: other.base)
    bonus.assign(from: other.bonus)
    plainReward = other.plainReward
    observation.assign(from: other.observation)
  }
}

extension BonusReward: Codable where Base: Codable, Bonus: Codable {}
extension BonusReward: Equatable where Base: Equatable, Bonus: Equatable {}
