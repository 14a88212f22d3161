import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite struct PolicyForActionSpaceTests {
  private static let spaces: [(ActionSpace, PolicyHead)] = [
    (.discrete(3), .categorical(actions: 3)),
    (.multiDiscrete([2, 4]), .multiCategorical(counts: [2, 4])),
    (.continuous(low: [-1, -2], high: [1, 2]), .gaussian(components: 2, deviation: 0.5)),
  ]

  @Test(arguments: 0..<spaces.count) func headFitsTheActionSpace(_ number: Int) {
    let (space, head) = Self.spaces[number]
    let environment = EnvironmentSpecification(
      name: "Test-v0", summary: "", observationSpace: ObservationSpace(shape: [3]),
      actionSpace: space, stepLimit: nil, rewardThreshold: nil
    ) { _, _, _ in preconditionFailure("No batch is made.") }
    var random = RandomStream(seed: 1)
    let policy = StochasticPolicy<Scalar>(
      for: environment, hidden: [8], deviation: 0.5, using: &random)
    #expect(policy.head == head)
    #expect(policy.actionWidth == space.width)
    if head.choices > 0 { #expect(head.choices == space.choices) }

    let evaluator = PolicyEvaluator(policy, rows: 2)
    var actions = Matrix<Scalar>(rows: 2, columns: space.width)
    var streams = random.split(2)
    guard head.choices > 0 else { return }
    for _ in 0..<100 {
      evaluator.sample(
        policy, Matrix(rows: 2, columns: 3), into: &actions, using: &streams)
      for i in 0..<2 {
        let isAction = space.contains(actions.row(i))
        #expect(isAction)
      }
    }
  }
}
