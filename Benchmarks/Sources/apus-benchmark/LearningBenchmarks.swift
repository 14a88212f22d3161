import Apus

/// Stepping of environments, sampling from policies, and whole iterations of algorithms.
enum LearningBenchmarks {
  static var all: [Benchmark] {
    ["CartPole-v1", "Pendulum-v1", "Acrobot-v1", "MountainCar-v0", "FrozenLake-v1"].flatMap {
      name in
      [stepping(name, copies: 8), stepping(name, copies: 1024)]
    } + [
      threads("Acrobot-v1", copies: 1024), sampling([4, 64, 64, 2], rows: 1),
      sampling([4, 64, 64, 2], rows: 64), reinforce(),
    ]
  }

  /// Steps of all copies: random actions drawn, observations written, automatic reset.
  static func stepping(_ name: String, copies: Int) -> Benchmark {
    Benchmark(
      name: "environment/\(name)/\(copies)", unit: .rate(count: Double(copies), of: "steps")
    ) {
      let environment = try! EnvironmentCatalogue.named(name)
      var batch = environment.makeBatch(copies, 1, 1)
      var actions = Matrix<Float>(rows: copies, columns: environment.actionSpace.width)
      batch.reset()
      return Benchmark.Work {
        batch.sampleActions(into: &actions)
        batch.step(actions)
      }
    }
  }

  /// Steps of all copies on two threads; the reference is one thread, so that the ratio is the speed-up.
  static func threads(_ name: String, copies: Int) -> Benchmark {
    Benchmark(
      name: "environment/\(name)/\(copies)/2-threads",
      unit: .rate(count: Double(copies), of: "steps")
    ) {
      let environment = try! EnvironmentCatalogue.named(name)
      func stepping(_ threads: Int) -> () -> Void {
        var batch = environment.makeBatch(copies, 1, threads)
        var actions = Matrix<Float>(rows: copies, columns: environment.actionSpace.width)
        return {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
      }
      return Benchmark.Work(own: stepping(2), reference: stepping(1))
    }
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
