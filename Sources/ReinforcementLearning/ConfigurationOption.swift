/// What there is to know about one option of an algorithm: what help prints and configuration files are held to.
public struct ConfigurationOption: Sendable, Equatable, Codable {
  /// What a value is.
  public enum Kind: Sendable, Equatable, Codable {
    /// A whole number.
    case integer
    /// A number.
    case number
    /// `true` or `false`.
    case boolean
    /// Any text.
    case text
    /// One of the given words.
    case choice([String])
    /// A list of whole numbers.
    case integers
    /// A list of numbers.
    case numbers
    /// A number, or how it changes with the steps (``Schedule``).
    case schedule
  }

  /// The coding key in the configuration, with points where configurations are nested.
  public let name: String
  /// The letter in the notes.
  public let symbol: String?
  /// What a value is.
  public let kind: Kind
  /// Whether it may be left empty.
  public let isOptional: Bool
  /// The values that are allowed, such as `(0, 1]`; nil if all are.
  public let range: String?
  /// What it means, in a sentence.
  public let meaning: String
  /// Whether another value gives other bits; false for the number of threads.
  public let decidesBits: Bool
  /// The word after `--` on the command line.
  public let flag: String

  /// Documents the option `name`.
  ///
  /// - Parameters:
  ///   - name: The coding key.
  ///   - kind: What a value is.
  ///   - symbol: The letter in the notes.
  ///   - isOptional: Whether it may be left empty.
  ///   - range: The values that are allowed.
  ///   - decidesBits: Whether another value gives other bits.
  ///   - flag: The word on the command line; the name in lower case with hyphens if left out.
  ///   - meaning: What it means, in a sentence.
  public init(
    _ name: String, _ kind: Kind, symbol: String? = nil, isOptional: Bool = false,
    range: String? = nil, decidesBits: Bool = true, flag: String? = nil, _ meaning: String
  ) {
    self.name = name
    self.symbol = symbol
    self.kind = kind
    self.isOptional = isOptional
    self.range = range
    self.meaning = meaning
    self.decidesBits = decidesBits
    self.flag = flag ?? Self.hyphenated(name)
  }

  /// The option whose values are the cases of `type`.
  public init<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ type: Choice.Type, symbol: String? = nil, isOptional: Bool = false,
    flag: String? = nil, _ meaning: String
  ) {
    self.init(
      name, .choice(type.allCases.map(\.rawValue)), symbol: symbol, isOptional: isOptional,
      flag: flag, meaning)
  }

  /// `batchSize` as `batch-size`.
  private static func hyphenated(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      if character.isUppercase { text += "-" }
      text += character == "." ? "-" : character.lowercased()
    }
  }
}

/// The options of an algorithm: a value with defaults, bounds and a documented list of its names.
public protocol AlgorithmConfiguration: Codable, Sendable, Equatable {
  /// Every option, in the order in which help prints them. Their names are the type's coding keys.
  static var options: [ConfigurationOption] { get }
  /// The defaults.
  init()
  /// Checks every option.
  /// - Throws: ``InvalidConfigurationError`` that names the option and its bounds.
  func validate() throws
}
