internal import Foundation
internal import NeuralNetworks
internal import ReinforcementLearning

/// The folder of one run: its configuration, what was measured, its checkpoints and the policy that came out.
public struct RunFolder: Sendable {
  /// The file with the run's configuration.
  public static let configurationName = "config.yml"
  /// The file with a row of numbers for each iteration.
  public static let metricsName = "metrics.csv"
  /// The file with a row for each evaluation.
  public static let evaluationsName = "evaluations.csv"
  /// The file with what the clock said after each iteration; it and the one for TensorBoard alone differ between
  /// equal runs.
  public static let timingsName = "timings.csv"
  /// The file with the policy as it was last.
  public static let policyName = "policy.safetensors"
  /// The file with the policy of the best evaluation.
  public static let bestPolicyName = "best.safetensors"
  /// The folder of the checkpoints.
  public static let checkpointsName = "checkpoints"

  /// The path of the folder.
  public let path: String

  /// The path of the file for TensorBoard.
  public var eventsPath: String { file(EventFile.name) }
  /// The path of the configuration.
  public var configurationPath: String { file(Self.configurationName) }
  /// The path of the metrics.
  public var metricsPath: String { file(Self.metricsName) }
  /// The path of the evaluations.
  public var evaluationsPath: String { file(Self.evaluationsName) }
  /// The path of the clock's readings.
  public var timingsPath: String { file(Self.timingsName) }
  /// The path of the best policy.
  public var bestPolicyPath: String { file(Self.bestPolicyName) }
  /// The folder of the checkpoints.
  public var checkpointsPath: String { file(Self.checkpointsName) }
  /// The path of the policy.
  public var policyPath: String { file(Self.policyName) }

  private static let names = [
    configurationName, metricsName, evaluationsName, timingsName, EventFile.name, policyName,
    bestPolicyName,
  ]

  /// Creates the folder and those above it, and makes sure before the run that files can be written there.
  ///
  /// A folder that holds a run already is an error unless `replacing` is true, which removes its checkpoints and
  /// its files of the names above.
  public init(creating path: String, replacing: Bool = false) throws {
    self.path = path
    try AtomicFile.createFolder(path)
    let present = Self.names.filter(has)
    let hasCheckpoints = AtomicFile.isFolder(checkpointsPath)
    guard replacing || (present.isEmpty && !hasCheckpoints) else {
      throw RunFolderError.holdsRun(path)
    }
    try checkWritable()
    // The configuration goes first: without it, the rest is no run.
    for name in present { try AtomicFile.remove(file(name)) }
    try CheckpointStore(checkpointsPath).removeAll()
  }

  /// Makes sure that files can be written into the folder.
  func checkWritable() throws {
    let probe = file(".probe")
    try AtomicFile.write([], to: probe)
    try AtomicFile.remove(probe)
  }

  /// The folder of an earlier run.
  public init(opening path: String) throws {
    self.path = path
    guard AtomicFile.isFolder(path) else { throw RunFolderError.noRun(path, "no such folder") }
    guard has(Self.configurationName) else {
      throw RunFolderError.noRun(path, "\(Self.configurationName) is missing")
    }
  }

  /// Whether there is a file of the given name.
  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// The path of the file `name` in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Replaces the file `name` by `bytes`; a reader finds the old content or the new one.
  public func write(_ bytes: [UInt8], to name: String) throws {
    try AtomicFile.write(bytes, to: file(name))
  }

  /// Replaces the file `name` by `text` in UTF-8.
  public func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  /// Replaces the file `name` by `value` as JSON with sorted keys.
  public func write(json value: some Encodable, to name: String) throws {
    try write(Array(value.sortedJSON()), to: name)
  }

  /// The bytes of the file `name`.
  public func read(_ name: String) throws -> [UInt8] { try AtomicFile.read(file(name)) }

  /// The value in the JSON of the file `name`.
  public func read<Value: Decodable>(json type: Value.Type, from name: String) throws -> Value {
    let bytes = try read(name)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw RunFolderError.notReadable(file(name), jsonDefect(error))
    }
  }
}

/// A folder that cannot be the folder of a run.
public enum RunFolderError: Error, Equatable, CustomStringConvertible {
  /// The folder holds a run already.
  case holdsRun(String)
  /// The folder holds no run, and why.
  case noRun(String, String)
  /// A file does not hold what it should, and why.
  case notReadable(String, String)
  /// Another run is writing into the folder at this moment.
  case isInUse(String)

  /// One line: which folder or file, what is wrong, and what to do.
  public var description: String {
    switch self {
    case .holdsRun(let path):
      "The folder \(path.oneLine) holds a run already; choose another one, remove it, or resume it."
    case .noRun(let path, let defect): "There is no run in \(path.oneLine): \(defect)."
    case .notReadable(let path, let defect): "\(path.oneLine) cannot be read: \(defect.oneLine)."
    case .isInUse(let path):
      "The folder \(path.oneLine) is being written by another run; wait for its end, or end it."
    }
  }
}

extension Encodable {
  /// The value as JSON, indented, with sorted keys and a line break at the end.
  func sortedJSON() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

/// What the decoder found wrong, and under which key, in a few words.
func jsonDefect(_ error: any Error) -> String {
  func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "" : " at \(path)"
  }
  switch error as? DecodingError {
  case .keyNotFound(let key, let context): return "\(key.stringValue) is missing\(place(context))"
  case .valueNotFound(_, let context): return "a value is missing\(place(context))"
  case .typeMismatch(let type, let context): return "no \(type)\(place(context))"
  case .dataCorrupted(let context): return "not valid JSON\(place(context))"
  default: return "\(error)"
  }
}
