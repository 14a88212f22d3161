import Apus

/// Sampling from policies, and whole iterations of algorithms.
enum LearningBenchmarks {
  static var all: [Benchmark] {
    [
      sampling([4, 64, 64, 2], rows: 1), sampling([4, 64, 64, 2], rows: 64), reinforce(),
    ]
  }

  /// Actions drawn from a policy for a batch of observations.
  static func sampling(_ widths: [Int], rows: Int) -> Benchmark {
    let name = widths.map(String.init).joined(separator: "-")
    return Benchmark(name: "policy-sample/\(name)/\(rows)", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      let policy = StochasticPolicy<Float>(
        observations: widths[0], head: .categorical(actions: widths[widths.count - 1]),
        hidden: Array(widths.dropFirst().dropLast()), using: &random)
      let evaluator = PolicyEvaluator(policy, rows: rows)
      let observations = Matrix<Float>(rows: rows, columns: widths[0]) { _, _ in
        Float(random.normal())
      }
      var actions = Matrix<Float>(rows: rows, columns: 1)
      var streams = random.split(rows)
      return Benchmark.Work {
        evaluator.sample(policy, observations, into: &actions, using: &streams)
      }
    }
  }

  /// One iteration of REINFORCE on CartPole-v0, once it balances: 5,000 steps, 2×64, collection and update.
  static func reinforce() -> Benchmark {
    Benchmark(name: "iteration/reinforce/CartPole-v0/5000", unit: .microseconds) {
      var configuration = REINFORCE.Configuration()
      configuration.batchSize = 5000
      configuration.workers = 1
      var learner = try! REINFORCE(
        environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration)
      for _ in 0..<40 { _ = try! learner.iterate() }
      return Benchmark.Work { _ = try! learner.iterate() }
    }
  }
}
