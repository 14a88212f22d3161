import Environments
import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

struct TrainingTests {
  private func learner(
    _ environment: String = "CartPole-v0", seed: UInt64 = 1, isNormalized: Bool = false
  ) throws -> REINFORCE {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 100
    configuration.hiddenWidths = [8]
    configuration.normalizesObservations = isNormalized
    return try REINFORCE(
      environment: EnvironmentCatalogue.named(environment), configuration: configuration,
      seed: seed)
  }

  /// Trains for three iterations into `path`.
  private func train(
    _ learner: inout some Learner, into path: String
  ) throws -> [Double] {
    try learner.train(iterations: 3, into: RunFolder(creating: path)).map(\.returnMean)
  }

  @Test func whatARunLeaves() throws {
    let folder = try TemporaryFolder()
    var learner = try learner()
    var reported: [Double] = []
    let run = try RunFolder(creating: folder.path)
    let metrics = try learner.train(iterations: 3, into: run) { reported.append($0.returnMean) }

    #expect(try folder.names == ["config.json", "metrics.csv", "policy.safetensors"])
    let again = try run.read(
      json: RunConfiguration<REINFORCE.Configuration>.self, from: RunFolder.configurationName)
    #expect(again.configuration == learner.configuration && again.platform == Platform())
    #expect(again.algorithm == "reinforce" && again.seed == 1 && again.iterations == 3)

    let table = try MetricsTable(contentsOf: run.metricsPath)
    #expect(table.columns == REINFORCE.Metrics.columns)
    // Equal as text, since the learned baseline's loss is NaN without one.
    #expect(table.rows.map { "\($0)" } == metrics.map { "\($0.values)" })
    #expect(reported == metrics.map(\.returnMean) && reported.count == 3)
    #expect(metrics.map(\.iteration) == [1, 2, 3])

    let file = try SafetensorsFile(contentsOf: run.policyPath)
    #expect(file.metadata["environment"] == "CartPole-v0")
    let policy = try StochasticPolicy<Scalar>(restoring: file)
    #expect(policy.parameters == learner.policy.parameters)
  }

  @Test func withoutAFolderNothingIsWritten() throws {
    var learner = try learner()
    #expect(try learner.train(iterations: 2).count == 2)
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"], [false, true])
  func aTrainedPolicyActsAsTheLearnerDid(_ environment: String, isNormalized: Bool) throws {
    let folder = try TemporaryFolder()
    var learner = try learner(environment, isNormalized: isNormalized)
    _ = try train(&learner, into: folder.path)
    let trained = try TrainedPolicy(folder.path)
    #expect(trained.environment.name == environment)
    #expect(trained.policy.parameters == learner.policy.parameters)
    #expect(trained.normalizer == learner.normalizer)
    #expect((trained.normalizer != nil) == isNormalized)

    // The same episodes, acted by hand, have the returns of the evaluation.
    let (episodes, seed) = (8, UInt64(4))
    let evaluation = try Evaluation(
      of: trained.policy, normalizer: trained.normalizer, in: trained.environment,
      episodes: episodes, seed: seed)
    var random = RandomStream(seed: seed)
    var batch = trained.environment.makeBatch(episodes, random.next(), 1)
    batch.reset()
    var returns = [Double](repeating: 0, count: episodes)
    var isDone = [Bool](repeating: false, count: episodes)
    while isDone.contains(false) {
      let actions = Matrix<Scalar>(
        (0..<episodes).map { i in
          trained.action(
            for: (0..<batch.observationSpace.count).map { batch.observations[i, $0] })
        })
      batch.step(actions)
      for i in 0..<episodes where !isDone[i] {
        returns[i] += Double(batch.rewards[i])
        isDone[i] = batch.statuses[i] != .running
      }
    }
    // One row at a time or all at once may round differently.
    for (a, b) in zip(returns, evaluation.returns) { #expect(abs(a - b) < 1e-3 * (1 + abs(b))) }
  }

  @Test func sameSeedSameBytes() throws {
    let folder = try TemporaryFolder()
    for (path, seed) in [("a", 1), ("b", 1), ("c", 2)] as [(String, UInt64)] {
      var learner = try learner(seed: seed, isNormalized: true)
      _ = try train(&learner, into: "\(folder.path)/\(path)")
    }
    for name in [RunFolder.metricsName, RunFolder.policyName] {
      let files = try ["a", "b", "c"].map { path in
        try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(path)/\(name)"))
      }
      #expect(files[0] == files[1] && files[0] != files[2], "\(name)")
    }
  }

  @Test func whatAFailingRunLeaves() throws {
    let folder = try TemporaryFolder()
    var learner = FailingLearner(learner: try learner(), failsAt: 3)
    let run = try RunFolder(creating: folder.path)
    #expect(throws: FailingLearner.Failure()) {
      try learner.train(iterations: 10, into: run)
    }
    #expect(try MetricsTable(contentsOf: run.metricsPath).rows.count == 2)
    let trained = try TrainedPolicy(folder.path)
    #expect(trained.policy.parameters == learner.policy.parameters)
  }

  /// Fails in the given iteration.
  private struct FailingLearner: Learner {
    struct Failure: Error, Equatable {}

    static let algorithm = REINFORCE.algorithm
    var learner: REINFORCE
    let failsAt: Int

    var configuration: REINFORCE.Configuration { learner.configuration }
    var environment: EnvironmentSpecification { learner.environment }
    var seed: UInt64 { learner.seed }

    var policy: StochasticPolicy<Scalar> { learner.policy }
    var normalizer: ObservationNormalizer? { learner.normalizer }
    var environmentSteps: Int { learner.environmentSteps }

    mutating func iterate() throws -> REINFORCE.Metrics {
      guard learner.iteration + 1 < failsAt else { throw Failure() }
      return try learner.iterate()
    }
  }
}
