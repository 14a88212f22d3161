import Apus

/// Sampling from policies, and whole iterations of algorithms.
enum LearningBenchmarks {
  static var all: [Benchmark] {
    [
      sampling([4, 64, 64, 2], rows: 1), sampling([4, 64, 64, 2], rows: 64), reinforce(),
      offPolicy(SAC.self, width: 64, rows: 100), offPolicy(SAC.self, width: 256, rows: 256),
      offPolicy(TD3.self, width: 64, rows: 100), offPolicy(TD3.self, width: 256, rows: 256),
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

  /// Ten environment steps with as many updates on Pendulum-v1, with three dense layers in each network; the reference are
  /// the updates' products alone, so that the ratio is their share of the time.
  static func offPolicy<L: Learner>(_ learner: L.Type, width: Int, rows: Int) -> Benchmark {
    Benchmark(
      name: "iteration/\(L.algorithm)/Pendulum-v1/\(width)-\(width)/\(rows)", unit: .microseconds
    ) {
      var configuration = L.Configuration()
      switch configuration {
      case var sac as SAC.Configuration:
        (sac.hiddenWidths, sac.batchSize) = ([width, width], rows)
        (sac.iterationSteps, sac.replayCapacity) = (10, 10_000)
        configuration = sac as! L.Configuration
      case var td3 as TD3.Configuration:
        (td3.hiddenWidths, td3.batchSize) = ([width, width], rows)
        (td3.iterationSteps, td3.replayCapacity) = (10, 10_000)
        configuration = td3 as! L.Configuration
      default: preconditionFailure("\(L.algorithm) has no such options.")
      }
      var learner = try! L(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration,
        seed: 1)
      while learner.environmentSteps < 300 { _ = try! learner.iterate() }
      let isSoft = L.self == SAC.self
      let actor = BareProducts([3, width, width, isSoft ? 2 : 1], batch: rows)
      let critic = BareProducts([4, width, width, 1], batch: rows)
      func reference() {
        for update in 0..<10 {
          // The targets, the critics' regression, and the policy's improvement: every other time in TD3, by one critic.
          actor.forward()
          for _ in 0..<2 {
            critic.forward()
            critic.run()
          }
          if isSoft || update % 2 == 0 {
            actor.run()
            for _ in 0..<(isSoft ? 2 : 1) { critic.runToInputs() }
          }
        }
      }
      return Benchmark.Work(
        own: { _ = try! learner.iterate() }, reference: reference)
    }
  }
}
