import Apus

/// Whole trainings by policy gradients, in environment steps a second: collection, updates and all.
enum TrainingBenchmarks {
  static var all: [Benchmark] {
    [
      // RLtools' own Pendulum, 74 iterations.
      training(PPO.self, "Pendulum-v1/rltools", steps: 303_104) {
        ($0.copies, $0.horizon, $0.batchSize, $0.epochs) = (4, 1024, 256, 2)
        ($0.learningRate, $0.adamEpsilon) = (.constant(1e-3), 1e-8)
        ($0.discount, $0.lambda) = (0.9, 0.95)
        ($0.activation, $0.initialDeviation) = (.relu, 2)
      },
      training(PPO.self, "CartPole-v1/zoo", steps: 100_000) {
        ($0.copies, $0.horizon, $0.batchSize, $0.epochs) = (8, 32, 256, 20)
        ($0.lambda, $0.discount) = (0.8, 0.98)
        $0.learningRate = .linear(from: 1e-3, to: 0, over: 100_000)
        $0.clipRange = .linear(from: 0.2, to: 0, over: 100_000)
      },
      training(A2C.self, "CartPole-v1/zoo", steps: 100_000) { $0.copies = 8 },
      training(TRPO.self, "CartPole-v1/zoo", steps: 50_000) {
        ($0.copies, $0.horizon, $0.criticBatchSize, $0.criticEpochs) = (2, 512, 512, 20)
        ($0.damping, $0.lambda) = (1e-3, 0.98)
      },
      a3c(workers: 1), a3c(workers: 2),
    ]
  }

  /// A training from the first step on, with one seed.
  static func training<L: Learner>(
    _ learner: L.Type, _ name: String, steps: Int, _ change: (inout L.Configuration) -> Void
  ) -> Benchmark {
    var configuration = L.Configuration()
    change(&configuration)
    let environment = String(name.prefix { $0 != "/" })
    return Benchmark(
      name: "training/\(L.algorithm)/\(name)", unit: .rate(count: Double(steps), of: "steps")
    ) { [configuration] in
      Benchmark.Work {
        var learner = try! L(
          environment: EnvironmentCatalogue.named(environment), configuration: configuration,
          seed: 1)
        while learner.environmentSteps < steps { _ = try! learner.iterate() }
      }
    }
  }

  /// Free-running workers on a thread each, 20 steps between two updates, 100,000 steps of all together.
  static func a3c(workers: Int) -> Benchmark {
    training(A3C.self, "CartPole-v1/\(workers)-workers", steps: 100_000) {
      ($0.workers, $0.threads, $0.horizon) = (workers, workers, 20)
      $0.isOrdered = false
      $0.rolloutsPerIteration = 5000 / workers
    }
  }
}
