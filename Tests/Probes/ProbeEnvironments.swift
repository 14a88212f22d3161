package import Environments
package import LinearAlgebra

/// Tiny tasks of one cause of failure each, for the learners of several chapters.
package enum ProbeEnvironments {
  /// One step; action 1 is rewarded.
  package struct ActionMatters: Environment, Codable {
    package init() {}
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .discrete(2) }
    package mutating func reset(using stream: inout RandomStream) {}
    package mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: action == 1 ? 1 : -1, status: .terminated)
    }
    package func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// A sign is seen in the first of three steps, and nothing after; the last action is rewarded if it is the sign.
  package struct SignIsRemembered: Environment, Codable {
    private var sign = 0
    private var time = 0
    package init() {}
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .discrete(2) }
    package mutating func reset(using stream: inout RandomStream) {
      (sign, time) = (stream.integer(below: 2), 0)
    }
    package mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      time += 1
      guard time == 3 else { return Step(reward: 0, status: .running) }
      return Step(reward: action == sign ? 1 : 0, status: .terminated)
    }
    package func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<2 { row[i] = time == 0 && i == sign ? 1 : 0 }
    }
  }

  /// One step; the reward is −(a − 0.8)² for a continuous action a, which ends at 2.
  package struct ContinuousActionMatters: Environment, Codable {
    private let low: Double
    package init(low: Double = -2) { self.low = low }
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .continuous(low: [low], high: [2]) }
    package mutating func reset(using stream: inout RandomStream) {}
    package mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
      -> Step
    {
      Step(reward: -(action[0] - 0.8) * (action[0] - 0.8), status: .terminated)
    }
    package func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// One step of reward 1 an episode, which ends as `ending` says, in a state that never changes: it is worth 1 if that
  /// is a termination, and 1 / (1 − γ) if it is a truncation.
  package struct OneReward: Environment, Codable {
    private let ending: Status
    private let actions: Int
    package init(ending: Status, actions: Int = 2) {
      (self.ending, self.actions) = (ending, actions)
    }
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .discrete(actions) }
    package mutating func reset(using stream: inout RandomStream) {}
    package mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: 1, status: ending)
    }
    package func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// Action 0 ends the episode with reward 1; action 1 leads to a second step of reward 1.5.
  package struct DiscountMatters: Environment, Codable {
    private var isLate = false
    package init() {}
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .discrete(2) }
    package mutating func reset(using stream: inout RandomStream) { isLate = false }
    package mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      if isLate { return Step(reward: 1.5, status: .terminated) }
      isLate = true
      return action == 0
        ? Step(reward: 1, status: .terminated) : Step(reward: 0, status: .running)
    }
    package func observe(into row: inout MutableSpan<Scalar>) { row[0] = isLate ? 1 : 0 }
  }

  /// One of three signs is seen. Each forbids another of four actions, which would be worth 5; the allowed action
  /// after the sign is worth 1, the others nothing. Eight steps.
  package struct Temptation: Environment, Codable {
    private var sign = 0
    private var time = 0
    package init() {}
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .discrete(4) }
    package static var masksActions: Bool { true }
    package mutating func reset(using stream: inout RandomStream) {
      (sign, time) = (stream.integer(below: 3), 0)
    }
    package mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      let reward: Double = action == sign ? 5 : action == sign + 1 ? 1 : 0
      sign = stream.integer(below: 3)
      time += 1
      return Step(reward: reward, status: time == 8 ? .terminated : .running)
    }
    package func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<3 { row[i] = i == sign ? 1 : 0 }
    }
    package func writeActionMask(into mask: inout MutableSpan<Bool>) {
      for i in 0..<4 { mask[i] = i != sign }
    }
  }
}

extension EnvironmentSpecification {
  /// The environment as a specification, for tests.
  package init(probe environment: some Environment) {
    self.init(name: "Probe", summary: "A test's.", environment: environment)
  }
}
