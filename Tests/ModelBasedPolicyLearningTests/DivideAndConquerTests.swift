import Environments
import Foundation
import LinearAlgebra
import ModelBasedPolicyLearning
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

@Suite("Divide and conquer")
struct DivideAndConquerTests {
  private func configuration(
    _ change: (inout DivideAndConquer.Configuration) -> Void = { _ in }
  ) -> DivideAndConquer.Configuration {
    var configuration = DivideAndConquer.Configuration()
    configuration.parts = 2
    configuration.episodes = 4
    configuration.localSteps = 2
    configuration.mimicSteps = 5
    configuration.mimicBatchSize = 16
    configuration.hiddenWidths = [8]
    change(&configuration)
    return configuration
  }

  private func environment(_ name: String = "Obstacles-v0") throws -> EnvironmentSpecification {
    try EnvironmentCatalogue.named(name)
  }

  @Test("Trajectories of a sampler can begin all in one state, each with its own chance")
  func starts() throws {
    let environment = try environment()
    var random = RandomStream(seed: 4)
    let policy = StochasticPolicy<Scalar>(for: environment, hidden: [8], using: &random)
    var sampler = TrajectorySampler(
      environment: environment, policy: policy, workers: 2, copies: 3, threads: 1, using: &random)
    var start = environment.makeBatch(5, 9, 1)
    start.reset()
    for copy in [3, 0] {
      try sampler.sample(policy, from: start, copy: copy)
      #expect(sampler.trajectories.count == 6)
      for range in sampler.trajectories.ranges {
        for j in 0..<2 {
          #expect(
            sampler.trajectories.observations[range.lowerBound, j] == start.observations[copy, j])
        }
      }
      // Chance is each trajectory's own.
      let first = sampler.trajectories.ranges.map { sampler.trajectories.actions[$0.lowerBound, 0] }
      #expect(Set(first).count == 6)
    }
    try sampler.sample(policy, minimumSteps: 10)
    let seen = sampler.trajectories.ranges.map {
      sampler.trajectories.observations[$0.lowerBound, 0]
    }
    #expect(Set(seen).count == seen.count)
  }

  @Test("A local policy's gradient is REINFORCE's on rewards with λ log π_θ(a|s)")
  func localGradient() throws {
    let environment = try environment()
    var random = RandomStream(seed: 5)
    func network() -> StochasticPolicy<Scalar> {
      StochasticPolicy(for: environment, hidden: [8], deviation: 0.5, using: &random)
    }
    let (globalPolicy, before) = (network(), network())
    let (λ, γ) = (0.3, 0.9)
    var local = LocalPolicy(before, environment, episodes: 3, learningRate: 1e-3, using: &random)
    var start = environment.makeBatch(1, 2, 1)
    start.reset()
    var form = REINFORCE.Configuration()
    form.discount = γ
    form.normalizesAdvantages = false
    local.improve(
      from: start, copy: 0, steps: 1, toward: globalPolicy, weight: λ, form)
    #expect(local.failure == nil && local.steps == local.trajectories.steps)

    // The same by hand: log densities one by one, rewards-to-go, and the mean of each time step.
    let trajectories = local.trajectories
    func logProbabilities(
      _ policy: StochasticPolicy<Scalar>, _ tape: Tape<Scalar>, _ θ: Variable<Scalar>
    )
      -> Variable<Scalar>
    {
      policy.distribution(tape.input(trajectories.observations), θ)
        .logProbability(of: tape.input(trajectories.actions))
    }
    let judge = Tape<Scalar>()
    let word = logProbabilities(globalPolicy, judge, judge.input(globalPolicy.parameters))
    var toGo = [Double](repeating: 0, count: trajectories.steps)
    for range in trajectories.ranges {
      var sum = 0.0
      for t in range.reversed() {
        sum = Double(trajectories.rewards[t]) + λ * Double(word[t, 0]) + γ * sum
        toGo[t] = sum
      }
    }
    var advantages = Vector<Scalar>(count: toGo.count)
    for range in trajectories.ranges {
      for k in 0..<range.count {
        let others = trajectories.ranges.filter { $0.count > k }.map { toGo[$0.lowerBound + k] }
        let mean = others.reduce(0, +) / Double(others.count)
        advantages[range.lowerBound + k] = Scalar(toGo[range.lowerBound + k] - mean)
      }
    }
    let tape = Tape<Scalar>()
    let θ = tape.input(before.parameters, trainable: true)
    let objective = (logProbabilities(before, tape, θ) * tape.column(advantages)).sum() / 3
    var optimizer = Adam<Scalar>(count: before.layout.count, learningRate: 1e-3)
    var expected = before.parameters
    optimizer.update(
      &expected, gradient: tape.gradient(of: objective, withRespectTo: θ), scale: -1)
    for k in 0..<expected.count {
      #expect(abs(expected[k] - local.policy.parameters[k]) < 2e-5, "\(k)")
    }
    let mean = (0..<word.rows).reduce(0.0) { $0 + Double(word[$1, 0]) } / Double(word.rows)
    #expect(abs(local.meanLogProbability - mean) < 1e-4)
  }

  @Test("Mimicry's gradient is that of its loss", arguments: MimicryForm.allCases)
  func mimicry(_ form: MimicryForm) throws {
    let environment = try environment("CartPole-v0")
    var random = RandomStream(seed: 6)
    func network() -> StochasticPolicy<Scalar> {
      StochasticPolicy(for: environment, hidden: [6], using: &random)
    }
    var start = environment.makeBatch(2, 2, 1)
    start.reset()
    let globalPolicy = network()
    var locals: [LocalPolicy] = []
    for i in 0..<2 {
      var local = LocalPolicy(
        network(), environment, episodes: 2, learningRate: 1e-2, using: &random)
      local.improve(
        from: start, copy: i, steps: 1, toward: globalPolicy, weight: 0, REINFORCE.Configuration())
      locals.append(local)
    }
    let mimicry = Mimicry(globalPolicy, parts: 2, batchSize: 10, form: form, choices: 0)
    var policy = globalPolicy
    /// The loss on the same draws.
    func loss() -> Double {
      var draws = RandomStream(seed: 7)
      return Double(mimicry.gradient(policy, locals, using: &draws).loss)
    }
    var draws = RandomStream(seed: 7)
    let (_, variable) = mimicry.gradient(globalPolicy, locals, using: &draws)
    let gradient = variable.vector
    for k in stride(from: 0, to: gradient.count, by: 7) {
      let ε: Scalar = 1e-2
      policy.parameters[k] = globalPolicy.parameters[k] + ε
      let above = loss()
      policy.parameters[k] = globalPolicy.parameters[k] - ε
      let below = loss()
      policy.parameters[k] = globalPolicy.parameters[k]
      let slope = (above - below) / Double(2 * ε)
      #expect(abs(slope - Double(gradient[k])) < 2e-3, "\(k)")
    }
    // To mimic oneself costs nothing by distributions.
    if form == .distributions {
      let twin = [locals[0], locals[0]]
      policy = locals[0].policy
      var draws = RandomStream(seed: 7)
      #expect(abs(mimicry.gradient(policy, twin, using: &draws).loss) < 1e-6)
    }
  }

  @Test("Steps are counted, and every column has a value")
  func counts() throws {
    var learner = try DivideAndConquer(
      environment: environment("CartPole-v0"), configuration: configuration())
    let first = try learner.iterate()
    #expect(first.episodes == 8 && first.values.count == DivideAndConquer.Metrics.columns.count)
    #expect(learner.environmentSteps > Int(first.returnMean * 8) && first.logProbability < 0)
    let second = try learner.iterate()
    #expect(second.values[0] == 2 && second.values[1] == Double(learner.environmentSteps))
  }

  @Test("Every option has an effect on what is learned")
  func options() throws {
    func parameters(
      _ change: (inout DivideAndConquer.Configuration) -> Void
    ) throws -> Vector<Scalar> {
      var learner = try DivideAndConquer(
        environment: environment(), configuration: configuration(change))
      for _ in 0..<2 { _ = try learner.iterate() }
      return learner.policy.parameters
    }
    let plain = try parameters { _ in }
    let changes: [(String, (inout DivideAndConquer.Configuration) -> Void)] = [
      ("parts", { $0.parts = 4 }), ("episodes", { $0.episodes = 5 }),
      ("localSteps", { $0.localSteps = 3 }), ("localLearningRate", { $0.localLearningRate = 0.1 }),
      ("discount", { $0.discount = 0.9 }),
      ("normalizesAdvantages", { $0.normalizesAdvantages = false }),
      ("entropyCoefficient", { $0.entropyCoefficient = 0.1 }),
      ("imitationWeight", { $0.imitationWeight = .constant(0.5) }),
      ("mimicry", { $0.mimicry = .actions }), ("mimicSteps", { $0.mimicSteps = 6 }),
      ("mimicBatchSize", { $0.mimicBatchSize = 18 }),
      ("mimicLearningRate", { $0.mimicLearningRate = 1e-2 }),
      ("hiddenWidths", { $0.hiddenWidths = [9] }), ("activation", { $0.activation = .relu }),
      ("initialDeviation", { $0.initialDeviation = 0.5 }),
    ]
    for (name, change) in changes { #expect(try parameters(change) != plain, "\(name)") }
    #expect(try parameters { $0.threads = 2 } == plain)
  }

  @Test("The same seed gives the same bits, and a restored learner goes on with them")
  func bits() throws {
    func rows(_ learner: inout DivideAndConquer) throws -> [[UInt64]] {
      try (0..<2).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try DivideAndConquer(environment: environment(), configuration: configuration())
    var same = try DivideAndConquer(
      environment: environment(), configuration: configuration { $0.threads = 2 })
    var other = try DivideAndConquer(
      environment: environment(), configuration: configuration(), seed: 2)
    let expected = try rows(&first)
    #expect(try rows(&same) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-divide-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 2) { try first.save(to: &$0) }
    let reader = try CheckpointReader(store.path(ofIteration: 2))
    try other.restore(from: reader)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&other) == rows(&first))
    #expect(other.policy.parameters == first.policy.parameters)
  }

  @Test("Options out of bounds are refused by their names")
  func refused() throws {
    let changes: [(String, (inout DivideAndConquer.Configuration) -> Void)] = [
      ("parts", { $0.parts = 0 }), ("episodes", { $0.episodes = 1 }),
      ("localSteps", { $0.localSteps = 0 }), ("mimicBatchSize", { $0.mimicBatchSize = 15 }),
      ("localLearningRate", { $0.localLearningRate = 0 }), ("discount", { $0.discount = 2 }),
      ("imitationWeight", { $0.imitationWeight = .constant(-1) }),
      ("entropyCoefficient", { $0.entropyCoefficient = -1 }),
      ("hiddenWidths", { $0.hiddenWidths = [0] }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try configuration(change).validate()
      } throws: {
        ($0 as? InvalidConfigurationError)?.option == name
      }
    }
  }
}

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

@Suite("What divide and conquer learns", .enabled(if: isRelease))
struct DivideAndConquerLearningTests {
  @Test("The global policy balances the pole from any start")
  func cartPole() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v0")
    var mean = 0.0
    for seed in 1...2 as ClosedRange<UInt64> {
      var learner = try DivideAndConquer(environment: environment, seed: seed)
      for _ in 0..<6 { _ = try learner.iterate() }
      mean += try Evaluation(of: learner.policy, in: environment, episodes: 50, seed: 1).mean / 2
    }
    #expect(mean > 190)
  }
}
