import Environments
import LinearAlgebra

/// Two steps of two actions: the first leads by chance to one of two states, the second ends the episode.
///
/// States 0, 1, 2 are observed as one-hot rows. Small enough that every trajectory can be enumerated.
struct BranchingEnvironment: Environment {
  static let rewards: [[Double]] = [[1, 3], [2, -1], [0.5, 4]]
  /// p(s₂ = 1 | a₁).
  static let toFirst = [0.8, 0.3]

  var state = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(2) }

  mutating func reset(using stream: inout RandomStream) { state = 0 }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let reward = Self.rewards[state][action]
    guard state == 0 else { return Step(reward: reward, status: .terminated) }
    state = stream.bernoulli(Self.toFirst[action]) ? 1 : 2
    return Step(reward: reward, status: .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    for i in 0..<3 { row[i] = i == state ? 1 : 0 }
  }

  static let specification = EnvironmentSpecification(
    name: "Branching", summary: "Two steps, every trajectory known.",
    environment: BranchingEnvironment())

  /// One of the eight trajectories.
  struct Path {
    let states: [Int]
    let actions: [Int]
    /// The probability of the transitions alone.
    let chance: Double
    var rewards: [Double] { zip(states, actions).map { BranchingEnvironment.rewards[$0][$1] } }
  }

  static let paths = (0..<8).map { n in
    let (a1, s2, a2) = (n & 1, 1 + n >> 1 & 1, n >> 2)
    return Path(
      states: [0, s2], actions: [a1, a2], chance: s2 == 1 ? toFirst[a1] : 1 - toFirst[a1])
  }
}
