import Environments
import LinearAlgebra

/// Tiny tasks of one cause of failure each.
enum ProbeEnvironments {
  /// One step; action 1 is rewarded.
  struct ActionMatters: Environment, Codable {
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: action == 1 ? 1 : -1, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
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

  /// One step; each component of a multi-discrete action has one right choice.
  struct ComponentsMatter: Environment {
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .multiDiscrete([2, 3]) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step {
      Step(reward: (action[0] == 1 ? 1 : 0) + (action[1] == 2 ? 1 : 0), status: .terminated)
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

  /// Two steps, each rewarded if the action is the sign that is seen; the first one's comes at the end.
  struct TwoSteps: Environment {
    var time = 0
    var sign = 0
    var earned = 0.0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: -1, high: 2) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {
      (time, earned, sign) = (0, 0, stream.integer(below: 2))
    }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      earned += action == sign ? 1 : 0
      sign = stream.integer(below: 2)
      time += 1
      return time == 2
        ? Step(reward: earned, status: .terminated) : Step(reward: 0, status: .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = sign == 1 ? 1 : -1
      row[1] = Scalar(time)
      row[2] = Scalar(earned)
    }
  }

  /// A state that never changes: action 0 gives 1 and terminates, action 1 gives 0.6 and runs into the time limit,
  /// after which there would be more. Who takes a truncation for a termination prefers action 0.
  struct Patience: Environment {
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      action == 0
        ? Step(reward: 1, status: .terminated) : Step(reward: 0.6, status: .truncated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// One step of reward 1 an episode, which ends as `ending` says: the state is worth 1 if that is a termination, and
  /// 1 / (1 − γ) if it is a truncation.
  struct OneReward: Environment {
    let ending: Status
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: 1, status: ending)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// One of three signs is seen. Each forbids another of four actions, which would be worth 5; the allowed action
  /// after the sign is worth 1, the others nothing. Eight steps.
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

  /// Five steps an episode, of which the third or the last gives something that is not finite.
  struct Broken: Environment {
    enum Part { case nothing, reward, observation, lastObservation, size }

    let part: Part
    var time = 0

    var observationSpace: ObservationSpace {
      ObservationSpace(shape: [2], low: -.infinity, high: .infinity)
    }
    var actionSpace: ActionSpace { .discrete(2) }

    mutating func reset(using stream: inout RandomStream) { time = 0 }

    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      time += 1
      let reward: Double =
        switch part {
        case .reward where time == 3: .nan
        case .size: action == 0 ? 3e38 : -3e38
        default: Double(action)
        }
      return Step(reward: reward, status: time == 5 ? .terminated : .running)
    }

    func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = Scalar(time)
      let isBroken = part == .observation && time == 3 || part == .lastObservation && time == 5
      row[1] = isBroken ? .nan : 0.5
    }
  }
}

extension EnvironmentSpecification {
  /// The environment as a specification, for tests.
  init(probe environment: some Environment) {
    self.init(name: "Probe", summary: "A test's.", environment: environment)
  }
}
