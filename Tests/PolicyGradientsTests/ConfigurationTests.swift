import Environments
import Foundation
import PolicyGradients
import ReinforcementLearning
import Testing

struct ConfigurationTests {
  private typealias Configuration = REINFORCE.Configuration

  @Test func defaultsAreValid() throws {
    try Configuration().validate()
    // The course's defaults.
    let c = Configuration()
    #expect(c.batchSize == 1000 && c.learningRate == 5e-3 && c.discount == 1)
    #expect(c.returnForm == .rewardToGo && c.normalizesAdvantages && c.hiddenWidths == [64, 64])
  }

  @Test func everyInvalidOptionIsNamed() throws {
    let off: (inout Configuration) -> Void = {
      $0.updatesPerBatch = 2
      $0.importanceSampling = .trajectory
    }
    let cases: [(String, (inout Configuration) -> Void)] = [
      ("batchSize", { $0.batchSize = 0 }), ("batchSize", { $0.batchSize = -1 }),
      ("learningRate", { $0.learningRate = 0 }), ("learningRate", { $0.learningRate = -1e-3 }),
      ("learningRate", { $0.learningRate = .nan }),
      ("learningRate", { $0.learningRate = .infinity }),
      ("discount", { $0.discount = 0 }), ("discount", { $0.discount = 1.01 }),
      ("discount", { $0.discount = .nan }),
      ("entropyCoefficient", { $0.entropyCoefficient = -0.1 }),
      ("entropyCoefficient", { $0.entropyCoefficient = .nan }),
      ("entropyCoefficient", { $0.entropyCoefficient = .infinity }),
      ("updatesPerBatch", { $0.updatesPerBatch = 0 }),
      ("importanceSampling", { $0.updatesPerBatch = 2 }),
      ("importanceSampling", { $0.importanceSampling = .trajectory }),
      ("weightClip", { $0.weightClip = 2 }), ("ratioClip", { $0.ratioClip = 2 }),
      (
        "weightClip",
        {
          off(&$0)
          $0.weightClip = 0
        }
      ),
      (
        "weightClip",
        {
          off(&$0)
          $0.weightClip = .nan
        }
      ),
      (
        "ratioClip",
        {
          off(&$0)
          $0.ratioClip = -1
        }
      ),
      (
        "ratioClip",
        {
          off(&$0)
          $0.ratioClip = 2
          $0.weightClip = 2
        }
      ),
      ("normalizesWeights", { $0.normalizesWeights = true }),
      ("hiddenWidths", { $0.hiddenWidths = [64, 0] }),
      ("initialDeviation", { $0.initialDeviation = 0 }),
      ("initialDeviation", { $0.initialDeviation = .infinity }),
      ("baselineLearningRate", { $0.baselineLearningRate = 0 }),
      ("baselineLearningRate", { $0.baselineLearningRate = .nan }),
      ("baselineGradientSteps", { $0.baselineGradientSteps = 0 }),
      ("baseline", { $0.baseline = .optimal }),
      (
        "baseline",
        {
          $0.baseline = .optimal
          $0.returnForm = .full
        }
      ),
      (
        "baseline",
        {
          $0.baseline = .optimal
          $0.normalizesAdvantages = false
        }
      ),
      (
        "baseline",
        {
          off(&$0)
          $0.baseline = .optimal
          $0.returnForm = .full
          $0.normalizesAdvantages = false
        }
      ),
      (
        "discounting",
        {
          $0.discounting = .fromStart
          $0.returnForm = .full
        }
      ),
      (
        "importanceSampling",
        {
          off(&$0)
          $0.importanceSampling = .perDecision
          $0.returnForm = .full
        }
      ),
      ("workers", { $0.workers = 0 }), ("workers", { $0.workers = 5000 }),
      ("copies", { $0.copies = 0 }), ("copies", { $0.copies = 100_000 }),
      ("threads", { $0.threads = 0 }),
    ]
    let cartPole = try EnvironmentCatalogue.named("CartPole-v0")
    for (option, change) in cases {
      var configuration = Configuration()
      change(&configuration)
      let error = #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
      #expect(error?.option == option, "\(configuration)")
      #expect(error?.description.hasPrefix("\(option) is ") == true)
      #expect(throws: InvalidConfigurationError.self) {
        try REINFORCE(environment: cartPole, configuration: configuration)
      }
    }
  }

  @Test func combinationsThatAreValid() throws {
    var configuration = Configuration()
    configuration.baseline = .optimal
    configuration.returnForm = .full
    configuration.normalizesAdvantages = false
    try configuration.validate()
    configuration = Configuration()
    configuration.updatesPerBatch = 3
    configuration.importanceSampling = .trajectory
    configuration.ratioClip = 2
    configuration.normalizesWeights = true
    configuration.discounting = .fromStart
    configuration.hiddenWidths = []
    try configuration.validate()
  }

  @Test func survivesJSON() throws {
    var configuration = Configuration()
    configuration.weightClip = 3
    configuration.baseline = .learned
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(Configuration.self, from: data) == configuration)
  }
}
