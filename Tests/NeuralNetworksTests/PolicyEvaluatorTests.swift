import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct PolicyEvaluatorTests {
  /// A policy without hidden layers, its weights (inputs × outputs), biases and log σ given.
  private func policy(
    observations: Int, _ head: StochasticPolicy<Float>.Head, _ parameters: Vector<Float>
  ) -> StochasticPolicy<Float> {
    var stream = RandomStream(seed: 0)
    var policy = StochasticPolicy<Float>(
      observations: observations, head: head, hidden: [], using: &stream)
    precondition(policy.parameters.count == parameters.count)
    policy.parameters = parameters
    return policy
  }

  @Test func frequenciesOfCategories() {
    // Row 0 has the probabilities ½, ⅓, ⅙, row 1 has 1/10, 3/10, 6/10.
    let rows: [[Double]] = [[3, 2, 1], [1, 3, 6]]
    let weights: [Float] = rows.joined().map { Float(log($0)) } + [0, 0, 0]
    let π = policy(observations: 2, .categorical(actions: 3), Vector(weights))
    let evaluator = PolicyEvaluator(π, rows: 2)
    var streams = [RandomStream(seed: 1), RandomStream(seed: 2)]
    var actions = Matrix<Float>(rows: 2, columns: 1)
    var counts = [[0.0, 0, 0], [0.0, 0, 0]]
    let draws = 8_000.0
    for _ in 0..<Int(draws) {
      evaluator.sample(π, .identity(2), into: &actions, using: &streams)
      for i in 0..<2 { counts[i][Int(actions[i, 0])] += 1 }
    }
    for i in 0..<2 {
      let sum = rows[i].reduce(0, +)
      for j in 0..<3 {
        let p = rows[i][j] / sum
        #expect(
          abs(counts[i][j] / draws - p) < 5 * (p * (1 - p) / draws).squareRoot(), "\(i), \(j)")
      }
    }
  }

  @Test func momentsOfNormalActions() {
    // μ = (2x, 1 − x), σ = (½, 2).
    let π = policy(
      observations: 1, .gaussian(components: 2, deviation: 1),
      [2, -1, 0, 1, Float(log(0.5)), Float(log(2.0))])
    let evaluator = PolicyEvaluator(π, rows: 4)
    let observations = Matrix<Float>([[0], [1], [-1], [3]])
    var streams = (0..<4).map { RandomStream(seed: $0) }
    var actions = Matrix<Float>(rows: 4, columns: 2)
    let draws = 5_000.0
    let σ = [0.5, 2.0]
    var sums = [Double](repeating: 0, count: 8)
    var squares = sums
    for _ in 0..<Int(draws) {
      evaluator.sample(π, observations, into: &actions, using: &streams)
      for i in 0..<8 {
        let x = Double(observations[i / 2, 0])
        let z = (Double(actions[i / 2, i % 2]) - (i % 2 == 0 ? 2 * x : 1 - x)) / σ[i % 2]
        sums[i] += z
        squares[i] += z * z
      }
    }
    for i in 0..<8 {
      #expect(abs(sums[i] / draws) < 5 / draws.squareRoot())
      #expect(abs(squares[i] / draws - 1) < 5 * (2 / draws).squareRoot())
    }
    evaluator.mode(π, observations, into: &actions)
    #expect(actions == Matrix([[0, 1], [2, 0], [-2, 2], [6, -2]]))
  }

  @Test func modeIsTheFirstOfTheMostLikely() {
    let π = policy(observations: 1, .categorical(actions: 4), [0, 1, 0, -1, 0, 0, 0, 0])
    let evaluator = PolicyEvaluator(π, rows: 3)
    var actions = Matrix<Float>(repeating: -1, rows: 3, columns: 1)
    evaluator.mode(π, Matrix([[2], [0], [-2]]), into: &actions)
    #expect(actions == Matrix([[1], [0], [3]]))
  }

  /// An evaluator holds no policy: each call uses the one it is given, and equal streams give equal actions.
  @Test(arguments: [true, false]) func thePolicyIsAnArgument(_ isDiscrete: Bool) {
    var stream = RandomStream(seed: 40)
    let head: StochasticPolicy<Float>.Head =
      isDiscrete ? .categorical(actions: 5) : .gaussian(components: 5, deviation: 1)
    let policies = (0..<2).map { _ in
      StochasticPolicy<Float>(observations: 3, head: head, hidden: [8], using: &stream)
    }
    let observations = normal(16, 3, &stream, of: Float.self)
    func actions(
      _ evaluator: PolicyEvaluator<Float>, _ π: StochasticPolicy<Float>
    ) -> Matrix<Float> {
      var actions = Matrix<Float>(rows: 16, columns: π.actionWidth)
      var streams = (0..<16).map { RandomStream(seed: $0) }
      evaluator.sample(π, observations, into: &actions, using: &streams)
      return actions
    }
    let shared = PolicyEvaluator(policies[0], rows: 16)
    let expected = policies.map { actions(PolicyEvaluator($0, rows: 16), $0) }
    #expect(actions(shared, policies[1]) == expected[1])
    #expect(actions(shared, policies[0]) == expected[0])
    #expect(expected[0] != expected[1])
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      let a = StochasticPolicy<Float>(
        observations: 3, head: .categorical(actions: 2), using: &stream)
      let b = StochasticPolicy<Float>(
        observations: 4, head: .categorical(actions: 2), using: &stream)
      var actions = Matrix<Float>(rows: 1, columns: 1)
      PolicyEvaluator(a, rows: 1).mode(b, Matrix(rows: 1, columns: 3), into: &actions)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      let a = StochasticPolicy<Float>(
        observations: 3, head: .categorical(actions: 2), using: &stream)
      var actions = Matrix<Float>(rows: 1, columns: 1)
      PolicyEvaluator(a, rows: 1).mode(a, Matrix(rows: 1, columns: 4), into: &actions)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      let a = StochasticPolicy<Float>(
        observations: 3, head: .categorical(actions: 2), using: &stream)
      var actions = Matrix<Float>(rows: 2, columns: 1)
      var streams = [stream]
      PolicyEvaluator(a, rows: 2).sample(
        a, Matrix(rows: 2, columns: 3), into: &actions, using: &streams)
    }
  }
}
