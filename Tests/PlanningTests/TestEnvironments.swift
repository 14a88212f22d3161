import Environments
import LinearAlgebra
import Planning
import ReinforcementLearning

/// `steps` steps; the reward is −Σⱼ (aⱼ − wⱼ)², with w = (0.5, −0.25) in even steps and (−0.5, 0.75) in odd ones.
struct Tracking: Environment, Equatable, Codable {
  var steps = 6
  private var time = 0
  init(steps: Int = 6) { self.steps = steps }
  static func wanted(_ t: Int) -> [Double] { t % 2 == 0 ? [0.5, -0.25] : [-0.5, 0.75] }
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
  var actionSpace: ActionSpace { .continuous(low: [-1, -1], high: [1, 1]) }
  mutating func reset(using stream: inout RandomStream) { time = 0 }
  mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream) -> Step {
    let wanted = Self.wanted(time)
    time += 1
    let (x, y) = (action[0] - wanted[0], action[1] - wanted[1])
    return Step(reward: -x * x - y * y, status: time == steps ? .terminated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(time) }
}

/// A lock of two dials with three positions each: a step is rewarded by the number of dials that are right.
struct Lock: Environment, Equatable, Codable {
  private var time = 0
  init() {}
  static func right(_ t: Int) -> [Int] { [t % 3, (2 * t + 1) % 3] }
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 10) }
  var actionSpace: ActionSpace { .multiDiscrete([3, 3]) }
  mutating func reset(using stream: inout RandomStream) { time = 0 }
  mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step {
    let right = Self.right(time)
    time += 1
    let reward = (action[0] == right[0] ? 1.0 : 0) + (action[1] == right[1] ? 1 : 0)
    return Step(reward: reward, status: time == 5 ? .terminated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(time) }
}

/// Rewards 1, 2, 3, …; action 1 ends the episode with it, and action 2 makes the reward NaN.
struct Counting: Environment, Equatable, Codable {
  private var time = 0
  init() {}
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(3) }
  mutating func reset(using stream: inout RandomStream) { time = 0 }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    time += 1
    return Step(
      reward: action == 2 ? .nan : Double(time), status: action == 1 ? .terminated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(time) }
}

/// A specification of `environment` for a test.
func specification<E: Environment>(
  _ environment: E, stepLimit: Int? = nil
) -> EnvironmentSpecification {
  EnvironmentSpecification(
    name: "Test-v0", summary: "A test.", environment: environment, stepLimit: stepLimit)
}
