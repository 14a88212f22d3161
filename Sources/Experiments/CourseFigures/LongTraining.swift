internal import Foundation
internal import Logging
internal import ReinforcementLearning

/// A training that takes long, in a run folder beside the figure: drawn again, the figure goes on where it was
/// interrupted, and a training that is complete is read from its record.
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

  /// Reads the record of the training with `seed` in `records/FIGURE/FOLDER-SEED` of the context's folder; where there is
  /// none, trains, or goes on, in `runs/FIGURE/FOLDER-SEED`, and leaves one.
  /// - Throws: ``InterruptedTrainingError`` if a signal ends it, `ConfigurationError` if the record is of another
  ///   configuration, and what the run throws.
  func record(
    seed: UInt64, of figure: String, _ context: FigureContext
  ) throws -> TrainingRecord {
    let (algorithm, document) = try configured(seed: seed, of: figure)
    let name = "\(figure)/\(folder)-\(seed)"
    let kept = "\(context.folder)/records/\(name)"
    if TrainingRecord.exists(at: kept) {
      return try TrainingRecord(contentsOf: kept, of: document, algorithm)
    }
    let path = "\(context.folder)/runs/\(name)"
    let logger = Logger(label: "apus") { _ in SwiftLogNoOpLogHandler() }
    let end = try algorithm.train(
      document, TrainingCall(path: path, start: .resuming, logger: logger) { _ in })
    if let signal = end.signal { throw InterruptedTrainingError(path: path, signal: signal) }
    let folder = try RunFolder(opening: path)
    let record = try TrainingRecord(of: folder)
    try record.write(to: kept, configurationOf: folder)
    return record
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
  ) throws -> [[TrainingRecord]] {
    try self.trainings(of: trainings, seeds: seeds, label: \.name) {
      try $0.record(seed: $1, of: figure, self)
    }
  }
}
