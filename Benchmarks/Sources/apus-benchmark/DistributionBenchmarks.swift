import Apus

/// Log-probability, entropy and their gradient for each kind of policy: what a policy's loss adds to its network.
enum DistributionBenchmarks {
  static let rows = 256

  static var all: [Benchmark] {
    let (low, high) = ([Double](repeating: -1, count: 6), [Double](repeating: 1, count: 6))
    return [
      benchmark("categorical", .categorical(actions: 6)),
      benchmark("multi-categorical", .multiCategorical(counts: [3, 3, 3])),
      benchmark("autoregressive", .autoregressive(counts: [5, 5], features: 16)),
      benchmark(
        "discretized", .discretized(low: [-1, -1], high: [1, 1], bins: 11, features: 16)),
      benchmark("bernoulli", .bernoulli(components: 6)),
      benchmark("gaussian", .gaussian(components: 6, deviation: 0.5)),
      benchmark(
        "state-dependent-gaussian", .stateDependentGaussian(components: 6, deviation: 0.5)),
      benchmark("full-gaussian", .fullGaussian(components: 6, deviation: 0.5)),
      benchmark("squashed-gaussian", .squashedGaussian(low: low, high: high, deviation: 0.5)),
      benchmark("beta", .beta(low: low, high: high)),
      benchmark("mixture", .mixture(components: 6, modes: 5, deviation: 0.5)),
      benchmark("gsde", .gsde(components: 6, deviation: 0.5, interval: 4)),
    ]
  }

  /// A policy 17-64-64 with the head, on 256 rows; against the matrix products of its two hidden layers.
  static func benchmark(_ name: String, _ head: PolicyHead) -> Benchmark {
    Benchmark(name: "policy-gradient/\(name)/\(rows)", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      let policy = StochasticPolicy<Float>(
        observations: 17, head: head, hidden: [64, 64], using: &random)
      let observations = Matrix<Float>(rows: rows, columns: 17) { _, _ in Float(random.normal()) }
      var actions = Matrix<Float>(rows: rows, columns: head.actionWidth)
      var streams = random.split(rows)
      PolicyEvaluator(policy, rows: rows).sample(
        policy, observations, into: &actions, using: &streams)
      let tape = Tape<Float>()
      policy.parameters.withUnsafePointer {
        let θ = tape.borrow($0, rows: 1, columns: policy.parameters.count, trainable: true)
        let distribution = policy.distribution(tape.input(observations), θ)
        var loss = -distribution.logProbability(of: tape.input(actions)).mean()
        switch head {
        // Without an entropy in closed form.
        case .squashedGaussian, .mixture, .autoregressive, .discretized: break
        default: loss = loss - 0.01 * distribution.entropy().mean()
        }
        _ = tape.gradient(of: loss, withRespectTo: θ)
      }
      let products = Products([
        (.none, .none, rows, 64, 17), (.none, .none, rows, 64, 64),
        (.transposed, .none, 17, 64, rows), (.transposed, .none, 64, 64, rows),
        (.none, .transposed, rows, 64, 64),
      ])
      return Benchmark.Work(
        own: { policy.parameters.withUnsafePointer { _ in tape.replay() } },
        reference: { products.run() })
    }
  }
}
