import Environments
import LinearAlgebra

/// Tiny tasks of one cause of failure each.
enum ProbeEnvironments {
  /// One step; action 1 is rewarded.
  struct ActionMatters: Environment {
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: action == 1 ? 1 : -1, status: .terminated)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
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

  /// Two steps, each rewarded if the action is the sign that is seen; the first one's comes at the end.
  struct TwoSteps: Environment {
    var time = 0
    var sign = 0
    var earned = 0.0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: -1, high: 1) }
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
    }
  }
}
