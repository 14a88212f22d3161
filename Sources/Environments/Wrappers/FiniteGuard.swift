public import LinearAlgebra

/// The first number of an episode that was not finite, and after what.
public struct NotFiniteFinding: Sendable, Equatable, Codable, CustomStringConvertible {
  /// The environment's type.
  public let environment: String
  /// The number of the step within its episode, from 1; 0 for the reset.
  public let step: Int
  /// The action's row; empty for the reset.
  public let action: [Scalar]
  /// What was not finite: the reward, or a feature of the observation.
  public let part: String

  /// Such as: `Pendulum gave the reward nan at step 3, after the action [1.0].`
  public var description: String {
    let place = step == 0 ? "at the reset" : "at step \(step), after the action \(action)"
    return "\(environment) gave \(part) \(place)."
  }
}

/// An environment that notices where its numbers stop being finite.
///
/// A step cannot throw. So what is not finite is passed on, as everywhere: a batch hands it to the sampler or the
/// evaluation, which throws `NotFiniteError`. But those look at rewards and observations from outside. The guard looks
/// after each step and writes the first finding of an episode down; and after an observation that is not finite
/// the reward is NaN, so that even who looks at rewards alone cannot miss it. For the search for an error: it
/// observes once more in each step.
public struct FiniteGuard<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The first finding since the last reset; nil if there is none.
  public private(set) var finding: NotFiniteFinding?
  private var steps = 0
  private var observation: [Scalar]

  /// Watches `base`.
  public init(_ base: Base) {
    self.base = base
    observation = Array(repeating: 0, count: base.observationSpace.count)
  }

  /// Begins an episode and forgets the last one's finding.
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    finding = nil
    steps = 0
    if let part = partOfObservation() { report(part, []) }
  }

  /// Makes one transition; its reward is NaN if the observation after it is not finite.
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var step = base.step(action, using: &stream)
    steps += 1
    if !step.reward.isFinite {
      report("the reward \(step.reward)", Self.row(action, base.actionSpace.width))
    }
    if let part = partOfObservation() {
      report(part, Self.row(action, base.actionSpace.width))
      step.reward = .nan
    }
    return step
  }

  private mutating func report(_ part: String, _ action: [Scalar]) {
    guard finding == nil else { return }
    finding = NotFiniteFinding(
      environment: "\(Base.self)", step: steps, action: action, part: part)
  }

  /// What is not finite in the present observation.
  private mutating func partOfObservation() -> String? {
    base.observe(into: &observation, from: 0, count: observation.count)
    for i in observation.indices where !observation[i].isFinite {
      return "an observation whose feature \(i) is \(observation[i])"
    }
    return nil
  }

  private static func row(_ action: Base.Action, _ width: Int) -> [Scalar] {
    var row = [Scalar](repeating: 0, count: width)
    var span = row.mutableSpan
    action.write(into: &span)
    return row
  }

  /// Becomes a copy of `other`.
  public mutating func assign(from other: Self) {
    base.assign(from: other.base)
    finding = other.finding
    steps = other.steps
    observation.assign(from: other.observation)
  }
}

extension FiniteGuard: Codable where Base: Codable {}
extension FiniteGuard: Equatable where Base: Equatable {}
