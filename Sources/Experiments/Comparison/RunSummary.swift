internal import Environments
internal import Foundation
internal import ReinforcementLearning

/// A run as far as comparisons need it: what was trained on what, and where the numbers are.
public struct RunSummary: Sendable, Equatable {
  /// The path of the run's folder.
  public let path: String
  /// The algorithm's name.
  public let algorithm: String
  /// The environment's name.
  public let environment: String
  /// The seed, or nil if the configuration has none.
  public let seed: UInt64?
  /// The iterations after which it ends, if it is bounded by them.
  public let iterations: Int?
  /// The environment steps after which it ends, if it is bounded by them.
  public let steps: Int?
  /// The algorithm's options as text, by their names, with a point between the names of nested ones.
  public let options: [String: String]

  /// Reads the configuration of the run in the folder `path`.
  /// - Throws: ``RunFolderError`` if there is no run, or its configuration does not name algorithm and environment,
  ///   ``ConfigurationError`` if it is not YAML.
  public init(_ path: String) throws {
    let folder = try RunFolder(opening: path)
    let content =
      try YAMLText(contentsOf: folder.configurationPath).root.map(YAMLText.value) ?? .null
    func text(_ name: String) throws -> String {
      guard case .text(let text) = content[[name]] else {
        throw RunFolderError.notReadable(folder.configurationPath, "\(name) is missing")
      }
      return text
    }
    self.path = path
    algorithm = try text("algorithm")
    environment = try text("environment")
    seed = content[["seed"]].flatMap { UInt64(Self.text($0)) }
    iterations = content[["iterations"]].flatMap { Int(Self.text($0)) }
    steps = content[["steps"]].flatMap { Int(Self.text($0)) }
    var options: [String: String] = [:]
    Self.collect(content[["configuration"]] ?? .null, into: &options, at: "")
    // Threads decide nothing but the speed.
    options["threads"] = nil
    self.options = options
  }

  /// The runs of an argument: the folder itself if it is a run's, otherwise the runs in it, in the order of their
  /// names.
  /// - Throws: ``RunFolderError`` if there is none.
  public static func runs(in path: String) throws -> [RunSummary] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { throw RunFolderError.noRun(path, "no such folder") }
    func holdsRun(_ path: String) -> Bool {
      FileManager.default.fileExists(atPath: "\(path)/\(RunFolder.configurationName)")
    }
    if holdsRun(path) { return [try RunSummary(path)] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    let runs = names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }.filter(holdsRun)
    guard !runs.isEmpty else {
      throw RunFolderError.noRun(
        path, "neither \(RunFolder.configurationName) nor a folder with one is in it")
    }
    return try runs.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
      .map(RunSummary.init)
  }

  /// Adds the value under `name`, and those of an object under their names after it.
  private static func collect(
    _ value: CodedValue, into options: inout [String: String], at name: String
  ) {
    switch value {
    case .null: break
    case .object:
      for member in value.members {
        collect(
          member.value, into: &options, at: name.isEmpty ? member.name : "\(name).\(member.name)")
      }
    default: options[name] = text(value)
    }
  }

  /// The value as it is read in a legend.
  private static func text(_ value: CodedValue) -> String {
    switch value {
    case .text(let text): text
    case .array(let values): values.map(text).joined(separator: " ")
    default: value.yamlText
    }
  }
}

/// The column of a run's table that is looked at.
public struct RunMetric: Sendable, Equatable {
  /// The table.
  public enum Source: Sendable, Equatable {
    /// What the iterations logged.
    case metrics
    /// What the evaluations during the run gave.
    case evaluations

    /// The name of the file in the run's folder.
    var file: String {
      switch self {
      case .metrics: RunFolder.metricsName
      case .evaluations: RunFolder.evaluationsName
      }
    }
  }

  /// The name of the column; `_mean` may be left out.
  public var column: String
  /// The table.
  public var source: Source

  /// A column.
  public init(_ column: String = "return", source: Source = .metrics) {
    self.column = column
    self.source = source
  }

  /// What the axis says.
  public var label: String {
    column.replacingOccurrences(of: "_", with: " ") + (source == .evaluations ? ", evaluated" : "")
  }

  /// The table of `run`, with at least one row.
  /// - Throws: ``RunFolderError`` if there is none.
  func table(of run: RunSummary) throws -> MetricsTable {
    let path = "\(run.path)/\(source.file)"
    guard FileManager.default.fileExists(atPath: path) else {
      throw RunFolderError.noRun(run.path, "\(source.file) is missing")
    }
    let table = try MetricsTable(contentsOf: path)
    guard !table.rows.isEmpty else {
      throw RunFolderError.noRun(run.path, "\(source.file) has no row")
    }
    return table
  }

  /// The values of the column `name` in `table`.
  /// - Throws: `UnknownNameError` if there is no such column.
  static func values(_ name: String, in table: MetricsTable) throws -> [Double] {
    guard let values = table[name] ?? table[name + "_mean"] else {
      throw UnknownNameError(kind: "metric", name: name, candidates: table.columns)
    }
    return values
  }
}
