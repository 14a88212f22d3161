internal import LinearAlgebra
package import ReinforcementLearning
internal import Yams

extension SearchSpace {
  /// The names of the distributions in a file.
  private static let kinds = ["uniform", "logUniform", "integer", "logInteger", "choice"]

  /// Reads a space from the YAML file at `path`, for options of the algorithm `algorithm`.
  ///
  /// Each option is a key, with points or groups where options are nested, and has one distribution:
  ///
  ///     learningRate: {logUniform: [1.0e-4, 1.0e-1]}
  ///     entropyCoefficient: {uniform: [0, 0.01]}
  ///     batchSize: {integer: [500, 5000]}
  ///     hiddenWidths: {choice: [[32], [64, 64]]}
  ///
  /// - Throws: ``ConfigurationError`` with file, line and key for an unknown option, a distribution that is none, or a
  ///   range without values; `UnknownNameError` for an unknown algorithm.
  public init(contentsOf path: String, for algorithm: String) throws {
    let options = try AlgorithmCatalogue.named(algorithm).options
    try self.init(YAMLText(contentsOf: path), options: options, source: path)
  }

  /// Reads what stands under `section`.
  package init(
    _ text: YAMLText, section: [String] = [], options: [ConfigurationOption], source: String
  ) throws {
    var node = text.root
    for name in section { node = node?.mapping?[name] }
    var found: [(name: String, distribution: Distribution)] = []
    var lines: [String: Int] = [:]
    let names = options.map(\.name)

    func collect(_ node: Node?, _ path: String) throws {
      guard let mapping = node?.mapping else {
        throw ConfigurationError(
          source: source, line: node?.mark?.line, keyPath: path,
          defect: "is not a YAML mapping of options to distributions")
      }
      for (key, child) in mapping {
        let word = key.scalar?.string ?? ""
        let name = path.isEmpty ? word : "\(path).\(word)"
        if names.contains(where: { name == $0 || name.hasPrefix($0 + ".") }) {
          lines[name] = key.mark?.line
          found.append((name, try Self.distribution(child, source, key.mark?.line, name)))
        } else if names.contains(where: { $0.hasPrefix(name + ".") }) {
          try collect(child, name)
        } else {
          throw ConfigurationError(
            source: source, line: key.mark?.line, keyPath: name,
            defect: ConfigurationError.unknown(name, among: names))
        }
      }
    }
    if let node, node.scalar?.string.isEmpty != true { try collect(node, "") }
    try self.init(found, source: source, lines: lines)
  }

  private static func distribution(
    _ node: Node, _ source: String, _ line: Int?, _ name: String
  ) throws -> Distribution {
    func refuse(_ defect: String) -> ConfigurationError {
      ConfigurationError(source: source, line: line, keyPath: name, defect: defect)
    }
    guard let mapping = node.mapping, mapping.count == 1, let (key, value) = mapping.first,
      let kind = key.scalar?.string
    else {
      throw refuse(
        "is not a distribution, such as {uniform: [0, 1]}; there are: \(kinds.joined(separator: ", "))"
      )
    }
    guard kinds.contains(kind) else {
      throw refuse(
        "has the distribution \(kind), which \(ConfigurationError.unknown(kind, among: kinds))")
    }
    let values = value.sequence.map { $0.map(YAMLText.value) }
    if kind == "choice" {
      guard let values else { throw refuse("needs a list of values, such as {choice: [1, 2]}") }
      return .choice(values.map(Self.text))
    }
    guard let values, values.count == 2 else {
      throw refuse("needs the ends of a range, such as {\(kind): [1, 10]}")
    }
    if kind == "integer" || kind == "logInteger" {
      guard case .integer(let low) = values[0], case .integer(let high) = values[1] else {
        throw refuse("has a range whose ends are not whole numbers")
      }
      guard low < high else { throw refuse("has an empty range, from \(low) to \(high)") }
      return kind == "integer"
        ? .integer(Int(low)...Int(high)) : .logInteger(Int(low)...Int(high))
    }
    let numbers = values.compactMap { value -> Double? in
      switch value {
      case .integer(let number): Double(number)
      case .double(let number): number
      default: nil
      }
    }
    guard numbers.count == 2 else { throw refuse("has a range whose ends are not numbers") }
    guard numbers[0] < numbers[1] else {
      throw refuse(
        "has an empty range, from \(MetricsTable.text(numbers[0])) to \(MetricsTable.text(numbers[1]))"
      )
    }
    return kind == "uniform"
      ? .uniform(numbers[0]...numbers[1]) : .logUniform(numbers[0]...numbers[1])
  }

  /// A value as a text from which it can be read again.
  private static func text(_ value: CodedValue) -> String {
    if case .text(let text) = value { text } else { value.yamlText }
  }

  /// Makes sure that options can take the values: those at the ends of ranges, and every choice.
  ///
  /// A value that does not go with the shared configuration may still go with other values of the space, so some of
  /// those are tried before it is refused.
  /// - Throws: ``ConfigurationError`` that names the option.
  func check(_ algorithm: AnyAlgorithm, _ base: ConfigurationDocument, source: String) throws {
    var stream = RandomStream(seed: 0)
    let others = [[]] + (0..<30).map { _ in draw(using: &stream) }
    for dimension in dimensions {
      for text in dimension.distribution.extremes {
        var refusal: InvalidConfigurationError?
        for other in others {
          refusal = nil
          do {
            var document = base
            for value in other {
              try document.set(value.name, text: value.text, source: source)
            }
            try document.set(dimension.name, text: text, source: source)
            try algorithm.check(document)
            break
          } catch let error as ConfigurationError {
            throw ConfigurationError(
              source: source, line: nil, keyPath: dimension.name, defect: error.defect)
          } catch let error as InvalidConfigurationError where error.option == dimension.name {
            refusal = error
          } catch is InvalidConfigurationError {
            // It is another option that is wrong then.
          }
        }
        if let refusal {
          throw ConfigurationError(
            source: source, line: nil, keyPath: dimension.name,
            defect: "can be \(refusal.value); it \(refusal.requirement)")
        }
      }
    }
  }

  /// The space as it is written into a file.
  var coded: CodedValue {
    var value = CodedValue.object(CodedValue.Object())
    for dimension in dimensions {
      let (kind, values): (String, [CodedValue]) =
        switch dimension.distribution {
        case .uniform(let range):
          ("uniform", [.double(range.lowerBound), .double(range.upperBound)])
        case .logUniform(let range):
          ("logUniform", [.double(range.lowerBound), .double(range.upperBound)])
        case .integer(let range):
          ("integer", [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))])
        case .logInteger(let range):
          ("logInteger", [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))])
        case .choice(let texts):
          ("choice", texts.map { (try? YAMLText.value(of: $0, source: "")) ?? .text($0) })
        }
      value.set(.array(values), at: [dimension.name, kind])
    }
    return value
  }
}
