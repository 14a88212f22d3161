import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// A recurrent policy in the place of any policy: files of its kind, and memory that ends with an episode.
struct RecurrentActorTests {
  private func policy(_ head: PolicyHead = .categorical(actions: 2)) -> RecurrentPolicy<Scalar> {
    var stream = RandomStream(seed: 4)
    return RecurrentPolicy(
      RecurrentPolicy.Architecture(observations: 2, head: head, cell: .gru, units: 8),
      using: &stream)
  }

  @Test func aFileOfItsKind() throws {
    let policy = policy()
    let file = try SafetensorsFile(parsing: policy.checkpoint(metadata: [:]).encoded(), path: "p")
    let copy = try #require(PolicyFile.policy(in: file) as? RecurrentPolicy<Scalar>)
    #expect(copy.parameters == policy.parameters)
  }

  @Test func actionSpaces() {
    #expect(policy().acts(in: .discrete(2)) && !policy().acts(in: .discrete(3)))
    let gaussian = policy(.gaussian(components: 2, deviation: 1))
    #expect(gaussian.acts(in: .continuous(low: [0, 0], high: [1, 1])))
    #expect(!gaussian.acts(in: .discrete(2)))
  }

  /// What a copy does depends on its episode so far, and no more on the one before once a new one has begun.
  @Test func anActorForgetsWithTheEpisode() {
    var actor = policy(.gaussian(components: 1, deviation: 1)).makeActor(copies: 2, isMasked: false)
    var streams = [RandomStream(seed: 1), RandomStream(seed: 2)]
    var actions = Matrix<Scalar>(rows: 2, columns: 1)
    func act(_ x: Scalar) -> [Scalar] {
      actor.act(
        Matrix(repeating: x, rows: 2, columns: 2), allowed: nil, isStochastic: false,
        into: &actions, using: &streams)
      return Array(actions.elements)
    }
    let first = act(0.5)
    #expect(first[0] == first[1])
    let second = act(0.5)
    #expect(second != first)
    actor.begin(1)
    let third = act(0.5)
    #expect(third[1] == first[1] && third[0] != first[0] && third[0] != second[0])
  }
}
