import Environments
import Foundation
import LinearAlgebra
import ModelBasedRL
import NeuralNetworks
import Planning
import Probes
import ReinforcementLearning
import Testing

@Suite("Model-based learners")
struct ModelBasedLearnerTests {
  private func specification<E: Environment>(_ environment: E) -> EnvironmentSpecification {
    EnvironmentSpecification(name: "probe", summary: "A probe.", environment: environment)
  }

  private func configuration(
    _ change: (inout MBRL.Configuration) -> Void = { _ in }
  ) -> MBRL.Configuration {
    var configuration = MBRL.Configuration()
    configuration.planner.horizon = 3
    configuration.planner.candidates = 40
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

  /// The mean return of the policy after some iterations.
  private func mean<E: Environment>(
    _ environment: E, iterations: Int = 3, _ configuration: MBRL.Configuration
  ) throws -> Double {
    let environment = specification(environment)
    var learner = try MBRL(environment: environment, configuration: configuration)
    for _ in 0..<iterations { _ = try learner.iterate() }
    return try Evaluation(of: learner.policy, in: environment, episodes: 20, seed: 2).mean
  }

  @Test("Solves the probes: which action, when, and for how long")
  func probes() throws {
    #expect(try mean(ProbeEnvironments.ActionMatters(), configuration()) == 1)
    for kind in PlannerKind.allCases {
      let found = try mean(
        ProbeEnvironments.ContinuousActionMatters(), iterations: 5,
        configuration {
          $0.planner.kind = kind
          $0.model.fitSteps = 150
        })
      #expect(found > -0.1, "\(kind)")
    }
    // Whoever knows that the first action ends the episode waits for the larger reward, unless it is discounted.
    #expect(try mean(ProbeEnvironments.DiscountMatters(), configuration()) == 1.5)
    #expect(
      try mean(
        ProbeEnvironments.DiscountMatters(), configuration { $0.planner.discount = 0.5 }) == 1)
  }

  @Test("A base policy, whole episodes, and a fit for each iteration are counted")
  func counts() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    var learner = try MBRL(
      environment: environment,
      configuration: configuration { ($0.warmUpSteps, $0.iterationSteps) = (250, 10) })
    let first = try learner.iterate()
    #expect(first.environmentSteps == 600 && first.episodes == 3 && first.replayCount == 600)
    #expect(first.gradientSteps == 60 && first.episodeLength == 200)
    let second = try learner.iterate()
    #expect(second.environmentSteps == 800 && second.gradientSteps == 120)
    #expect(first.returnMean != second.returnMean && second.predictionError < 2)
    #expect(first.values.count == ModelBasedMetrics.columns.count)
    // What was taken in is all that there is.
    #expect(learner.policy.ensemble.coding.inputs.count == 800)
  }

  @Test("Whole plans are executed where that is asked for")
  func plans() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    func actions(_ executed: Int) throws -> [Scalar] {
      let learner = try MBRL(
        environment: environment,
        configuration: configuration { $0.planner.executedSteps = executed }
      )
      var actor = learner.policy.makeActor(copies: 1, isMasked: false)
      var (streams, action) = ([RandomStream(seed: 4)], Matrix<Scalar>(rows: 1, columns: 1))
      actor.begin(0)
      return (0..<6).map { _ in
        actor.act(
          Matrix<Scalar>([[1, 0, 0]]), allowed: nil, isStochastic: true, into: &action,
          using: &streams)
        return action[0, 0]
      }
    }
    let (one, three) = (try actions(1), try actions(3))
    #expect(one[0] == three[0] && one[1] != three[1])
    // A plan of three actions is executed to its end: then it is a new one, from the second draw of chance.
    #expect(three[3] == one[1])
  }

  @Test(
    "The same seed gives the same bits for any threads; a restored learner goes on with them",
    arguments: [false, true])
  func bits(isPETS: Bool) throws {
    func learner(_ threads: Int, seed: UInt64 = 1) throws -> MBRL {
      try MBRL(
        environment: EnvironmentCatalogue.named("Pendulum-v1"),
        configuration: configuration {
          $0.planner.executedSteps = 2
          $0.threads = threads
          guard isPETS else { return }
          $0.planner.kind = .cem
          $0.planner.passes = 2
          ($0.model.isProbabilistic, $0.particles, $0.model.bootstraps) = (true, 2, true)
        }, seed: seed)
    }
    func rows(_ learner: inout MBRL) throws -> [[UInt64]] {
      try (0..<2).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try learner(1)
    let expected = try rows(&first)
    var (second, other) = (try learner(2), try learner(1, seed: 2))
    #expect(try rows(&second) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-models-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 2) { try first.save(to: &$0) }
    let reader = try CheckpointReader(store.path(ofIteration: 2))
    try other.restore(from: reader)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&other) == rows(&first))
  }

  @Test("Options out of bounds, and those without an effect, are refused by their names")
  func refused() throws {
    let changes: [(String, (inout MBRL.Configuration) -> Void)] = [
      ("planner.horizon", { $0.planner.horizon = 0 }),
      ("planner.executedSteps", { $0.planner.executedSteps = 4 }),
      ("planner.elites", { $0.planner.elites = 4 }),
      ("planner.temperature", { ($0.planner.kind, $0.planner.temperature) = (.cem, 2) }),
      ("planner.passes", { ($0.planner.kind, $0.planner.passes) = (.cem, 0) }),
      ("planner.deviation", { ($0.planner.kind, $0.planner.deviation) = (.mppi, -1) }),
      ("particles", { $0.particles = 2 }), ("model.members", { $0.model.members = 0 }),
      ("model.learningRate", { $0.model.learningRate = 0 }),
      ("warmUpSteps", { $0.warmUpSteps = 0 }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try configuration(change).validate()
      } throws: { ($0 as? InvalidConfigurationError)?.option == name }
    }
    #expect {
      try MBRL(
        environment: EnvironmentCatalogue.named("CartPole-v1"),
        configuration: configuration { $0.reward = .known })
    } throws: { "\($0)".contains("CartPole-v1 is no function of its observations") }
    #expect(throws: UnsupportedSpaceError.self) {
      try MBRL(
        environment: EnvironmentCatalogue.named("GripGrid-v0"), configuration: configuration())
    }
    #expect(throws: (any Error).self) {
      try MBRL(
        environment: EnvironmentCatalogue.named("CartPole-v1"),
        configuration: configuration { $0.planner.kind = .mppi })
    }
  }

  @Test(
    "A policy survives its file, and a damaged file is an error",
    arguments: ["Pendulum-v1", "CartPole-v1"])
  func files(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    var learner = try MBRL(
      environment: environment,
      configuration: configuration {
        $0.planner.kind = .cem
        ($0.model.isProbabilistic, $0.particles) = (true, 2)
        $0.reward = name == "Pendulum-v1" ? .known : .learned
      })
    _ = try learner.iterate()
    let file = try learner.policy.checkpoint(metadata: [:])
    let kinds = PolicyFile.kinds + [PlanningPolicy.self]
    let read = try PolicyFile.policy(in: file, among: kinds)
    #expect(read.acts(in: environment.actionSpace) && read.observationWidth > 2)
    #expect(
      try Evaluation(of: read, in: environment, episodes: 1, seed: 3).returns
        == Evaluation(of: learner.policy, in: environment, episodes: 1, seed: 3).returns)

    let text = try #require(file.metadata[PlanningPolicy.fileKey])
    let damages = [
      ("\"members\":2", "\"members\":3"), ("\"members\":2", "\"members\":-1"),
      ("\"hidden\":[16]", "\"hidden\":[17]"), ("\"features\":", "\"features\":1"),
      ("\"horizon\":3", "\"horizon\":0"), ("\"particles\":2", "\"particles\":0"),
      ("\"isProbabilistic\":true", "\"isProbabilistic\":false"),
      ("\"rewards\":\"Pendulum-v1\"", "\"rewards\":\"Pendulum-v9\""),
    ]
    for (old, new) in damages where text.contains(old) {
      var damaged = file
      damaged.metadata[PlanningPolicy.fileKey] = text.replacing(old, with: new)
      #expect(throws: (any Error).self, "\(new)") {
        try PolicyFile.policy(in: damaged, among: kinds)
      }
    }
  }
}
