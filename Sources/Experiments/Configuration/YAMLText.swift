internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning
internal import Yams

/// YAML text, taken apart.
package struct YAMLText {
  let root: Node?

  /// Reads the file at `path`.
  /// - Throws: ``ConfigurationError`` if it is not YAML, `FileError` if it cannot be read.
  package init(contentsOf path: String) throws {
    guard let text = String(validating: try AtomicFile.read(path), as: UTF8.self) else {
      throw ConfigurationError(
        source: path, line: nil, keyPath: "", defect: "the file is not UTF-8 text")
    }
    try self.init(text, source: path)
  }

  /// Reads `text`; errors name it `source`.
  package init(_ text: String, source: String) throws {
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      let (line, problem) = Self.defect(error)
      throw ConfigurationError(
        source: source, line: line, keyPath: "", defect: "not valid YAML: \(problem)")
    }
  }

  /// The names at the top.
  package var keys: [String] { root?.mapping?.keys.compactMap { $0.scalar?.string } ?? [] }

  private static func defect(_ error: YamlError) -> (Int?, String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (mark.line, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "\($0)" }.sorted().joined(separator: ", ")
      return (context.mark.line, "the key \(names) occurs twice in one group")
    default: return (nil, "\(error)")
    }
  }

  /// The value of a text of the command line.
  static func value(of text: String, source: String) throws -> CodedValue {
    guard text.hasPrefix("[") || text.hasPrefix("{") else { return plain(text) }
    return try YAMLText(text, source: source).root.map(value) ?? .null
  }

  /// The value of a node.
  static func value(_ node: Node) -> CodedValue {
    switch node {
    case .scalar(let scalar):
      return scalar.style == .plain || scalar.style == .any
        ? plain(scalar.string) : .text(scalar.string)
    case .sequence(let sequence): return .array(sequence.map(value))
    case .mapping(let mapping):
      var object = CodedValue.Object()
      for (key, child) in mapping { object[key.scalar?.string ?? ""] = value(child) }
      return .object(object)
    case .alias: return .null
    }
  }

  /// What a word without quotation marks stands for (YAML 1.2's core schema).
  static func plain(_ word: String) -> CodedValue {
    switch word {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    case ".inf", ".Inf", "+.inf": return .double(.infinity)
    case "-.inf", "-.Inf": return .double(-.infinity)
    default: break
    }
    if let number = Int64(word) { return .integer(number) }
    if let number = UInt64(word) { return .natural(number) }
    let isNumber = word.allSatisfy { $0.isNumber || "+-.eE".contains($0) }
    if isNumber, let number = Double(word) { return .double(number) }
    return .text(word)
  }
}
