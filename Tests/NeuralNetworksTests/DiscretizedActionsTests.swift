import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Continuous actions by bins, one component after another.
@Suite struct DiscretizedActionsTests {
  /// A policy whose probabilities do not depend on the state, with the given parameters of the choices' layers.
  private func policy(
    _ low: [Double], _ high: [Double], bins: Int, features: Int = 3, hidden: [Int] = [4],
    seed: UInt64 = 60
  ) -> StochasticPolicy<Double> {
    var stream = RandomStream(seed: seed)
    var policy = StochasticPolicy<Double>(
      observations: 2, head: .discretized(low: low, high: high, bins: bins, features: features),
      hidden: hidden, using: &stream)
    for i in 0..<policy.parameters.count { policy.parameters[i] += 0.5 * stream.normal() }
    return policy
  }

  private func distribution(
    _ policy: StochasticPolicy<Double>, _ observations: Matrix<Double>, _ tape: Tape<Double>
  ) -> DiscretizedActions<Double>? {
    let π = policy.distribution(tape.input(observations), tape.input(policy.parameters))
    if case .discretized(let distribution) = π { return distribution }
    return nil
  }

  /// Four bins over [−1, 1]: the inner edges belong to the bin above, and what lies beyond to the outermost.
  @Test func numbersOfBins() throws {
    let policy = policy([-1], [1], bins: 4)
    let tape = Tape<Double>()
    let seen = Matrix<Double>(repeating: 0, rows: 9, columns: 2)
    let π = try #require(distribution(policy, seen, tape))
    let actions = tape.input(
      Matrix<Double>([[-5], [-1], [-0.51], [-0.5], [-0.01], [0], [0.49], [0.5], [7]]))
    #expect(Array(π.numbers(of: actions).vector) == [0, 0, 0, 1, 1, 2, 2, 3, 3])
    let one = try #require(distribution(self.policy([-1], [1], bins: 1), seen, tape))
    #expect(Array(one.numbers(of: actions).vector) == Array(repeating: 0, count: 9))
  }

  /// With equal logits the density is uniform: log p = −Σ log(high − low).
  @Test func equalProbabilities() throws {
    var policy = policy([-1, 0], [1, 5], bins: 7)
    for i in 0..<policy.parameters.count { policy.parameters[i] = 0 }
    let tape = Tape<Double>()
    let π = try #require(distribution(policy, Matrix(repeating: 1, rows: 2, columns: 2), tape))
    let logp = π.logProbability(of: tape.input(Matrix<Double>([[0.3, 4.9], [-1, 2]])))
    for i in 0..<2 { #expect(abs(logp[i, 0] + log(10)) < 1e-12) }
  }

  /// The density integrates to 1: a sum over the middles of all bins, each times the volume.
  @Test func densitiesSumToOne() throws {
    let (low, high, bins) = ([-1.0, 2], [0.5, 4.0], 5)
    let policy = policy(low, high, bins: bins)
    let width = low.indices.map { (high[$0] - low[$0]) / Double(bins) }
    let middles = Matrix<Double>(rows: bins * bins, columns: 2) { row, j in
      low[j] + (Double(j == 0 ? row / bins : row % bins) + 0.5) * width[j]
    }
    let tape = Tape<Double>()
    let seen = Matrix<Double>(rows: bins * bins, columns: 2) { _, j in j == 0 ? 0.3 : -0.8 }
    let π = try #require(distribution(policy, seen, tape))
    let logp = π.logProbability(of: tape.input(middles))
    let sum = (0..<bins * bins).reduce(0.0) { $0 + exp(logp[$1, 0]) * width[0] * width[1] }
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func gradients() {
    let policy = policy([-1, 0], [1, 5], bins: 4)
    var stream = RandomStream(seed: 61)
    let (seen, actions): (Matrix<Double>, Matrix<Double>) = (
      normal(3, 2, &stream), normal(3, 2, &stream)
    )
    let parameters = Matrix<Double>(rows: 1, columns: policy.parameters.count) { _, j in
      policy.parameters[j]
    }
    let checker = GradientChecker(points: [parameters]) { arguments in
      let tape = arguments[0].tape
      return policy.distribution(tape.input(seen), arguments[0])
        .logProbability(of: tape.input(actions))
    }
    checker.checkFirst("discretized")
  }

  /// Frequencies of the bins of drawn actions are their probabilities; within a bin all is equally likely.
  @Test func frequencies() throws {
    let policy = policy([-2, 0], [2, 1], bins: 3)
    let rows = 4000
    let seen = Matrix<Double>(rows: rows, columns: 2) { _, j in j == 0 ? 0.5 : 0.2 }
    var stream = RandomStream(seed: 62)
    var streams = stream.split(rows)
    var actions = Matrix<Double>(rows: rows, columns: 2)
    let evaluator = PolicyEvaluator(policy, rows: rows)
    evaluator.sample(policy, seen, into: &actions, using: &streams)
    let tape = Tape<Double>()
    let π = try #require(distribution(policy, seen, tape))
    let bins = π.numbers(of: tape.input(actions))
    let logp = π.logProbability(of: tape.input(actions))
    var (counts, densities) = ([Int: Double](), [Int: Double]())
    var position = 0.0
    for i in 0..<rows {
      let bin = Int(bins[i, 0]) * 3 + Int(bins[i, 1])
      counts[bin, default: 0] += 1
      densities[bin] = exp(logp[i, 0]) * (4.0 / 3) * (1.0 / 3)
      position += (actions[i, 1] * 3).truncatingRemainder(dividingBy: 1)
      #expect(actions[i, 0] >= -2 && actions[i, 0] <= 2 && actions[i, 1] >= 0 && actions[i, 1] <= 1)
    }
    for (bin, p) in densities {
      let error = (p * (1 - p) / Double(rows)).squareRoot()
      #expect(abs((counts[bin] ?? 0) / Double(rows) - p) < 5 * error, "\(bin)")
    }
    #expect(abs(position / Double(rows) - 0.5) < 0.03)
    // The mode lies in the middle of a bin.
    evaluator.mode(policy, seen, into: &actions)
    #expect(abs((actions[0, 1] * 3).truncatingRemainder(dividingBy: 1) - 0.5) < 1e-9)
  }

  @Test func comesBackFromAFile() throws {
    var stream = RandomStream(seed: 63)
    let policy = StochasticPolicy<Float>(
      observations: 2, head: .discretized(low: [-1, 0], high: [1, 5], bins: 6, features: 4),
      using: &stream)
    let copy = try StochasticPolicy<Float>(restoring: policy.checkpoint())
    #expect(copy.head == policy.head && bits(copy.parameters) == bits(policy.parameters))
  }
}
