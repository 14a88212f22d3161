import Environments
import LinearAlgebra
import Probes

extension ProbeEnvironments {
  /// Two states; in each, the action of the state's number is forbidden although it looks best: it would be rewarded
  /// with 100, the other one with 1.
  struct Masked: Environment, Codable {
    var state = 0
    var taken = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(3) }
    mutating func reset(using stream: inout RandomStream) { (state, taken) = (0, 0) }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      precondition(action != state, "The action \(action) is forbidden in state \(state).")
      state = 1 - state
      taken += 1
      return Step(reward: action == 2 ? 1 : 0, status: taken == 4 ? .truncated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(state) }
    static var masksActions: Bool { true }
    func writeActionMask(into mask: inout MutableSpan<Bool>) {
      for i in mask.indices { mask[i] = i != state }
    }
  }
}

func specification<E: Environment>(
  _ environment: E, _ name: String = "Probe-v0", stepLimit: Int? = nil
) -> EnvironmentSpecification {
  EnvironmentSpecification(
    name: name, summary: "A probe.", environment: environment, stepLimit: stepLimit)
}
