import Environments
import Foundation
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

@Suite("Backpropagation through a learned model")
struct ModelBackpropagationTests {
  private func configuration(
    _ change: (inout ModelBackpropagation.Configuration) -> Void = { _ in }
  ) -> ModelBackpropagation.Configuration {
    var configuration = ModelBackpropagation.Configuration()
    configuration.model.members = 2
    configuration.model.hiddenWidths = [16]
    configuration.model.batchSize = 32
    configuration.model.fitSteps = 20
    configuration.hiddenWidths = [16]
    configuration.batchSize = 8
    configuration.policySteps = 3
    configuration.horizon = 3
    configuration.warmUpSteps = 60
    configuration.iterationSteps = 40
    change(&configuration)
    return configuration
  }

  private func pendulum() throws -> EnvironmentSpecification {
    try EnvironmentCatalogue.named("Pendulum-v1")
  }

  private func specification(_ environment: some Environment) -> EnvironmentSpecification {
    EnvironmentSpecification(
      name: "probe", summary: "", environment: environment, stepLimit: nil, rewardThreshold: nil)
  }

  @Test("Iterations and steps are counted, and every column has a value")
  func counts() throws {
    var learner = try ModelBackpropagation(environment: pendulum(), configuration: configuration())
    let first = try learner.iterate()
    #expect(learner.environmentSteps == 100 && learner.iteration == 1)
    #expect(first.predictionError.isNaN && first.modelLoss.isFinite && first.gradientNorm > 0)
    let second = try learner.iterate()
    #expect(second.values.count == ModelBackpropagation.Metrics.columns.count)
    #expect(second.values[0] == 2 && second.values[1] == 140 && second.predictionError > 0)
  }

  @Test("Solves the probe of two steps: what is done first is rewarded at the end")
  func probe() throws {
    var learner = try ModelBackpropagation(
      environment: specification(ContinuousProbes.TwoSteps()),
      configuration: configuration {
        $0.model.isProbabilistic = false
        $0.model.hiddenWidths = [32]
        $0.model.learningRate = 1e-2
        $0.model.fitSteps = 200
        $0.warmUpSteps = 200
        $0.policySteps = 100
        $0.batchSize = 32
        $0.learningRate = 1e-2
        $0.horizon = 2
      })
    for _ in 0..<6 { _ = try learner.iterate() }
    var action = Matrix<Scalar>(rows: 2, columns: 1)
    PolicyEvaluator(learner.policy, rows: 2).mode(
      learner.policy, Matrix<Scalar>([[1, 0], [-1, 0]]), into: &action)
    #expect(abs(action[0, 0] - 0.5) < 0.15 && abs(action[1, 0] + 0.5) < 0.15, "\(action)")
  }

  @Test("A termination ends rollouts, a truncation does not")
  func terminations() throws {
    func imagined(_ ending: Status, _ predicts: Bool) throws -> Double {
      var learner = try ModelBackpropagation(
        environment: specification(ContinuousProbes.OneStep(ending: ending)),
        configuration: configuration {
          $0.model.isProbabilistic = false
          $0.model.learningRate = 1e-2
          $0.model.fitSteps = 200
          $0.model.predictsTermination = predicts
          $0.discount = 1
        })
      for _ in 0..<2 { _ = try learner.iterate() }
      return try learner.iterate().imaginedReturn
    }
    #expect(abs(try imagined(.terminated, true) - 1) < 0.1)
    #expect(abs(try imagined(.terminated, false) - 3) < 0.1)
    #expect(abs(try imagined(.truncated, true) - 3) < 0.1)
  }

  @Test("Every option has an effect on what is learned")
  func options() throws {
    func parameters(
      _ change: (inout ModelBackpropagation.Configuration) -> Void
    ) throws -> Vector<Scalar> {
      var learner = try ModelBackpropagation(
        environment: pendulum(), configuration: configuration(change))
      for _ in 0..<3 { _ = try learner.iterate() }
      return learner.policy.parameters
    }
    let plain = try parameters { _ in }
    let changes: [(String, (inout ModelBackpropagation.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 4 }),
      ("model.hiddenWidths", { $0.model.hiddenWidths = [17] }),
      ("model.activation", { $0.model.activation = .tanh }),
      ("model.isProbabilistic", { $0.model.isProbabilistic = false }),
      ("model.bootstraps", { $0.model.bootstraps = false }),
      ("model.predictsTermination", { $0.model.predictsTermination = false }),
      ("model.learningRate", { $0.model.learningRate = 1e-2 }),
      ("model.weightDecay", { $0.model.weightDecay = 0.1 }),
      ("model.batchSize", { $0.model.batchSize = 31 }),
      ("model.fitSteps", { $0.model.fitSteps = 21 }), ("horizon", { $0.horizon = 4 }),
      ("discount", { $0.discount = 0.9 }), ("batchSize", { $0.batchSize = 10 }),
      ("policySteps", { $0.policySteps = 4 }), ("learningRate", { $0.learningRate = 1e-2 }),
      ("gradientNormLimit", { $0.gradientNormLimit = nil }),
      ("entropyWeight", { $0.entropyWeight = 0.1 }),
      ("initialDeviation", { $0.initialDeviation = 1 }),
      ("hiddenWidths", { $0.hiddenWidths = [17] }), ("activation", { $0.activation = .relu }),
      ("warmUpSteps", { $0.warmUpSteps = 70 }), ("iterationSteps", { $0.iterationSteps = 41 }),
      ("replayCapacity", { $0.replayCapacity = 50 }),
    ]
    for (name, change) in changes { #expect(try parameters(change) != plain, "\(name)") }
    #expect(try parameters { $0.threads = 2 } == plain)
  }

  @Test("The same seed gives the same bits, and a restored learner goes on with them")
  func bits() throws {
    func rows(_ learner: inout ModelBackpropagation) throws -> [[UInt64]] {
      try (0..<2).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try ModelBackpropagation(environment: pendulum(), configuration: configuration())
    var same = try ModelBackpropagation(
      environment: pendulum(), configuration: configuration { $0.threads = 2 })
    var other = try ModelBackpropagation(
      environment: pendulum(), configuration: configuration(), seed: 2)
    let expected = try rows(&first)
    #expect(try rows(&same) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-backpropagation-" + UUID().uuidString
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
    let changes: [(String, (inout ModelBackpropagation.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 0 }), ("batchSize", { $0.batchSize = 7 }),
      ("horizon", { $0.horizon = 0 }), ("discount", { $0.discount = 0 }),
      ("policySteps", { $0.policySteps = 0 }), ("learningRate", { $0.learningRate = .nan }),
      ("gradientNormLimit", { $0.gradientNormLimit = 0 }),
      ("entropyWeight", { $0.entropyWeight = -1 }),
      ("initialDeviation", { $0.initialDeviation = 0 }),
      ("replayCapacity", { $0.replayCapacity = 31 }),
      ("hiddenWidths", { $0.hiddenWidths = [0] }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try configuration(change).validate()
      } throws: {
        ($0 as? InvalidConfigurationError)?.option == name
      }
    }
    #expect(throws: UnsupportedSpaceError.self) {
      try ModelBackpropagation(environment: EnvironmentCatalogue.named("CartPole-v1"))
    }
  }
}
