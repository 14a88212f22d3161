import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning

/// Episodes of random length 1...`longest`, reward 1 a step; an odd one is terminated, an even one truncated.
/// What is observed is random, but not influenced by what is done.
struct RandomLength: Environment {
  var longest = 6
  var length = 0
  var time = 0
  var number = 0.0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: -9, high: 9) }
  var actionSpace: ActionSpace { .discrete(2) }

  mutating func reset(using stream: inout RandomStream) {
    length = 1 + stream.integer(below: longest)
    time = 0
    number = stream.uniform(-2, 4)
  }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    time += 1
    number = stream.uniform(-2, 4)
    guard time == length else { return Step(reward: 1, status: .running) }
    return Step(reward: 1, status: length % 2 == 1 ? .terminated : .truncated)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(number)
    row[1] = Scalar(time)
  }
}

/// Episodes of `length` steps; the reward is the action, or what `reward` gives for it.
struct Rewarding: Environment {
  var length = 4
  var reward: @Sendable (Int) -> Double = { Double($0) }
  var time = 0

  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 99) }
  var actionSpace: ActionSpace { .discrete(2) }

  mutating func reset(using stream: inout RandomStream) { time = 0 }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    time += 1
    return Step(reward: reward(action), status: time == length ? .terminated : .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(time) }
}

extension EnvironmentSpecification {
  /// The environment as a specification, for tests.
  init(_ environment: some Environment) {
    self.init(name: "Test", summary: "A test's.", environment: environment)
  }

  /// A policy for it.
  func policy(seed: UInt64 = 1) throws -> StochasticPolicy<Scalar> {
    var random = RandomStream(seed: seed)
    return StochasticPolicy(for: self, hidden: [4], using: &random)
  }
}
