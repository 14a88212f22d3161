import Environments
import Foundation
import LinearAlgebra
import ModelBasedRL
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// Small learners in a latent space, and what they act in.
enum LatentLearners {
  static func configuration(
    _ change: (inout LatentMBRL.Configuration) -> Void = { _ in }
  ) -> LatentMBRL.Configuration {
    var configuration = LatentMBRL.Configuration()
    configuration.planner = PlannerSettings()
    configuration.planner.horizon = 3
    configuration.planner.candidates = 40
    (configuration.latent.size, configuration.latent.hiddenWidths) = (3, [8])
    configuration.model.members = 2
    configuration.model.hiddenWidths = [16]
    configuration.model.learningRate = 1e-2
    configuration.model.batchSize = 32
    configuration.model.fitSteps = 60
    configuration.warmUpSteps = 60
    configuration.iterationSteps = 30
    change(&configuration)
    return configuration
  }

  static func probe<E: Environment>(_ environment: E) -> EnvironmentSpecification {
    EnvironmentSpecification(name: "probe", summary: "A probe.", environment: environment)
  }

  static func learner(
    seed: UInt64 = 1, _ change: (inout LatentMBRL.Configuration) -> Void = { _ in }
  ) throws -> LatentMBRL {
    try LatentMBRL(
      environment: EnvironmentCatalogue.named("Pendulum-v1-Pictures"),
      configuration: configuration(change), seed: seed)
  }
}

@Suite("Learners in a latent space")
struct LatentMBRLTests {
  private func mean<E: Environment>(
    _ environment: E, _ configuration: LatentMBRL.Configuration
  ) throws -> Double {
    let environment = LatentLearners.probe(environment)
    var learner = try LatentMBRL(environment: environment, configuration: configuration)
    for _ in 0..<3 { _ = try learner.iterate() }
    return try Evaluation(of: learner.policy, in: environment, episodes: 20, seed: 2).mean
  }

  @Test("Solves the probes: which action, when, and for how long")
  func probes() throws {
    #expect(
      try mean(ProbeEnvironments.ActionMatters(), LatentLearners.configuration()) == 1)
    #expect(
      try mean(
        ProbeEnvironments.ContinuousActionMatters(),
        LatentLearners.configuration { $0.model.fitSteps = 250 }) > -0.1)
    // Whoever knows that the first action ends the episode waits for the larger reward, unless it is discounted.
    #expect(
      try mean(ProbeEnvironments.DiscountMatters(), LatentLearners.configuration()) == 1.5)
    #expect(
      try mean(
        ProbeEnvironments.DiscountMatters(),
        LatentLearners.configuration { $0.planner.discount = 0.5 }) == 1)
  }

  @Test("A base policy, whole episodes, and a fit for each iteration are counted")
  func counts() throws {
    var learner = try LatentLearners.learner { ($0.warmUpSteps, $0.iterationSteps) = (150, 10) }
    let first = try learner.iterate()
    #expect(first.planned.environmentSteps == 300 && first.planned.episodes == 3)
    #expect(first.planned.gradientSteps == 60 && first.planned.episodeLength == 100)
    let second = try learner.iterate()
    #expect(second.planned.environmentSteps == 400 && second.planned.replayCount == 400)
    #expect(second.planned.gradientSteps == 120 && first.returnMean != second.returnMean)
    #expect(second.planned.predictionError == second.errors.dynamics)
    #expect(second.values.count == LatentMetrics.columns.count)
    #expect(learner.policy.model.ensemble.coding.inputs.count == 400)
  }

  @Test("Every option has an effect")
  func effects() throws {
    func bits(_ change: (inout LatentMBRL.Configuration) -> Void) throws -> [UInt64] {
      var learner = try LatentLearners.learner {
        ($0.warmUpSteps, $0.iterationSteps, $0.model.fitSteps) = (40, 10, 4)
        change(&$0)
      }
      return try learner.iterate().values.map(\.bitPattern)
    }
    let plain = try bits { _ in }
    let changes: [(String, (inout LatentMBRL.Configuration) -> Void)] = [
      ("size", { $0.latent.size = 4 }), ("hiddenWidths", { $0.latent.hiddenWidths = [9] }),
      ("activation", { $0.latent.activation = .tanh }),
      ("normalizes", { $0.latent.normalizes = false }),
      ("observationDeviation", { $0.latent.observationDeviation = 2 }),
      ("latentDeviation", { $0.latent.latentDeviation = 2 }),
      ("rewardDeviation", { $0.latent.rewardDeviation = 2 }),
      ("planner", { $0.planner.kind = .cem }), ("horizon", { $0.planner.horizon = 4 }),
      ("members", { $0.model.members = 1 }), ("bootstraps", { $0.model.bootstraps = true }),
      ("isProbabilistic", { $0.model.isProbabilistic = true }),
      ("predictsTermination", { $0.model.predictsTermination = false }),
      ("model.hiddenWidths", { $0.model.hiddenWidths = [17] }),
      ("model.activation", { $0.model.activation = .tanh }),
      ("learningRate", { $0.model.learningRate = 1e-3 }),
      ("weightDecay", { $0.model.weightDecay = 0.1 }), ("batchSize", { $0.model.batchSize = 16 }),
      ("fitSteps", { $0.model.fitSteps = 5 }), ("warmUpSteps", { $0.warmUpSteps = 101 }),
      ("iterationSteps", { $0.iterationSteps = 101 }),
      ("replayCapacity", { $0.replayCapacity = 90 }),
    ]
    for (name, change) in changes { #expect(try bits(change) != plain, "\(name)") }
    func probabilistic(_ configuration: inout LatentMBRL.Configuration) {
      configuration.model.isProbabilistic = true
    }
    #expect(
      try bits {
        probabilistic(&$0)
        $0.particles = 2
      } != bits(probabilistic))
  }

  @Test("Options out of bounds, and those without an effect, are refused by their names")
  func refused() throws {
    let changes: [(String, (inout LatentMBRL.Configuration) -> Void)] = [
      ("latent.size", { $0.latent.size = 1 }),
      ("latent.size", { ($0.latent.normalizes, $0.latent.size) = (false, 0) }),
      ("latent.hiddenWidths", { $0.latent.hiddenWidths = [8, 0] }),
      ("latent.observationDeviation", { $0.latent.observationDeviation = 0 }),
      ("latent.latentDeviation", { $0.latent.latentDeviation = -1 }),
      ("latent.rewardDeviation", { $0.latent.rewardDeviation = .infinity }),
      ("latent.normalizes", { ($0.model.isProbabilistic, $0.latent.normalizes) = (true, false) }),
      (
        "latent.latentDeviation",
        { ($0.model.isProbabilistic, $0.latent.latentDeviation) = (true, 1) }
      ),
      (
        "latent.rewardDeviation",
        { ($0.model.isProbabilistic, $0.latent.rewardDeviation) = (true, 1) }
      ),
      ("planner.horizon", { $0.planner.horizon = 0 }),
      ("model.fitSteps", { $0.model.fitSteps = 0 }),
      ("particles", { $0.particles = 2 }), ("warmUpSteps", { $0.warmUpSteps = 0 }),
      ("replayCapacity", { $0.replayCapacity = 31 }), ("threads", { $0.threads = 0 }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try LatentLearners.configuration(change).validate()
      } throws: { ($0 as? InvalidConfigurationError)?.option == name }
    }
    #expect(!LatentMBRL.Configuration.options.contains { $0.name == "reward" })
    #expect(throws: UnsupportedSpaceError.self) {
      try LatentMBRL(
        environment: EnvironmentCatalogue.named("GripGrid-v0"),
        configuration: LatentLearners.configuration())
    }
    #expect(throws: (any Error).self) {
      try LatentMBRL(
        environment: EnvironmentCatalogue.named("CartPole-v1"),
        configuration: LatentLearners.configuration { $0.planner.kind = .mppi })
    }
  }

  @Test(
    "A policy survives its file, and a damaged file is an error",
    arguments: ["Pendulum-v1-Pictures", "CartPole-v1"])
  func files(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    var learner = try LatentMBRL(
      environment: environment,
      configuration: LatentLearners.configuration {
        ($0.planner.kind, $0.model.isProbabilistic, $0.particles) = (.cem, true, 2)
      })
    _ = try learner.iterate()
    let file = try learner.policy.checkpoint(metadata: [:])
    let kinds = PolicyFile.kinds + [PlanningPolicy.self, LatentPlanningPolicy.self]
    let read = try PolicyFile.policy(in: file, among: kinds)
    #expect(read is LatentPlanningPolicy && read.acts(in: environment.actionSpace))
    #expect(read.observationWidth == environment.observationSpace.count)
    #expect(
      try Evaluation(of: read, in: environment, episodes: 1, seed: 3).returns
        == Evaluation(of: learner.policy, in: environment, episodes: 1, seed: 3).returns)

    let text = try #require(file.metadata[LatentPlanningPolicy.fileKey])
    let damages = [
      ("\"size\":3", "\"size\":4"), ("\"hiddenWidths\":[8]", "\"hiddenWidths\":[9]"),
      ("\"normalizes\":true", "\"normalizes\":false"), ("\"mean\":[", "\"mean\":[0,"),
    ]
    for (old, new) in damages {
      #expect(text.contains(old))
      var damaged = file
      damaged.metadata[LatentPlanningPolicy.fileKey] = text.replacing(old, with: new)
      #expect(throws: (any Error).self, "\(new)") {
        try PolicyFile.policy(in: damaged, among: kinds)
      }
    }
  }
}

@Suite("Bits of learners in a latent space")
struct LatentDeterminismTests {
  @Test(
    "The same seed gives the same bits for any threads; a restored learner goes on with them",
    arguments: [false, true])
  func bits(isProbabilistic: Bool) throws {
    func learner(_ threads: Int, seed: UInt64 = 1) throws -> LatentMBRL {
      try LatentLearners.learner(seed: seed) {
        ($0.threads, $0.planner.executedSteps) = (threads, 2)
        guard isProbabilistic else { return }
        ($0.planner.kind, $0.planner.passes) = (.cem, 2)
        ($0.model.isProbabilistic, $0.particles, $0.model.bootstraps) = (true, 2, true)
      }
    }
    func rows(_ learner: inout LatentMBRL) throws -> [[UInt64]] {
      try (0..<2).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try learner(1)
    let expected = try rows(&first)
    var (second, other) = (try learner(2), try learner(1, seed: 2))
    #expect(try rows(&second) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-latent-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 2) { try first.save(to: &$0) }
    let reader = try CheckpointReader(store.path(ofIteration: 2))
    try other.restore(from: reader)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&other) == rows(&first))
  }
}
