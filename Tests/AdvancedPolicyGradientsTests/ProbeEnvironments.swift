import Environments
import LinearAlgebra
import ReinforcementLearning

/// Tiny tasks of one cause of failure each.
enum ProbeEnvironments {
  /// One step; each component of the action is rewarded if it is the number of the sign that is seen.
  struct SignsMatter: Environment {
    var sign = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 1) }
    var actionSpace: ActionSpace { .multiDiscrete([2, 3]) }
    mutating func reset(using stream: inout RandomStream) { sign = stream.integer(below: 2) }
    mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step {
      let reward = (action[0] == sign ? 1.0 : 0) + (action[1] == 2 - sign ? 1 : 0)
      return Step(reward: reward, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      (row[0], row[1]) = (sign == 0 ? 1 : 0, sign == 1 ? 1 : 0)
    }
  }

  /// A sign is seen in the first of three steps, and nothing after; the last action is rewarded if it is the sign.
  struct SignIsRemembered: Environment {
    var sign = 0
    var time = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {
      (sign, time) = (stream.integer(below: 2), 0)
    }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      time += 1
      guard time == 3 else { return Step(reward: 0, status: .running) }
      return Step(reward: action == sign ? 1 : 0, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<2 { row[i] = time == 0 && i == sign ? 1 : 0 }
    }
  }

  /// One step; the reward is −(a − 0.8)² for a continuous action a.
  struct ContinuousActionMatters: Environment {
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .continuous(low: [-2], high: [2]) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
      Step(reward: -(action[0] - 0.8) * (action[0] - 0.8), status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// Action 0 ends the episode with reward 1; action 1 leads to a second step of reward 1.5.
  struct DiscountMatters: Environment {
    var isLate = false
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) { isLate = false }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      if isLate { return Step(reward: 1.5, status: .terminated) }
      isLate = true
      return action == 0
        ? Step(reward: 1, status: .terminated) : Step(reward: 0, status: .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = isLate ? 1 : 0 }
  }

  /// A reward of 1 a step for ever, in which action 1 has a step of its own cost: it gives 1.5 and ends the episode,
  /// while action 0 gives 1 and the episode is cut off after one step. Whoever takes a truncation for a termination
  /// prefers 1.5.
  struct EndsMatter: Environment {
    var cut: Status = .truncated
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      action == 0 ? Step(reward: 1, status: cut) : Step(reward: 1.5, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// One of three signs is seen, which forbids another of four actions, one that would be worth 5; the allowed action
  /// after it is worth 1, the others nothing. Eight steps.
  struct Temptation: Environment {
    var sign = 0
    var time = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(4) }
    static var masksActions: Bool { true }
    mutating func reset(using stream: inout RandomStream) {
      (sign, time) = (stream.integer(below: 3), 0)
    }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      let reward: Double = action == sign ? 5 : action == sign + 1 ? 1 : 0
      sign = stream.integer(below: 3)
      time += 1
      return Step(reward: reward, status: time == 8 ? .terminated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<3 { row[i] = i == sign ? 1 : 0 }
    }
    func writeActionMask(into mask: inout MutableSpan<Bool>) {
      for i in 0..<4 { mask[i] = i != sign }
    }
  }
}

extension EnvironmentSpecification {
  /// The probe as a specification.
  init(probe environment: some Environment) {
    self.init(name: "Probe", summary: "A test's.", environment: environment)
  }
}

extension Learner {
  /// The mean return of the policy's best actions after `iterations` more iterations.
  mutating func learned(_ iterations: Int, episodes: Int = 50) throws -> Double {
    for _ in 0..<iterations { _ = try iterate() }
    return try Evaluation(
      of: policy, normalizer: normalizer, in: environment, episodes: episodes, seed: 1
    ).mean
  }

}
