internal import Foundation
internal import NeuralNetworks

/// What the tables of a complete training say: two small files, a table and the configuration, that can be kept where its
/// run folder, with checkpoints of hundreds of megabytes, is not.
package struct TrainingRecord: Sendable, Equatable {
  /// The mean return of each iteration.
  package var returns: [Double]
  /// The environment steps at the end of each iteration.
  package var steps: [Double]
  /// The environment steps at which the deterministic policy was evaluated.
  package var evaluationSteps: [Double]
  /// Its mean returns there.
  package var evaluations: [Double]
  /// The time since the training began at the end of each iteration, in seconds.
  package var times: [Double]

  /// The time that it took, in seconds.
  package var seconds: Double { times.last ?? 0 }

  /// The columns of the table: a row for each iteration, with the evaluation after it if there was one.
  private static let columns = ["environment_steps", "return_mean", "evaluation_mean", "seconds"]

  /// What the tables of the run in `folder` say.
  init(of folder: RunFolder) throws {
    let metrics = try MetricsTable(contentsOf: folder.metricsPath)
    let evaluations = try MetricsTable(contentsOf: folder.evaluationsPath)
    let timings = try MetricsTable(contentsOf: folder.timingsPath)
    returns = metrics["return_mean"] ?? []
    steps = metrics["environment_steps"] ?? []
    evaluationSteps = evaluations["environment_steps"] ?? []
    self.evaluations = evaluations["return_mean"] ?? []
    times = timings["seconds"] ?? []
  }

  /// Whether there is a record at `path`, which is without the files' endings.
  static func exists(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + ".csv")
  }

  /// Reads the record at `path`.
  /// - Throws: `ConfigurationError` if it is not one of the training that `document` describes, and what reading its files
  ///   throws.
  init(
    contentsOf path: String, of document: ConfigurationDocument, _ algorithm: AnyAlgorithm
  ) throws {
    var earlier = try ConfigurationDocument(
      options: algorithm.options, defaults: algorithm.defaults())
    try earlier.overlay(file: path + ".yml")
    if let name = document.firstDifference(from: earlier) {
      throw ConfigurationError(
        source: path + ".yml", line: nil, keyPath: name,
        defect:
          "is \(earlier.shownValue(of: name)) in the record of an earlier training, not \(document.shownValue(of: name)); without the record the training is done again"
      )
    }
    let table = try MetricsTable(contentsOf: path + ".csv")
    guard table.columns == Self.columns else {
      throw MetricsTableError(
        file: path + ".csv", line: 1, defect: "the columns of a record are \(Self.columns)")
    }
    returns = table.rows.map { $0[1] }
    steps = table.rows.map { $0[0] }
    evaluationSteps = table.rows.filter { !$0[2].isNaN }.map { $0[0] }
    evaluations = table.rows.map { $0[2] }.filter { !$0.isNaN }
    times = table.rows.map { $0[3] }
  }

  /// Writes the record to `path`, with the configuration of the run in `folder`, which repeats it.
  func write(to path: String, configurationOf folder: RunFolder) throws {
    var table = MetricsTable(columns: Self.columns)
    let evaluated = Dictionary(zip(evaluationSteps, evaluations)) { $1 }
    for (i, step) in steps.enumerated() {
      table.append([step, returns[i], evaluated[step] ?? .nan, times[i]])
    }
    try AtomicFile.createFolder((path as NSString).deletingLastPathComponent)
    try AtomicFile.write(try AtomicFile.read(folder.configurationPath), to: path + ".yml")
    try table.write(to: path + ".csv")
  }
}
