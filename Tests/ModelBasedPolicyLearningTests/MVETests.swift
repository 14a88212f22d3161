import ControlAsInference
import Environments
import Foundation
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite("MVE")
struct MVETests {
  private func configuration(
    _ change: (inout MVE.Configuration) -> Void = { _ in }
  ) -> MVE.Configuration {
    var configuration = MVE.Configuration()
    configuration.sac.hiddenWidths = [16]
    configuration.sac.batchSize = 24
    configuration.sac.warmUpSteps = 60
    configuration.sac.iterationSteps = 60
    configuration.sac.gradientSteps = 2
    configuration.model.members = 2
    configuration.model.hiddenWidths = [16]
    configuration.model.batchSize = 32
    configuration.model.fitSteps = 20
    configuration.fitPeriod = 40
    configuration.horizon = 2
    change(&configuration)
    return configuration
  }

  private func pendulum() throws -> EnvironmentSpecification {
    try EnvironmentCatalogue.named("Pendulum-v1")
  }

  @Test("Fits and gradient steps are counted")
  func counts() throws {
    var learner = try MVE(environment: pendulum(), configuration: configuration())
    let first = try learner.iterate()
    #expect(learner.environmentSteps == 60 && learner.fits == 0 && first.modelLoss.isNaN)
    let second = try learner.iterate()
    // At steps 61 and 101.
    #expect(learner.environmentSteps == 120 && learner.fits == 2 && second.predictionError > 0)
    #expect(second.values.count == MVE.Metrics.columns.count && second.values[2] == 120)
  }

  @Test("Every option has an effect on what is learned")
  func options() throws {
    func parameters(_ change: (inout MVE.Configuration) -> Void) throws -> Vector<Scalar> {
      var learner = try MVE(environment: pendulum(), configuration: configuration(change))
      for _ in 0..<3 { _ = try learner.iterate() }
      return learner.policy.parameters
    }
    let plain = try parameters { _ in }
    let changes: [(String, (inout MVE.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 4 }),
      ("model.hiddenWidths", { $0.model.hiddenWidths = [17] }),
      ("model.isProbabilistic", { $0.model.isProbabilistic = true }),
      ("model.fitSteps", { $0.model.fitSteps = 21 }), ("fitPeriod", { $0.fitPeriod = 30 }),
      ("horizon", { $0.horizon = 1 }), ("reward", { $0.reward = .known }),
      ("sac.discount", { $0.sac.discount = 0.9 }),
      ("sac.explorationInterval", { $0.sac.explorationInterval = 4 }),
    ]
    for (name, change) in changes { #expect(try parameters(change) != plain, "\(name)") }
    #expect(try parameters { $0.threads = 2 } == plain)
  }

  @Test("The same seed gives the same bits, and a restored learner goes on with them")
  func bits() throws {
    func rows(_ learner: inout MVE) throws -> [[UInt64]] {
      try (0..<3).map { _ in try learner.iterate().values.map(\.bitPattern) }
    }
    var first = try MVE(environment: pendulum(), configuration: configuration())
    var same = try MVE(environment: pendulum(), configuration: configuration { $0.threads = 2 })
    var other = try MVE(environment: pendulum(), configuration: configuration(), seed: 2)
    let expected = try rows(&first)
    #expect(try rows(&same) == expected)
    #expect(try rows(&other) != expected)

    let folder = NSTemporaryDirectory() + "apus-mve-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 3) { try first.save(to: &$0) }
    let reader = try CheckpointReader(store.path(ofIteration: 3))
    try other.restore(from: reader)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    #expect(try rows(&other) == rows(&first))
  }

  @Test("Options out of bounds are refused by their names")
  func refused() throws {
    let changes: [(String, (inout MVE.Configuration) -> Void)] = [
      ("model.members", { $0.model.members = 0 }), ("sac.batchSize", { $0.sac.batchSize = 25 }),
      ("horizon", { $0.horizon = -1 }), ("fitPeriod", { $0.fitPeriod = 0 }),
      ("threads", { $0.threads = 0 }), ("sac.discount", { $0.sac.discount = 2 }),
    ]
    for (name, change) in changes {
      #expect("\(name)") {
        try configuration(change).validate()
      } throws: {
        ($0 as? InvalidConfigurationError)?.option == name
      }
    }
    #expect(throws: UnsupportedSpaceError.self) {
      try MVE(environment: EnvironmentCatalogue.named("CartPole-v1"))
    }
  }
}
