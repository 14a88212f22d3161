import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// Two components of 4 and 3 choices, of which each state allows some; a forbidden choice gives the reward −100.
private struct Guarded: Environment {
  var time = 0
  var number = 0
  var observationSpace: ObservationSpace { ObservationSpace(shape: [2], low: 0, high: 99) }
  var actionSpace: ActionSpace { .multiDiscrete([4, 3]) }
  static var masksActions: Bool { true }
  mutating func reset(using stream: inout RandomStream) {
    (time, number) = (0, stream.integer(below: 12))
  }
  mutating func step(_ action: InlineArray<2, Int>, using stream: inout RandomStream) -> Step {
    let isAllowed = allows(0, action[0]) && allows(1, action[1])
    time += 1
    number = stream.integer(below: 12)
    return Step(reward: isAllowed ? 1 : -100, status: time == 5 ? .truncated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(number)
    row[1] = Scalar(time)
  }
  /// One or two of the choices of each component.
  func allows(_ component: Int, _ choice: Int) -> Bool {
    component == 0
      ? choice == number % 4 || choice == (number + 1) % 4 && number > 5 : choice == number % 3
  }
  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in 0..<4 { mask[i] = allows(0, i) }
    for i in 0..<3 { mask[4 + i] = allows(1, i) }
  }
}

struct MaskedActionTests {
  @Test(arguments: [1, 2])
  func onlyAllowedActionsAreDrawnAndTheMasksAreKept(threads: Int) throws {
    let specification = EnvironmentSpecification(Guarded())
    let policy = try specification.policy()
    var random = RandomStream(seed: 3)
    var sampler = TrajectorySampler(
      environment: specification, policy: policy, workers: 2, copies: 3, threads: threads,
      using: &random)
    for _ in 0..<2 {
      try sampler.sample(policy, minimumSteps: 400)
      let all = sampler.trajectories
      let masks = try #require(all.masks)
      #expect(masks.count == all.steps && masks.columns == 7)
      var choices: Set<Scalar> = []
      for t in 0..<all.steps {
        #expect(all.rewards[t] == 1)
        let state = Guarded(number: Int(all.observations[t, 0]))
        for i in 0..<4 { #expect((masks[t, i] == 1) == state.allows(0, i)) }
        for i in 0..<3 { #expect((masks[t, 4 + i] == 1) == state.allows(1, i)) }
        choices.insert(all.actions[t, 0])
      }
      #expect(choices.count == 4)
    }
  }

  @Test func environmentsWithoutMasksHaveNone() throws {
    let specification = EnvironmentSpecification(Rewarding())
    let policy = try specification.policy()
    var random = RandomStream(seed: 3)
    var sampler = TrajectorySampler(
      environment: specification, policy: policy, workers: 1, copies: 2, threads: 1,
      using: &random)
    try sampler.sample(policy, minimumSteps: 20)
    #expect(sampler.trajectories.masks == nil)
    #expect(ActionMasks(specification.makeBatch(2, 1, 1)) == nil)
  }

  @Test(arguments: [false, true])
  func evaluationKeepsToTheMasks(isStochastic: Bool) throws {
    let specification = EnvironmentSpecification(Guarded())
    let evaluation = try Evaluation(
      of: specification.policy(), in: specification, episodes: 40, seed: 2,
      isStochastic: isStochastic)
    #expect(evaluation.returns.allSatisfy { $0 == 5 })
    #expect(evaluation.lengths.allSatisfy { $0 == 5 })
  }

  @Test func masksOfTrajectoriesAreAppended() {
    var one = Trajectories(observationWidth: 1, actionWidth: 1, choices: 2)
    var other = one
    for (value, mask) in [(Scalar(1), [Scalar(1), 0]), (2, [0, 1])] {
      other.observations.append([value])
      other.actions.append([value])
      other.rewards.append([value], count: 1)
      other.masks?.append(mask)
    }
    other.close(.terminated, finalObservation: [0])
    one.append(other)
    one.append(other)
    #expect(one.masks.map { Array($0.elements) } == [1, 0, 0, 1, 1, 0, 0, 1])
    one.removeAll()
    #expect(one.masks?.count == 0 && one.steps == 0)
  }
}
