internal import Environments
internal import NeuralNetworks

/// Something in a configuration, from a file or from the command line, that is not as it should be.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where it stands: the file's path, or the option of the command line.
  public let source: String
  /// The line in the file, from 1.
  public let line: Int?
  /// The names that lead to it, with points between; empty if it is the whole file.
  public let keyPath: String
  /// What is wrong and what was expected.
  public let defect: String

  /// One line: where, under which key, what is wrong, what is expected.
  public var description: String {
    let place = line.map { "\(source.oneLine), line \($0)" } ?? source.oneLine
    let key = keyPath.isEmpty ? "" : " \(keyPath.oneLine)"
    return "\(place):\(key) \(defect.oneLine)."
  }

  /// What to say of a name that is none of `candidates`.
  static func unknown(_ name: String, among candidates: [String]) -> String {
    let error = UnknownNameError(kind: "key", name: name, candidates: candidates)
    let hint =
      error.suggestion.map { "did you mean \"\($0)\"?" }
      ?? "there are: \(candidates.joined(separator: ", "))"
    return "is not a known key; \(hint)"
  }
}
