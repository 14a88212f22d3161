import CAllocationCounter
import Environments
import Exploration
import Foundation
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

private func architecture(
  heads: Int = 3, priorScale: Double = 2
) -> ValueEnsemble.Architecture {
  ValueEnsemble.Architecture(
    observationWidth: 2, actions: 2, heads: heads, hidden: [4], activation: .tanh,
    priorScale: priorScale)
}

/// A small learner.
private func configuration(
  _ change: (inout BootstrappedDQN.Configuration) -> Void = { _ in }
) -> BootstrappedDQN.Configuration {
  var configuration = BootstrappedDQN.Configuration()
  configuration.heads = 4
  configuration.replayCapacity = 1000
  configuration.batchSize = 16
  configuration.warmUpSteps = 30
  configuration.hiddenWidths = [16]
  configuration.iterationSteps = 100
  change(&configuration)
  return configuration
}

private func maze() throws -> EnvironmentSpecification {
  try EnvironmentCatalogue.named("PointmassEasy-v0")
}

@Suite("Ensembles of action values")
struct ValueEnsembleTests {
  /// Q_k(s, ·) of two inputs, four tanh units and two actions, in plain loops.
  private func head(_ θ: Vector<Scalar>, _ k: Int, _ s: [Double]) -> [Double] {
    let θ: [Double] = (0..<22).map { Double(θ[22 * k + $0]) }
    let hidden: [Double] = (0..<4).map { j -> Double in
      let sum: Double = s[0] * θ[j] + s[1] * θ[4 + j]
      return tanh(sum + θ[8 + j])
    }
    return (0..<2).map { a -> Double in
      var sum = θ[20 + a]
      for j in 0..<4 { sum += hidden[j] * θ[12 + 2 * j + a] }
      return sum
    }
  }

  /// f + β p of head k, with β 2.
  private func values(_ ensemble: ValueEnsemble, _ θ: Vector<Scalar>, _ k: Int, _ s: [Double])
    -> [Double]
  {
    let (f, p) = (head(θ, k, s), head(ensemble.priorParameters, k, s))
    return [f[0] + 2 * p[0], f[1] + 2 * p[1]]
  }

  @Test("Heads are f + β p, each with parameters of its own")
  func byHand() {
    var random = RandomStream(seed: 1)
    let ensemble = ValueEnsemble(architecture(), using: &random)
    #expect(ensemble.layout.count == 66 && ensemble.priorParameters.count == 66)
    let states: [[Double]] = [[0.3, -0.2], [1, 0.5]]
    let evaluator = ValueEnsembleEvaluator(ensemble, rows: 2)
    let found = evaluator.evaluate(
      ensemble, Matrix<Scalar>(states.map { $0.map { Scalar($0) } }))
    for (i, state) in states.enumerated() {
      for k in 0..<3 {
        let expected = values(ensemble, ensemble.parameters, k, state)
        for a in 0..<2 { #expect(abs(Double(found[i * 6 + k * 2 + a]) - expected[a]) < 1e-5) }
      }
    }
    let plain = ValueEnsemble(architecture(priorScale: 0), using: &random)
    #expect(plain.priorParameters.count == 0)
  }

  @Test(
    "Each head learns from its own targets and transitions; the gradient is the central differences"
  )
  func gradient() {
    var random = RandomStream(seed: 2)
    let ensemble = ValueEnsemble(architecture(), using: &random)
    let other = ValueEnsemble(architecture(), using: &random)
    let layout = ReplayLayout(
      capacity: 8, observations: ObservationSpace(shape: [2]), actions: .discrete(2))
    let count = 4
    var batch = TransitionBatch(layout, size: count)
    let states = (0..<count).map { i in [0.3 * Double(i), 1 - 0.5 * Double(i)] }
    let next = (0..<count).map { i in [-0.2 * Double(i), 0.1 * Double(i)] }
    for i in 0..<count {
      for j in 0..<2 {
        batch.observations[i, j] = Scalar(states[i][j])
        batch.nextObservations[i, j] = Scalar(next[i][j])
      }
      batch.actions[i, 0] = Scalar(i % 2)
      batch.rewards[i] = Scalar(i) - 1
      batch.discounts[i] = i == 2 ? 0 : 0.9
    }
    // All transitions of the batch stand at place 0: heads 0 and 2 learn, head 1 does not.
    var masks = HeadMasks(heads: 3, probability: 0.5, places: 1)
    while !(masks.contains(0, at: 0) && !masks.contains(1, at: 0) && masks.contains(2, at: 0)) {
      masks.draw(at: 0, using: &random)
    }
    for isDouble in [true, false] {
      for threshold in [nil, 0.5] {
        let update = ValueEnsembleUpdate(
          ensemble, batchSize: count, isDouble: isDouble, huberThreshold: threshold)
        update.run(ensemble, target: other.parameters, batch, masks: masks)
        let targets = (0..<3).map { k in
          (0..<count).map { i -> Double in
            let theirs = values(ensemble, other.parameters, k, next[i])
            let own = values(ensemble, ensemble.parameters, k, next[i])
            let picked = isDouble ? own : theirs
            let bootstrap = theirs[picked[1] > picked[0] ? 1 : 0]
            return Double(batch.rewards[i]) + Double(batch.discounts[i]) * bootstrap
          }
        }
        func loss(_ θ: Vector<Scalar>) -> Double {
          var sum = 0.0
          for k in [0, 2] {
            for i in 0..<count {
              let δ = values(ensemble, θ, k, states[i])[i % 2] - targets[k][i]
              let κ = threshold ?? .infinity
              sum += abs(δ) <= κ ? δ * δ / 2 : κ * (abs(δ) - κ / 2)
            }
          }
          return sum / Double(count)
        }
        #expect(abs(update.loss - loss(ensemble.parameters) / 3) < 1e-5)
        for e in 0..<66 {
          var (up, down) = (ensemble.parameters, ensemble.parameters)
          up[e] += 1e-2
          down[e] -= 1e-2
          let numeric = (loss(up) - loss(down)) / Double(up[e] - down[e])
          let found = Double(update.gradient.pointer[e])
          #expect(abs(found - numeric) < 2e-3, "\(e): \(found) against \(numeric)")
          if e / 22 == 1 { #expect(found == 0) }
        }
        #expect(update.disagreement > 0)
      }
    }
  }

  @Test("Masks are drawn with their probability, for each head by itself")
  func masks() {
    var random = RandomStream(seed: 3)
    var masks = HeadMasks(heads: 5, probability: 0.3, places: 4000)
    for place in 0..<4000 { masks.draw(at: place, using: &random) }
    let counts = (0..<5).map { head in (0..<4000).count { masks.contains(head, at: $0) } }
    // A deviation of 29.
    #expect(counts.allSatisfy { abs($0 - 1200) < 120 })
    let both = (0..<4000).count { masks.contains(0, at: $0) && masks.contains(1, at: $0) }
    #expect(abs(both - 360) < 90)
    var all = HeadMasks(heads: 64, probability: 1, places: 2)
    all.draw(at: 1, using: &random)
    #expect((0..<64).allSatisfy { all.contains($0, at: 1) && !all.contains($0, at: 0) })
  }

  @Test("A policy's file holds heads and priors, and what does not fit is refused")
  func files() throws {
    var random = RandomStream(seed: 4)
    for scale in [0.0, 2] {
      let policy = EnsemblePolicy(ValueEnsemble(architecture(priorScale: scale), using: &random))
      let file = try policy.checkpoint(metadata: ["environment": "x"])
      let restored = try EnsemblePolicy(restoring: file)
      #expect(restored.ensemble.parameters == policy.ensemble.parameters)
      #expect(restored.ensemble.priorParameters == policy.ensemble.priorParameters)
      #expect(restored.ensemble.architecture == policy.ensemble.architecture)
      #expect(policy.acts(in: .discrete(2)) && !policy.acts(in: .discrete(3)))
    }
    #expect(throws: PolicyFileError.self) {
      try EnsemblePolicy(restoring: SafetensorsFile(metadata: ["valueEnsemble": "{}"]))
    }
    let policy = EnsemblePolicy(ValueEnsemble(architecture(), using: &random))
    let small = try policy.checkpoint(metadata: [:]).metadata
    #expect(throws: PolicyFileError.self) {
      try EnsemblePolicy(restoring: SafetensorsFile(metadata: small))
    }
  }

  @Test("The policy is greedy for the sum of the heads")
  func sums() {
    var random = RandomStream(seed: 5)
    let ensemble = ValueEnsemble(architecture(heads: 5), using: &random)
    var actor = EnsemblePolicy(ensemble).makeActor(copies: 1, isMasked: true)
    var streams = random.split(1)
    var chosen = Set<Int>()
    for i in 0..<40 {
      let state = [Double(i) / 10 - 2, 1 - Double(i) / 20]
      var sums = [0.0, 0]
      for k in 0..<5 {
        let head = values(ensemble, ensemble.parameters, k, state)
        for a in 0..<2 { sums[a] += head[a] }
      }
      let input = Matrix<Scalar>([state.map { Scalar($0) }])
      var action = Matrix<Scalar>(rows: 1, columns: 1)
      actor.act(input, allowed: nil, isStochastic: false, into: &action, using: &streams)
      #expect(Int(action[0, 0]) == (sums[1] > sums[0] ? 1 : 0))
      chosen.insert(Int(action[0, 0]))
      actor.act(
        input, allowed: Matrix<Scalar>([[1, 0]]), isStochastic: false, into: &action,
        using: &streams)
      #expect(action[0, 0] == 0)
    }
    #expect(chosen.count == 2)
  }
}

@Suite("Bootstrapped DQN")
struct BootstrappedDQNTests {
  @Test("One head acts to the end of an episode, and all have their turn")
  func heads() throws {
    var learner = try BootstrappedDQN(
      environment: EnvironmentCatalogue.named("DeepSea-v0"),
      configuration: configuration { $0.iterationSteps = 1 })
    var episodes: [Int] = []
    for step in 0..<300 {
      _ = try learner.iterate()
      if step % 10 == 0 { episodes.append(learner.acting[0]) }
      #expect(learner.acting[0] == episodes.last)
    }
    #expect(Set(episodes).count == 4)
  }

  @Test("Targets move every N steps; prior functions never do")
  func targets() throws {
    var learner = try BootstrappedDQN(
      environment: maze(),
      configuration: configuration {
        $0.iterationSteps = 1
        $0.targetUpdatePeriod = 10
        $0.warmUpSteps = 5
      })
    let prior = learner.ensemble.priorParameters
    for step in 1...60 {
      let (before, online) = (learner.target, learner.ensemble.parameters)
      _ = try learner.iterate()
      #expect(learner.target == (step % 10 == 0 ? online : before))
    }
    #expect(learner.ensemble.priorParameters == prior && learner.target != prior)
  }

  @Test("A termination ends the values, a truncation does not")
  func endings() throws {
    for (ending, value) in [(Status.terminated, 1.0), (.truncated, 2)] {
      let probe = EnvironmentSpecification(probe: ProbeEnvironments.OneReward(ending: ending))
      var learner = try BootstrappedDQN(
        environment: probe,
        configuration: configuration {
          $0.discount = 0.5
          $0.learningRate = 1e-2
        })
      for _ in 0..<10 { _ = try learner.iterate() }
      let evaluator = ValueEnsembleEvaluator(learner.ensemble, rows: 1)
      let found = evaluator.evaluate(learner.ensemble, Matrix([[1]]))
      for head in 0..<4 {
        let best = max(found[2 * head], found[2 * head + 1])
        #expect(abs(Double(best) - value) < 0.1, "\(ending), head \(head): \(best)")
      }
    }
  }

  @Test("Every option has an effect")
  func effects() throws {
    try LearnerBits.effects(
      BootstrappedDQN.self, in: maze(), configuration(),
      [
        ("heads", { $0.heads = 3 }), ("maskProbability", { $0.maskProbability = 1 }),
        ("priorScale", { $0.priorScale = 0 }), ("replayCapacity", { $0.replayCapacity = 50 }),
        ("batchSize", { $0.batchSize = 8 }), ("learningRate", { $0.learningRate = 1e-2 }),
        ("discount", { $0.discount = 0.9 }), ("warmUpSteps", { $0.warmUpSteps = 50 }),
        ("trainPeriod", { $0.trainPeriod = 2 }), ("gradientSteps", { $0.gradientSteps = 2 }),
        ("targetUpdatePeriod", { $0.targetUpdatePeriod = 20 }),
        ("targetMoveFraction", { $0.targetMoveFraction = 0.5 }),
        ("isDouble", { $0.isDouble = false }), ("huberThreshold", { $0.huberThreshold = 0.1 }),
        ("gradientLimit", { $0.gradientLimit = 0.01 }),
        ("hiddenWidths", { $0.hiddenWidths = [8] }), ("activation", { $0.activation = .tanh }),
        ("copies", { $0.copies = 2 }), ("iterationSteps", { $0.iterationSteps = 50 }),
      ])
  }

  @Test("What cannot be is refused by name")
  func refusals() throws {
    try LearnerBits.refusals(
      configuration(),
      [
        ("heads", { $0.heads = 65 }), ("maskProbability", { $0.maskProbability = 0 }),
        ("priorScale", { $0.priorScale = -1 }), ("batchSize", { $0.batchSize = 0 }),
        ("replayCapacity", { $0.replayCapacity = 4 }), ("discount", { $0.discount = 0 }),
        ("learningRate", { $0.learningRate = 0 }), ("warmUpSteps", { $0.warmUpSteps = -1 }),
        ("targetMoveFraction", { $0.targetMoveFraction = 0 }),
        ("huberThreshold", { $0.huberThreshold = 0 }), ("copies", { $0.copies = 0 }),
        ("hiddenWidths", { $0.hiddenWidths = [0] }),
      ])
    #expect(throws: UnsupportedSpaceError.self) {
      try BootstrappedDQN(environment: EnvironmentCatalogue.named("Pendulum-v1"))
    }
  }
}

@Suite("Bootstrapped DQN, bits")
struct BootstrappedDQNDeterminismTests {
  @Test func threadsDecideNothing() throws {
    try LearnerBits.threads(BootstrappedDQN.self, in: maze()) { threads in
      configuration {
        $0.copies = 3
        $0.threads = threads
      }
    }
  }

  @Test(arguments: [0.0, 3]) func goingOnFromACheckpoint(priorScale: Double) throws {
    // In the middle of an episode, and with a replay buffer that is full.
    try LearnerBits.restoring(
      BootstrappedDQN.self, in: maze(),
      configuration {
        $0.priorScale = priorScale
        $0.iterationSteps = 70
        $0.replayCapacity = 100
      })
  }
}

@Suite("Bootstrapped DQN learns")
struct BootstrappedDQNLearningTests {
  @Test("Probes are solved")
  func probes() throws {
    func solve(_ environment: some Environment, discount: Double) throws -> Double {
      let probe = EnvironmentSpecification(probe: environment)
      var learner = try BootstrappedDQN(
        environment: probe,
        configuration: configuration {
          $0.discount = discount
          $0.learningRate = 1e-2
        }, seed: 2)
      for _ in 0..<15 { _ = try learner.iterate() }
      return try Evaluation(of: learner.policy, in: probe, episodes: 10, seed: 1).mean
    }
    #expect(try solve(ProbeEnvironments.ActionMatters(), discount: 0.9) == 1)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), discount: 0.9) == 1.5)
    #expect(try solve(ProbeEnvironments.DiscountMatters(), discount: 0.5) == 1)
    #expect(try solve(ProbeEnvironments.Temptation(), discount: 0.9) == 8)
  }

  @Test(
    "The treasure is found and kept where chance finds it once in 1024 episodes",
    .enabled(if: isRelease))
  func deepSea() throws {
    let sea = EnvironmentSpecification(
      name: "Probe", summary: "A test's.", environment: FiniteEnvironment(DeepSea(size: 10)))
    // The defaults with smaller batches, 400 episodes.
    var learner = try BootstrappedDQN(
      environment: sea,
      configuration: {
        var configuration = BootstrappedDQN.Configuration()
        configuration.batchSize = 64
        return configuration
      }(), seed: 1)
    for _ in 0..<4 { _ = try learner.iterate() }
    #expect(try Evaluation(of: learner.policy, in: sea, episodes: 1, seed: 1).mean > 0.98)
  }
}

/// In steady state nothing is allocated; in release only, since without optimisation Swift puts closures on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct BootstrappedDQNAllocationTests {
  @Test func nothing() throws {
    var learner = try BootstrappedDQN(
      environment: maze(), configuration: configuration { $0.replayCapacity = 300 })
    for _ in 0..<10 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
