import Environments
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite("Value expansion")
struct ValueExpansionTests {
  private let space = ActionSpace.continuous(low: [-2], high: [2])
  private var layout: ReplayLayout {
    ReplayLayout(
      capacity: 100, copies: 1, observations: ObservationSpace(shape: [2]), actions: space)
  }

  /// An ensemble of two networks for two features, and a policy.
  private func parts() -> (DynamicsEnsemble, StochasticPolicy<Scalar>, RandomStream) {
    var random = RandomStream(seed: 3)
    let ensemble = DynamicsEnsemble(
      count: 2, features: 2, actions: space, hidden: [6], using: &random)
    let policy = StochasticPolicy<Scalar>(
      observations: 2, head: .squashedGaussian(low: [-2], high: [2], deviation: 0.7), hidden: [5],
      activation: .tanh, initializer: .fanIn, using: &random)
    return (ensemble, policy, random)
  }

  /// log π of the position of each action in its bounds.
  private func logProbabilities(
    _ policy: StochasticPolicy<Scalar>, _ batch: TransitionBatch
  ) -> [Scalar] {
    let tape = Tape<Scalar>()
    let π = policy.distribution(tape.input(batch.observations), tape.input(policy.parameters))
    let values = π.logProbability(of: tape.input(batch.actions))
    // The density of a position is that of the action times half the width, 2.
    return (0..<batch.count).map { values[$0, 0] + Scalar(0.693147) }
  }

  @Test(
    "Rows hold the rewards and entropies up to the end, whose value is discounted by as many steps")
  func byHand() throws {
    let (ensemble, policy, first) = parts()
    var random = first
    let (count, horizon, γ, α) = (4, 3, Scalar(0.9), Scalar(0.3))
    var expansion = ValueExpansion(
      ensemble, policy, ActionScaling(low: [-2], high: [2]), layout, horizon: horizon,
      batchSize: count * (horizon + 1), discount: Double(γ), canTerminate: false, reward: nil)
    for i in 0..<count {
      for j in 0..<2 {
        expansion.real.observations[i, j] = Scalar(i - 2 * j) / 3
        expansion.real.nextObservations[i, j] = Scalar(i + j) / 5
      }
      expansion.real.actions[i, 0] = Scalar(i) / 2 - 1
      expansion.real.rewards[i] = Scalar(i + 1)
      // The last one has terminated.
      expansion.real.discounts[i] = i == 3 ? 0 : γ
    }
    var streams = random.split(2)
    try expansion.rollOut(
      by: ensemble, policy, temperature: Double(α), using: &random, &streams)
    let batch = expansion.batch
    let entropies = logProbabilities(policy, batch).map { -α * $0 }

    // The steps on the model once more, by its own evaluator.
    var (states, rewards) = (expansion.real.nextObservations, [[Scalar]]())
    for t in 1..<horizon + 1 {
      var (after, earned) = (
        Matrix<Scalar>(rows: count, columns: 2), [Scalar](repeating: 0, count: 4)
      )
      for member in 0..<2 {
        let evaluator = DynamicsEvaluator(ensemble.networks[member], rows: 2)
        var s = Matrix<Scalar>(rows: 2, columns: 2) { states[2 * member + $0, $1] }
        let a = Matrix<Scalar>(rows: 2, columns: 1) { i, _ in
          batch.actions[t * count + 2 * member + i, 0]
        }
        for i in 0..<2 where 2 * member + i != 3 {
          for j in 0..<2 { #expect(batch.observations[t * count + 2 * member + i, j] == s[i, j]) }
        }
        var r = Vector<Scalar>(count: 2)
        evaluator.step(&s, a, by: ensemble, member: member, rewards: &r)
        for i in 0..<2 {
          earned[2 * member + i] = r[i]
          for j in 0..<2 { after[2 * member + i, j] = s[i, j] }
        }
      }
      states = after
      rewards.append(earned)
    }
    for i in 0..<3 {
      for t in 0..<horizon + 1 {
        var (sum, weight) = (t == 0 ? Scalar(i + 1) : rewards[t - 1][i], γ)
        for k in t + 1..<horizon + 1 {
          sum += weight * (entropies[k * count + i] + rewards[k - 1][i])
          weight *= γ
        }
        let row = t * count + i
        #expect(abs(batch.rewards[row] - sum) < 2e-3, "\(t) \(i)")
        #expect(abs(batch.discounts[row] - weight) < 1e-6)
        for j in 0..<2 { #expect(abs(batch.nextObservations[row, j] - states[i, j]) < 1e-6) }
      }
    }
    // What has terminated is repeated as it is.
    for t in 0..<horizon + 1 {
      let row = t * count + 3
      #expect(batch.rewards[row] == 4 && batch.discounts[row] == 0 && batch.actions[row, 0] == 0.5)
      #expect(batch.nextObservations[row, 1] == 0.8)
    }
  }

  @Test("Without steps it is the real transitions; what is not finite is refused")
  func edges() throws {
    var (ensemble, policy, random) = parts()
    var streams = random.split(2)
    var none = ValueExpansion(
      ensemble, policy, ActionScaling(low: [-2], high: [2]), layout, horizon: 0, batchSize: 4,
      discount: 0.9, canTerminate: true, reward: nil)
    none.real.rewards[2] = 5
    none.real.discounts[2] = 0.9
    try none.rollOut(by: ensemble, policy, temperature: 1, using: &random, &streams)
    #expect(none.batch.rewards == none.real.rewards && none.batch.discounts == none.real.discounts)

    var one = ValueExpansion(
      ensemble, policy, ActionScaling(low: [-2], high: [2]), layout, horizon: 1, batchSize: 4,
      discount: 0.9, canTerminate: true, reward: { _, _, _ in .infinity })
    one.real.discounts[0] = 0.9
    #expect(throws: NotFiniteError.self) {
      try one.rollOut(by: ensemble, policy, temperature: 1, using: &random, &streams)
    }
  }
}
