internal import Foundation
public import LinearAlgebra

/// What a search for hyper-parameters draws from: for each option that is searched, a distribution.
///
///     let space = try SearchSpace([
///       ("learningRate", .logUniform(1e-4...1e-1)),
///       ("hiddenWidths", .choice(["[32]", "[64, 64]"])),
///     ])
public struct SearchSpace: Sendable, Equatable {
  /// Where the values of an option come from.
  public enum Distribution: Sendable, Equatable {
    /// Numbers between the bounds, with equal density.
    case uniform(ClosedRange<Double>)
    /// Positive numbers between the bounds, whose logarithms have equal density.
    case logUniform(ClosedRange<Double>)
    /// Whole numbers between the bounds, both included, each as probable as another.
    case integer(ClosedRange<Int>)
    /// Positive whole numbers, rounded from numbers whose logarithms have equal density.
    case logInteger(ClosedRange<Int>)
    /// One of the values, as they are written in YAML.
    case choice([String])
  }

  /// An option and its distribution.
  public struct Dimension: Sendable, Equatable {
    /// The name of the option.
    public let name: String
    /// Where its values come from.
    public let distribution: Distribution
  }

  /// The value of an option.
  public struct Value: Sendable, Equatable, Codable {
    /// The name of the option.
    public let name: String
    /// The value as it is written in YAML.
    public let text: String
  }

  /// The options that are searched, in the order in which values are drawn.
  public let dimensions: [Dimension]

  /// A space.
  /// - Throws: ``ConfigurationError`` if it has no option, one twice, or a distribution without values.
  public init(_ dimensions: [(name: String, distribution: Distribution)]) throws {
    try self.init(dimensions, source: "search space", lines: [:])
  }

  init(
    _ dimensions: [(name: String, distribution: Distribution)], source: String, lines: [String: Int]
  ) throws {
    guard !dimensions.isEmpty else {
      throw ConfigurationError(
        source: source, line: nil, keyPath: "", defect: "there is no option to search")
    }
    var names: Set<String> = []
    for (name, distribution) in dimensions {
      let problem = names.insert(name).inserted ? distribution.problem : "occurs twice"
      if let problem {
        throw ConfigurationError(
          source: source, line: lines[name], keyPath: name, defect: problem)
      }
    }
    self.dimensions = dimensions.map { Dimension(name: $0.name, distribution: $0.distribution) }
  }

  /// Draws a value for each option.
  public func draw(using stream: inout RandomStream) -> [Value] {
    dimensions.map { Value(name: $0.name, text: $0.distribution.draw(using: &stream)) }
  }
}

extension SearchSpace.Distribution {
  /// Why there is nothing to draw; nil if there is.
  var problem: String? {
    switch self {
    case .uniform(let range):
      range.lowerBound < range.upperBound && range.upperBound.isFinite && range.lowerBound.isFinite
        ? nil : "has an empty range"
    case .logUniform(let range):
      range.lowerBound <= 0
        ? "begins at \(MetricsTable.text(range.lowerBound)); a logarithmic range must be positive"
        : Self.uniform(range).problem
    case .integer(let range):
      range.lowerBound < range.upperBound ? nil : "has an empty range"
    case .logInteger(let range):
      range.lowerBound <= 0
        ? "begins at \(range.lowerBound); a logarithmic range must be positive"
        : Self.integer(range).problem
    case .choice(let values):
      values.isEmpty
        ? "has no values to choose from"
        : Set(values).count < values.count ? "has a value twice" : nil
    }
  }

  /// Numbers get four significant digits, so that configurations can be read.
  func draw(using stream: inout RandomStream) -> String {
    func number(_ value: Double, _ range: ClosedRange<Double>) -> String {
      let rounded = Double(String(format: "%.4g", value)) ?? value
      return MetricsTable.text(min(max(rounded, range.lowerBound), range.upperBound))
    }
    switch self {
    case .uniform(let range):
      return number(stream.uniform(range.lowerBound, range.upperBound), range)
    case .logUniform(let range):
      return number(exp(stream.uniform(log(range.lowerBound), log(range.upperBound))), range)
    case .integer(let range):
      return "\(range.lowerBound + stream.integer(below: range.count))"
    case .logInteger(let range):
      // Each number is as wide as its rounding, at the ends too.
      let (low, high) = (Double(range.lowerBound) - 0.5, Double(range.upperBound) + 0.5)
      let value = exp(stream.uniform(log(low), log(high))).rounded()
      return "\(min(max(Int(value), range.lowerBound), range.upperBound))"
    case .choice(let values): return values[stream.integer(below: values.count)]
    }
  }

  /// The values that an option must be able to take: the ends of the range, or every choice.
  var extremes: [String] {
    switch self {
    case .uniform(let range), .logUniform(let range):
      [range.lowerBound, range.upperBound].map(MetricsTable.text)
    case .integer(let range), .logInteger(let range):
      ["\(range.lowerBound)", "\(range.upperBound)"]
    case .choice(let values): values
    }
  }

  /// Whether the values are best seen on a logarithmic axis.
  var isLogarithmic: Bool {
    switch self {
    case .logUniform, .logInteger: true
    default: false
    }
  }
}
