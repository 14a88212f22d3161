internal import Environments
internal import NeuralNetworks
package import ReinforcementLearning
internal import Yams

/// A run's configuration in the making: defaults, with files and options of the command line laid over them.
///
/// Every value is held against its documented option when it is laid over, and where it came from is kept, so
/// that a value that turns out to be out of bounds later can be named with its file and line.
package struct ConfigurationDocument {
  /// Where a value came from.
  package struct Origin {
    /// A file's path, or an option of the command line.
    package var source: String
    /// The line in the file, from 1.
    package var line: Int?
    /// Whether it is a file.
    package var isFile: Bool
  }

  /// The values so far.
  package private(set) var value: CodedValue
  private let options: [String: ConfigurationOption]
  private let names: [String]
  private var origins: [String: Origin] = [:]

  /// The defaults of an algorithm with the given options and of a run.
  package init(options algorithm: [ConfigurationOption], defaults: CodedValue) throws {
    let prefixed = algorithm.map { (ConfigurationDocument.prefix + $0.name, $0) }
    let all = RunPlan.options.map { ($0.name, $0) } + prefixed
    options = Dictionary(uniqueKeysWithValues: all)
    names = all.map(\.0)
    value = try CodedValue(encoding: RunPlan())
    value.set(.integer(1), at: ["seed"])
    value.set(defaults, at: ["configuration"])
    value.set(try CodedValue(encoding: Platform()), at: ["platform"])
  }

  private static let prefix = "configuration."

  /// Where the value of the option `name` came from; nil for a default.
  package func origin(of name: String) -> Origin? { origins[name] }

  // MARK: Laying over

  /// Lays the values of a YAML file over those so far.
  package mutating func overlay(file path: String) throws {
    try overlay(YAMLText(contentsOf: path), source: path)
  }

  /// Lays what stands under `section` in YAML text over the values so far.
  package mutating func overlay(_ text: YAMLText, section: [String] = [], source: String) throws {
    var node = text.root
    for name in section { node = node?.mapping?[name] }
    guard let node, node != Node("", Tag(.null)) else { return }
    try overlay(node, path: [], source: source)
  }

  private mutating func overlay(_ node: Node, path: [String], source: String) throws {
    let keyPath = path.joined(separator: ".")
    guard let mapping = node.mapping else {
      let expected = path.isEmpty ? "a YAML mapping of keys" : "a group of keys"
      throw ConfigurationError(
        source: source, line: node.mark?.line, keyPath: keyPath, defect: "is not \(expected)")
    }
    for (key, child) in mapping {
      let name = key.scalar?.string ?? ""
      let childPath = path + [name]
      let full = childPath.joined(separator: ".")
      // What an earlier run ran on is information; whoever resumes it compares.
      if full == "platform" { continue }
      if options[full] != nil {
        let line = (child.mark ?? key.mark)?.line
        try set(
          full, YAMLText.value(child), Origin(source: source, line: line, isFile: true))
      } else if names.contains(where: { $0.hasPrefix(full + ".") }) {
        if child.scalar?.string.isEmpty == true { continue }
        try overlay(child, path: childPath, source: source)
      } else {
        throw ConfigurationError(
          source: source, line: key.mark?.line, keyPath: full,
          defect: ConfigurationError.unknown(name, among: siblings(of: path)))
      }
    }
  }

  /// The names that can stand in the group at `path`.
  private func siblings(of path: [String]) -> [String] {
    let prefix = path.map { $0 + "." }.joined()
    var result: [String] = []
    for name in names where name.hasPrefix(prefix) {
      let first = String(name.dropFirst(prefix.count).prefix { $0 != "." })
      if !result.contains(first) { result.append(first) }
    }
    return result
  }

  /// Sets an option from the command line: one of a run, or of the algorithm with or without `configuration.`.
  package mutating func set(_ name: String, text: String, source: String) throws {
    let known = [name, Self.prefix + name].first { options[$0] != nil }
    guard let full = known else {
      let candidates = names.map {
        $0.hasPrefix(Self.prefix) ? String($0.dropFirst(Self.prefix.count)) : $0
      }
      // Below an option with parts, such as a schedule, the parts are set one by one.
      if let parent = names.first(where: {
        name.hasPrefix($0 + ".") || (Self.prefix + name).hasPrefix($0 + ".")
      }),
        options[parent]?.kind == .schedule
      {
        let path = (name.hasPrefix(parent) ? name : Self.prefix + name).split(separator: ".")
        var whole = value
        whole.set(try YAMLText.value(of: text, source: source), at: path.map(String.init))
        return try set(
          parent, whole[parent.split(separator: ".").map(String.init)] ?? .null,
          Origin(source: source, line: nil, isFile: false))
      }
      throw ConfigurationError(
        source: source, line: nil, keyPath: name,
        defect: ConfigurationError.unknown(name, among: candidates))
    }
    var given = try YAMLText.value(of: text, source: source)
    if options[full]?.kind == .text { given = .text(text) }
    try set(full, given, Origin(source: source, line: nil, isFile: false))
  }

  private mutating func set(_ name: String, _ given: CodedValue, _ origin: Origin) throws {
    guard let option = options[name] else { return }
    do {
      value.set(try option.accepting(given), at: name.split(separator: ".").map(String.init))
    } catch {
      throw ConfigurationError(
        source: origin.source, line: origin.line,
        keyPath: origin.isFile ? name : option.name, defect: error.description)
    }
    origins[name] = origin
  }

  // MARK: Result

  /// The typed configuration, checked.
  /// - Throws: ``ConfigurationError`` for a value from a file, `InvalidConfigurationError` for one from the
  ///   command line.
  package func decoded<Configuration>() throws -> RunConfiguration<Configuration> {
    do {
      let run: RunConfiguration<Configuration> = try value.decoded()
      try name("") { try run.plan.validate() }
      try name(Self.prefix) { try run.configuration.validate() }
      return run
    } catch let error as DecodingError {
      throw misfit(error)
    }
  }

  /// Names the option whose value, though of its kind, is none of the type's: a negative seed, say.
  private func misfit(_ error: DecodingError) -> ConfigurationError {
    let path =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath.map(\.stringValue).joined(separator: ".")
      @unknown default: ""
      }
    guard let name = names.first(where: { path == $0 || path.hasPrefix($0 + ".") }),
      let option = options[name]
    else {
      return ConfigurationError(
        source: "configuration", line: nil, keyPath: "", defect: jsonDefect(error))
    }
    let origin = origins[name]
    let found = value[name.split(separator: ".").map(String.init)] ?? .null
    return ConfigurationError(
      source: origin?.source ?? "configuration", line: origin?.line,
      keyPath: origin?.isFile == true ? name : option.name,
      defect: "is \(ConfigurationOption.shown(found)); \(option.expectation) is expected")
  }

  /// Names the file from which an option that `check` refuses came.
  private func name(_ prefix: String, _ check: () throws -> Void) throws {
    do {
      try check()
    } catch let error as InvalidConfigurationError {
      guard let origin = origins[prefix + error.option], origin.isFile else { throw error }
      throw ConfigurationError(
        source: origin.source, line: origin.line, keyPath: prefix + error.option,
        defect: "is \(error.value); it \(error.requirement)")
    }
  }

  /// A text value, such as the environment's name.
  package func text(_ name: String) -> String? {
    if case .text(let text) = value[name.split(separator: ".").map(String.init)] {
      text
    } else {
      nil
    }
  }
}

extension ConfigurationDocument {
  /// The options of a run, whatever the algorithm.
  package static var runOptions: [ConfigurationOption] { RunPlan.options }

  /// The first option that has another value in `other`, of those that decide what a run's tables say.
  func firstDifference(from other: ConfigurationDocument) -> String? {
    names.first { name in
      options[name]?.decidesBits == true && shownValue(of: name) != other.shownValue(of: name)
    }
  }

  /// Whether an option is left empty.
  package func isEmpty(_ name: String) -> Bool {
    if case .null? = value[name.split(separator: ".").map(String.init)] { return true }
    return value[name.split(separator: ".").map(String.init)] == nil
  }

  /// The value of an option as text.
  package func shownValue(of name: String) -> String {
    let value = value[name.split(separator: ".").map(String.init)] ?? .null
    if case .null = value { return "none" }
    return value.yamlText
  }
}

/// The algorithm and the environment that a configuration file names, read before the rest can be understood.
package struct PresentConfiguration {
  /// The algorithm's name.
  package let algorithm: String?
  /// The environment's name.
  package let environment: String?

  /// Reads the file at `path`.
  package init(_ path: String) throws {
    let mapping = try YAMLText(contentsOf: path).root?.mapping
    algorithm = mapping?["algorithm"]?.scalar?.string
    environment = mapping?["environment"]?.scalar?.string
  }
}
