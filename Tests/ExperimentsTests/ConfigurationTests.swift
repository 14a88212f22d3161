import Experiments
import Foundation
import LinearAlgebra
import PolicyGradients
import ReinforcementLearning
import Testing

struct ConfigurationTests {
  private typealias Description = RunConfiguration<REINFORCE.Configuration>

  private func document() throws -> ConfigurationDocument {
    try AlgorithmCatalogue.named("reinforce").document(environment: "CartPole-v0", isTuned: false)
  }

  private func read(_ text: String) throws -> Description {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "c.yml")
    var document = try document()
    try document.set("iterations", text: "10", source: "--iterations")
    try document.overlay(file: folder.path + "/c.yml")
    return try document.decoded()
  }

  @Test func valuesOfEveryKind() throws {
    let description = try read(
      """
      # A comment.
      seed: 18446744073709551615
      steps: 1e6
      evaluation: {every: 5000, episodes: 3}
      checkpoints:
        every: 20 iterations
        keepBest: true
      configuration:
        discount: 1
        learningRate: 1e-3
        returnForm: full
        normalizesAdvantages: false
        hiddenWidths: [32, 16]
        weightClip: ~
      platform: {blasKernels: other}
      """)
    let c = description.configuration
    #expect(description.seed == .max && description.steps == 1_000_000)
    #expect(description.evaluation.every == .steps(5000) && description.evaluation.episodes == 3)
    #expect(description.checkpoints.every == .iterations(20) && description.checkpoints.keepBest)
    #expect(c.discount == 1 && c.learningRate == 1e-3 && c.returnForm == .full)
    #expect(!c.normalizesAdvantages && c.hiddenWidths == [32, 16] && c.weightClip == nil)
    #expect(try read("").configuration == REINFORCE.Configuration())
  }

  /// File, line, key, what was expected, and the nearest key.
  @Test(arguments: [
    (
      "configuration:\n  discout: 0.9",
      "line 2: configuration.discout is not a known key; did you mean \"discount\"?"
    ),
    ("sed: 3", "line 1: sed is not a known key; did you mean \"seed\"?"),
    (
      "evaluation:\n  evry: 3",
      "line 2: evaluation.evry is not a known key; did you mean \"every\"?"
    ),
    (
      "configuration:\n  batchSize: many",
      "line 2: configuration.batchSize is \"many\"; a whole number, positive is expected."
    ),
    ("configuration:\n  batchSize: 1.5", "configuration.batchSize is 1.5; a whole number"),
    ("configuration:\n  batchSize: [1]", "configuration.batchSize is a list; a whole number"),
    ("configuration:\n  batchSize: null", "configuration.batchSize is empty; a whole number"),
    (
      "configuration:\n  discount: \"0.9\"",
      "configuration.discount is \"0.9\"; a number, (0, 1] is expected."
    ),
    ("configuration:\n  normalizesWeights: 1", "is 1; true or false is expected."),
    ("configuration:\n  baseline: lerned", "did you mean \"learned\"?"),
    (
      "configuration:\n  hiddenWidths: [64, wide]",
      "hiddenWidths is a list; a list of whole numbers"
    ),
    (
      "\nconfiguration:\n\n  discount: 1.5",
      "line 4: configuration.discount is 1.5; it must lie in (0, 1]."
    ),
    (
      "configuration:\n  batchSize: 0", "line 2: configuration.batchSize is 0; it must be positive."
    ),
    ("iterations: -3", "line 1: iterations is -3; it must be positive."),
    ("evaluation:\n  every: often", "evaluation.every"),
    ("evaluation:\n  every: 5 minutes", "must count steps or iterations"),
    ("\nseed: -1", "line 2: seed is -1; a whole number, not negative is expected."),
    (
      "configuration:\n  batchSize: 9223372036854775808",
      "line 2: configuration.batchSize is 9223372036854775808; a whole number, positive is expected."
    ),
    ("configuration: 3", "line 1: configuration is not a group of keys."),
    ("- a\n- b", "is not a YAML mapping of keys."),
    ("a: [1", "not valid YAML"),
    ("seed: 1\nseed: 2", "the key seed occurs twice"),
  ])
  func defects(text: String, message: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    #expect(error?.source.hasSuffix("/c.yml") == true)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func optionsOfTheCommandLine() throws {
    var document = try document()
    for (key, text) in [
      ("discount", "0.98"), ("configuration.learningRate", "1e-4"), ("evaluation.every", "never"),
      ("hiddenWidths", "64,32"), ("iterations", "5"), ("weightClip", "null"),
      ("normalizesAdvantages", "false"),
    ] {
      try document.set(key, text: text, source: "--set")
    }
    let description: Description = try document.decoded()
    let c = description.configuration
    #expect(c.discount == 0.98 && c.learningRate == 1e-4 && c.hiddenWidths == [64, 32])
    #expect(description.evaluation.every == .never && !c.normalizesAdvantages)
    let error = #expect(throws: ConfigurationError.self) {
      try document.set("learnigRate", text: "1", source: "--set learnigRate=1")
    }
    #expect(error?.description.contains("did you mean \"learningRate\"?") == true)
    // A value of the command line that is out of bounds is named without a file.
    try document.set("discount", text: "2", source: "--set")
    #expect(throws: InvalidConfigurationError.self) { try document.decoded() as Description }
  }

  /// The written form has every option, and reads back to the same bits.
  @Test func yaml() throws {
    var configuration = REINFORCE.Configuration()
    configuration.learningRate = 0.1 + 0.2
    configuration.discount = 1.0.nextDown
    configuration.hiddenWidths = []
    var plan = RunPlan(steps: 7)
    plan.checkpoints.every = .minutes(0.5)
    let description = Description(
      algorithm: "reinforce", environment: "it's: \"odd\" # \n", seed: 1 << 63, plan: plan.resolved,
      configuration: configuration)
    let text = try description.yaml()
    #expect(try read(text) == description)
    for option in REINFORCE.Configuration.options { #expect(text.contains("  \(option.name): ")) }
  }

  @Test(arguments: [
    ("never", Recurrence.never), ("0", .never), ("500", .steps(500)), ("500 steps", .steps(500)),
    ("20 iterations", .iterations(20)), ("2.5 minutes", .minutes(2.5)),
  ])
  func intervals(text: String, interval: Recurrence) {
    #expect(Recurrence(text) == interval)
    #expect(Recurrence(interval.description) == interval)
  }

  @Test(arguments: ["", "often", "-5", "5 parsecs", "1 2 3", "0 iterations", "nan minutes", "1.5"])
  func noIntervals(text: String) { #expect(Recurrence(text) == nil) }
}
