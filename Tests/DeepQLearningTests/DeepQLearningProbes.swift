import Environments
import LinearAlgebra

/// Two steps: 0 and then 1 are observed, the rewards are 0 and 1, and the second step terminates or truncates.
///
/// With γ = ½ and a termination Q(1) = 1 and Q(0) = ½; a truncation bootstraps from the last observation, 2, of which
/// nothing else is ever seen.
struct TwoSteps: Environment, Codable {
  let end: Status
  var step = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) { step = 0 }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    step += 1
    return Step(reward: step == 2 ? 1 : 0, status: step == 2 ? end : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    for i in 0..<3 { row[i] = i == step ? 1 : 0 }
  }
}

/// Two states: from the first a reward of −1 leads to the second, where two steps of reward 1 follow before the time limit
/// truncates the episode. With γ = ½, Q = 2 in the second state and 0 in the first, for returns of any number of steps; sums
/// that run on into the next episode see its −1, and targets without a bootstrap fall short of 2.
struct TruncatedTail: Environment, Codable {
  var step = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) { step = 0 }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    step += 1
    return Step(reward: step == 1 ? -1 : 1, status: step == 3 ? .truncated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = step == 0 ? 1 : 0
    row[1] = step == 0 ? 0 : 1
  }
}

/// A bit is shown, and the action that equals it is rewarded by 1, the other by −1; one step.
struct CopyTheBit: Environment, Codable {
  var bit = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: -1, high: 1) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) { bit = stream.integer(below: 2) }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    Step(reward: action == bit ? 1 : -1, status: .terminated)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = bit == 0 ? -1 : 1 }
}

/// In the first state action 0 ends the episode with 10 and action 1 leads to the second, where action 0 is forbidden and
/// action 1 gives 2. A network takes the value of action 0 over to the second state; a target must not look at it.
struct ForbiddenBest: Environment, Codable {
  static let masksActions = true
  var step = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) { step = stream.integer(below: 2) }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    if step == 0 {
      // In the first state action 0 is free and gives 10, and action 1 leads on.
      if action == 0 { return Step(reward: 10, status: .terminated) }
      step = 1
      return Step(reward: 0, status: .running)
    }
    precondition(action == 1, "Action 0 is forbidden here.")
    return Step(reward: 2, status: .terminated)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = step == 0 ? 1 : 0
    row[1] = step == 1 ? 1 : 0
  }
  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    mask[0] = step == 0
    mask[1] = true
  }
}

extension EnvironmentSpecification {
  static func probe<E: Environment>(_ name: String, _ environment: E) -> EnvironmentSpecification {
    EnvironmentSpecification(name: name, summary: "A probe.", environment: environment)
  }
}
