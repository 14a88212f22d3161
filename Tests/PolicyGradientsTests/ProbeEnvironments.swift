import Environments
import LinearAlgebra
import Probes

extension ProbeEnvironments {
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
