internal import Environments
package import Logging
public import ReinforcementLearning

/// An algorithm without its type: what the command line needs to explain and to train it.
public struct AnyAlgorithm: Sendable {
  /// As it is listed.
  public let entry: AlgorithmEntry
  /// The algorithm's options, in the order in which help prints them.
  public let options: [ConfigurationOption]
  /// The columns of its `metrics.csv`.
  public let metrics: [MetricColumn]
  /// The learner itself, for tests that hold for every algorithm.
  package let type: any Learner.Type
  /// Its default configuration.
  package let defaults: @Sendable () throws -> CodedValue
  /// Checks a configuration and the environment that it names.
  package let check: @Sendable (ConfigurationDocument) throws -> Void
  /// Trains as a configuration says.
  package let train: @Sendable (ConfigurationDocument, TrainingCall) throws -> TrainingEnd

  /// The algorithm `type`. What surrounds an iteration is compiled once for all learners: a copy for each would gain nothing
  /// and take minutes.
  @_semantics("optimize.sil.specialize.generic.never")
  public init<L: Learner>(
    _ type: L.Type, chapter: Int, notesAlgorithm: Int? = nil, summary: String,
    actionSpaces: [String]
  ) {
    entry = AlgorithmEntry(
      name: L.algorithm, chapter: chapter, notesAlgorithm: notesAlgorithm, summary: summary,
      actionSpaces: actionSpaces)
    self.type = type
    options = L.Configuration.options
    metrics = L.Metrics.documentation
    defaults = { try CodedValue(encoding: L.Configuration()) }
    check = { document in
      let description: RunConfiguration<L.Configuration> = try document.decoded()
      // Also what the algorithm has to say about the environment.
      _ = try L(
        environment: EnvironmentCatalogue.named(description.environment),
        configuration: description.configuration, seed: description.seed)
    }
    train = { document, call in
      let description: RunConfiguration<L.Configuration> = try document.decoded()
      let run = Run<L>(
        environment: try EnvironmentCatalogue.named(description.environment),
        configuration: description.configuration, seed: description.seed, plan: description.plan,
        logger: call.logger)
      let result = try run.train(into: call.path, call.start, report: call.report)
      return TrainingEnd(
        iterations: result.learner.iteration, environmentSteps: result.learner.environmentSteps,
        signal: result.signal, lastReturns: result.lastReturns)
    }
  }

  /// The defaults, with the tuned configuration for `environment` over them if there is one and it is wanted.
  package func document(environment: String, isTuned: Bool) throws -> ConfigurationDocument {
    var document = try ConfigurationDocument(options: options, defaults: defaults())
    try document.set("algorithm", text: entry.name, source: "algorithm")
    try document.set("environment", text: environment, source: "environment")
    if isTuned, let tuned = try TunedConfigurations(of: entry.name) {
      try tuned.overlay(on: &document, environment: environment)
    }
    return document
  }
}

/// Where and how to train.
package struct TrainingCall {
  package var path: String
  package var start: RunStart
  package var logger: Logger
  package var report: (RunProgress) -> Void

  package init(
    path: String, start: RunStart, logger: Logger, report: @escaping (RunProgress) -> Void
  ) {
    self.path = path
    self.start = start
    self.logger = logger
    self.report = report
  }
}

/// How a training ended.
package struct TrainingEnd: Sendable {
  package let iterations: Int
  package let environmentSteps: Int
  package let signal: Int32?
  package let lastReturns: [Double]
}
