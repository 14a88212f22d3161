import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct EvaluationTests {
  /// A policy that prefers action 1 a little, and one that prefers it as little less.
  private func policy(
    _ environment: EnvironmentSpecification, bias: Scalar
  ) throws -> StochasticPolicy<Scalar> {
    var policy = try environment.policy()
    for i in 0..<policy.parameters.count { policy.parameters[i] = 0 }
    policy.parameters[policy.parameters.count - 1] = bias
    return policy
  }

  @Test func theMostLikelyActionOrADrawnOne() throws {
    let environment = EnvironmentSpecification(Rewarding())
    let up = try policy(environment, bias: 0.1)
    let evaluation = try Evaluation(of: up, in: environment, episodes: 5, seed: 1)
    #expect(evaluation.returns == [4, 4, 4, 4, 4] && evaluation.lengths == [4, 4, 4, 4, 4])
    #expect(evaluation.mean == 4 && evaluation.standardDeviation == 0 && evaluation.episodes == 5)
    let down = try policy(environment, bias: -0.1)
    #expect(try Evaluation(of: down, in: environment, episodes: 1, seed: 1).returns == [0])

    let drawn = try Evaluation(
      of: up, in: environment, episodes: 4000, seed: 1, isStochastic: true)
    // Four draws of probability p = 1 / (1 + e^−0.1): mean 4p, variance 4p(1 − p).
    let p = 1 / (1 + exp(-0.1))
    #expect(abs(drawn.mean - 4 * p) < 4 * (4 * p * (1 - p) / 4000).squareRoot())
    #expect(abs(drawn.standardDeviation - (4 * p * (1 - p)).squareRoot()) < 0.05)
    #expect(Set(drawn.returns) == [0, 1, 2, 3, 4])
  }

  @Test func meanAndDeviation() throws {
    let environment = EnvironmentSpecification(RandomLength())
    let evaluation = try Evaluation(
      of: environment.policy(), in: environment, episodes: 7, seed: 3)
    let x = evaluation.returns
    let mean = x.reduce(0, +) / 7
    #expect(evaluation.mean == mean && Set(x).count > 1)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
    #expect(abs(evaluation.standardDeviation - variance.squareRoot()) < 1e-12)
    #expect(x == evaluation.lengths.map { Double($0) })
  }

  /// Copy c runs the episodes c, c + 16, …, however long they take.
  @Test(arguments: [1, 15, 16, 17, 40])
  func whichEpisodesCount(episodes: Int) throws {
    let environment = EnvironmentSpecification(RandomLength(longest: 30))
    let evaluation = try Evaluation(
      of: environment.policy(), in: environment, episodes: episodes, seed: 5)

    let copies = min(episodes, 16)
    var random = RandomStream(seed: 5)
    var batch = environment.makeBatch(copies, random.next(), 1)
    batch.reset()
    var lengths = Array(repeating: [0], count: copies)
    for _ in 0..<200 {
      batch.step(Matrix(rows: copies, columns: 1))
      for c in 0..<copies {
        lengths[c][lengths[c].count - 1] += 1
        if batch.statuses[c] != .running { lengths[c].append(0) }
      }
    }
    #expect(evaluation.lengths == (0..<episodes).map { lengths[$0 % copies][$0 / copies] })
  }

  @Test func sameSeedSameReturns() throws {
    let environment = EnvironmentSpecification(RandomLength())
    let policy = try environment.policy()
    func run(_ seed: UInt64) throws -> Evaluation {
      try Evaluation(of: policy, in: environment, episodes: 30, seed: seed, isStochastic: true)
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  /// The policy sees what the normaliser makes of the observations.
  @Test func normalizedObservations() throws {
    let environment = EnvironmentSpecification(Rewarding(length: 1))
    // tanh(10 x) > 0 asks for action 1. The observation is 0; with mean −1 it is seen as 1.
    var random = RandomStream(seed: 1)
    var policy = StochasticPolicy<Scalar>(
      observations: 1, head: .categorical(actions: 2), hidden: [], using: &random)
    policy.parameters = [-1, 1, 0.1, -0.1]
    var normalizer = ObservationNormalizer(features: 1)
    for x in [-2, 0] as [Scalar] { normalizer.update([x], rows: 1) }
    #expect(try Evaluation(of: policy, in: environment, episodes: 1, seed: 1).mean == 0)
    let evaluation = try Evaluation(
      of: policy, normalizer: normalizer, in: environment, episodes: 1, seed: 1)
    #expect(evaluation.mean == 1)
  }

  @Test func aRewardThatIsNotFinite() throws {
    let environment = EnvironmentSpecification(Rewarding(reward: { _ in -.infinity }))
    let policy = try environment.policy()
    let error = #expect(throws: NotFiniteError.self) {
      try Evaluation(of: policy, in: environment, episodes: 3, seed: 1)
    }
    #expect(
      error?.description
        == "Test gave the reward -inf at step 1, after the action [0.0].")
  }

  @Test(arguments: [false, true])
  func aPolicyThatIsNotFinite(isStochastic: Bool) throws {
    let environment = EnvironmentSpecification(Rewarding())
    let policy = try policy(environment, bias: .nan)
    // The most likely of undefined actions is the first; one cannot be drawn.
    if isStochastic {
      #expect(throws: NotFiniteError.self) {
        try Evaluation(of: policy, in: environment, episodes: 3, seed: 1, isStochastic: true)
      }
    } else {
      #expect(try Evaluation(of: policy, in: environment, episodes: 3, seed: 1).mean == 0)
    }
  }
}
