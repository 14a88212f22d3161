internal import Foundation
internal import Logging
internal import ReinforcementLearning

/// A training that takes long, in a run folder beside the figure: drawn again, the figure goes on where it was
/// interrupted, and a training that is complete is read from its tables.
package struct LongTraining: Sendable {
  /// What the curve is called.
  package let name: String
  /// What its run folder is called, before the seed.
  let folder: String
  let algorithm: String
  package let environment: String
  /// The options that differ from the tuned ones, or from the defaults if `isTuned` is false.
  let options: [String: String]
  let isTuned: Bool

  package init(
    name: String, folder: String, algorithm: String, environment: String,
    options: [String: String] = [:], isTuned: Bool = true
  ) {
    self.name = name
    self.folder = folder
    self.algorithm = algorithm
    self.environment = environment
    self.options = options
    self.isTuned = isTuned
  }

  /// What the run folder's tables say.
  package struct Record: Sendable {
    /// The mean return of each iteration.
    package var returns: [Double]
    /// The environment steps at the end of each iteration.
    package var steps: [Double]
    /// The environment steps at which the deterministic policy was evaluated.
    package var evaluationSteps: [Double]
    /// Its mean returns there.
    package var evaluations: [Double]
    /// The time that it took, in seconds.
    package var seconds: Double
  }

  /// The algorithm and what its training with `seed` is configured to be.
  /// - Throws: What the catalogue says of unknown names, and what the document says of options and values.
  package func configured(
    seed: UInt64, of figure: String
  ) throws -> (AnyAlgorithm, ConfigurationDocument) {
    let algorithm = try AlgorithmCatalogue.named(algorithm)
    var document = try algorithm.document(environment: environment, isTuned: isTuned)
    let always = ["seed": "\(seed)", "writesEventFile": "false"]
    for (option, value) in (options.merging(always) { $1 }).sorted(by: { $0.key < $1.key }) {
      try document.set(option, text: value, source: figure)
    }
    return (algorithm, document)
  }

  /// Trains from `seed`, or goes on, in `runs/FIGURE/FOLDER-SEED` of the context's folder.
  /// - Throws: ``InterruptedTrainingError`` if a signal ends it, and what the run throws.
  func record(seed: UInt64, of figure: String, _ context: FigureContext) throws -> Record {
    let (algorithm, document) = try configured(seed: seed, of: figure)
    let path = "\(context.folder)/runs/\(figure)/\(folder)-\(seed)"
    let logger = Logger(label: "apus") { _ in SwiftLogNoOpLogHandler() }
    let end = try algorithm.train(
      document, TrainingCall(path: path, start: .resuming, logger: logger) { _ in })
    if let signal = end.signal { throw InterruptedTrainingError(path: path, signal: signal) }
    let folder = try RunFolder(opening: path)
    let metrics = try MetricsTable(contentsOf: folder.metricsPath)
    let evaluations = try MetricsTable(contentsOf: folder.evaluationsPath)
    let timings = try MetricsTable(contentsOf: folder.timingsPath)
    return Record(
      returns: metrics["return_mean"] ?? [], steps: metrics["environment_steps"] ?? [],
      evaluationSteps: evaluations["environment_steps"] ?? [],
      evaluations: evaluations["return_mean"] ?? [], seconds: timings["seconds"]?.last ?? 0)
  }
}

/// A training that a signal ended before its time.
struct InterruptedTrainingError: Error, CustomStringConvertible, LocalizedError {
  let path: String
  let signal: Int32

  var description: String {
    "signal \(signal) ended the training in \(path), which has a checkpoint; the same command goes on from there"
  }

  var errorDescription: String? { description }
}

extension FigureContext {
  /// The records of `trainings` with each of `seeds` seeds, by training, in the order of the seeds.
  func records(
    of trainings: [LongTraining], seeds: Int, figure: String
  ) throws -> [[LongTraining.Record]] {
    try self.trainings(of: trainings, seeds: seeds, label: \.name) {
      try $0.record(seed: $1, of: figure, self)
    }
  }
}
