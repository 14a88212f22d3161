// What is internal can be tested in debug builds only.
#if DEBUG
  import Environments
  import LinearAlgebra
  import NeuralNetworks
  import ReinforcementLearning
  import Testing

  @testable import DeepQLearning

  /// The targets of step 3, against the values of the two networks and one action at a time.
  @Suite struct ActionValueTargetTests {
    static let actions = 3

    static func network(_ random: inout RandomStream, isDueling: Bool) -> ActionValueNetwork {
      ActionValueNetwork(
        ActionValueArchitecture(
          observationShape: [2], actions: actions, hidden: [16], isDueling: isDueling),
        using: &random)
    }

    /// Q(s, ·) of one row of observations.
    static func values(_ network: ActionValueNetwork, _ row: [Scalar]) -> [Scalar] {
      let tape = Tape<Scalar>()
      return network.parameters.withUnsafePointer {
        let φ = tape.borrow($0, rows: 1, columns: network.parameters.count)
        let outputs = network.expectations(network(tape.input(Vector(row)), φ, noise: nil))
        return (0..<actions).map { outputs.pointer[$0] }
      }
    }

    /// y = r + d Q_φ′(s′, argmaxₐ Q(s′, a)), where Q is Q_φ in double Q-learning and Q_φ′ else; both networks change between
    /// two updates, and the targets with them.
    @Test(arguments: [false, true], [false, true])
    func targetsByHand(isDouble: Bool, isDueling: Bool) {
      var random = RandomStream(seed: 3)
      let first = Self.network(&random, isDueling: isDueling)
      let update = ActionValueUpdate(
        first, .init(batchSize: 32, isDouble: isDouble, huberThreshold: 1))
      var batch = TransitionBatch(
        ReplayLayout(
          capacity: 64, observations: ObservationSpace(shape: [2]), actions: .discrete(Self.actions)
        ), size: 32)
      for _ in 0..<2 {
        let online = Self.network(&random, isDueling: isDueling)
        let target = Self.network(&random, isDueling: isDueling)
        for i in 0..<batch.count {
          for j in 0..<2 {
            batch.observations[i, j] = Scalar(random.uniform(-2, 2))
            batch.nextObservations[i, j] = Scalar(random.uniform(-2, 2))
          }
          batch.actions[i, 0] = Scalar(i % Self.actions)
          batch.rewards[i] = Scalar(random.uniform(-1, 1))
          batch.discounts[i] = i % 4 == 0 ? 0 : 0.9
        }
        update.run(online, target: target, batch, using: &random)
        var disagreements = 0
        for i in 0..<batch.count {
          let next = [batch.nextObservations[i, 0], batch.nextObservations[i, 1]]
          let (own, other) = (Self.values(online, next), Self.values(target, next))
          let greedy = { (q: [Scalar]) in q.indices.max { q[$0] < q[$1] } ?? 0 }
          if greedy(own) != greedy(other) { disagreements += 1 }
          let best = greedy(isDouble ? own : other)
          let expected = batch.rewards[i] + batch.discounts[i] * other[best]
          #expect(abs(update.targets[i] - expected) < 1e-5)
          let chosen = Self.values(online, [batch.observations[i, 0], batch.observations[i, 1]])
          #expect(abs(update.errors[i] - (chosen[i % Self.actions] - expected)) < 1e-5)
        }
        #expect(disagreements > 3, "The two networks agree, and the test tells nothing.")
      }
    }
  }
#endif
