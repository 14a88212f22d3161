import Environments
import LinearAlgebra
import Probes
import ReinforcementLearning

extension ProbeEnvironments {
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
