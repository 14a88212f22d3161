import Environments
import LinearAlgebra
import Probes

extension ProbeEnvironments {
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
