import Environments
import ImitationLearning
import LinearAlgebra
import ReinforcementLearning

/// A walk of a few steps on which the expert's action is a known function of what is seen: +1 or −1, or its opposite.
struct SignWalk: Environment, Codable {
  var steps = 0
  var sign = 1
  /// Whether episodes are cut off instead of ending.
  var isCut = false
  var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: -1, high: 8) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) {
    (steps, sign) = (0, stream.bernoulli(0.5) ? 1 : -1)
  }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let isRight = action == (sign > 0 ? 1 : 0)
    steps += 1
    sign = stream.bernoulli(0.5) ? 1 : -1
    return Step(
      reward: isRight ? 1 : 0,
      status: steps < 6 ? .running : isCut ? .truncated : .terminated)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(sign)
    row[1] = Scalar(steps)
  }

  static let specification = EnvironmentSpecification(
    name: "SignWalk", summary: "", environment: SignWalk())
}

/// Does what SignWalk rewards.
struct SignController: RuleController {
  var observationWidth: Int { 2 }
  func acts(in space: ActionSpace) -> Bool { space == .discrete(2) }
  func act(
    on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    action[0] = observation[0] > 0 ? 1 : 0
  }
}

/// Demonstrations of the environment's own controller.
func demonstrations(
  _ name: String, episodes: Int, seed: UInt64 = 1
) throws -> (EnvironmentSpecification, Demonstrations) {
  let environment = try EnvironmentCatalogue.named(name)
  return (
    environment,
    try Demonstrations(
      by: Expert(named: "controller", in: environment), in: environment, episodes: episodes,
      seed: seed)
  )
}
