import Apus

/// Replay buffers, and the updates of deep Q-learning.
enum ReplayBenchmarks {
  static var all: [Benchmark] {
    [sampling(isPrioritized: false), sampling(isPrioritized: true), update(width: 256, batch: 64)]
  }

  /// 256 transitions drawn from a million of HalfCheetah's shape, in episodes of 1,000 steps.
  static func sampling(isPrioritized: Bool) -> Benchmark {
    let kind = isPrioritized ? "prioritized" : "uniform"
    return Benchmark(name: "replay-sample/\(kind)/1M/256", unit: .microseconds) {
      let bound = [Double](repeating: 1, count: 6)
      let layout = ReplayLayout(
        capacity: 1_001_000, observations: ObservationSpace(shape: [17]),
        actions: .continuous(low: bound.map { -$0 }, high: bound), isPrioritized: isPrioritized)
      var buffer = ReplayBuffer(layout)
      var observations = Matrix<Float>(repeating: 0.5, rows: 1, columns: 17)
      let actions = Matrix<Float>(repeating: 0.25, rows: 1, columns: 6)
      buffer.begin(observations)
      for step in 1...1_000_000 {
        observations[0, 0] = Float(step)
        buffer.append(
          actions: actions, rewards: [1], statuses: [step % 1000 == 0 ? .truncated : .running],
          observations: observations, finalObservations: observations)
      }
      var batch = TransitionBatch(layout, size: 256)
      var random = RandomStream(seed: 1)
      return Benchmark.Work {
        if isPrioritized {
          buffer.samplePrioritized(into: &batch, discount: 0.99, correction: 0.4, using: &random)
        } else {
          buffer.sample(into: &batch, discount: 0.99, using: &random)
        }
      }
    }
  }

  /// A pass of DQN on CartPole-v1 with one environment step and 64 gradient steps, beside the products of those steps:
  /// two forward passes, and in the backward pass each layer's weights and all but the first one's inputs.
  static func update(width: Int, batch: Int) -> Benchmark {
    let updates = 64
    return Benchmark(
      name: "dqn-update/4-\(width)-\(width)-2/\(batch)",
      unit: .rate(count: Double(updates), of: "updates")
    ) {
      var configuration = DQN.Configuration()
      configuration.hiddenWidths = [width, width]
      configuration.batchSize = batch
      configuration.trainPeriod = 1
      configuration.gradientSteps = updates
      configuration.iterationSteps = 1
      configuration.explorationRate = .constant(0.05)
      var learner = try! DQN(
        environment: EnvironmentCatalogue.named("CartPole-v1"), configuration: configuration)
      while learner.environmentSteps < 1100 { _ = try! learner.iterate() }
      let products = BareProducts([4, width, width, 2], batch: batch)
      return Benchmark.Work(
        own: { _ = try! learner.iterate() },
        reference: {
          for _ in 0..<updates {
            products.forward()
            products.run()
          }
        })
    }
  }
}
