/// Throws an ``InvalidConfigurationError`` about `option` unless `condition` holds.
package func require(
  _ condition: Bool, _ option: String, _ value: Any, _ requirement: String
) throws(InvalidConfigurationError) {
  guard !condition else { return }
  throw InvalidConfigurationError(option: option, value: "\(value)", requirement: requirement)
}

/// Checks the options that stand together under the name `part`: errors name `part.option`.
package func requireValid(_ part: String, _ check: () throws -> Void) throws {
  do {
    try check()
  } catch let error as InvalidConfigurationError {
    throw InvalidConfigurationError(
      option: "\(part).\(error.option)", value: error.value, requirement: error.requirement)
  }
}

extension ConfigurationOption {
  /// The same option where it stands under the name `part`.
  package func under(_ part: String) -> ConfigurationOption {
    ConfigurationOption(
      "\(part).\(name)", kind, symbol: symbol, isOptional: isOptional, range: range,
      decidesBits: decidesBits, meaning)
  }
}

/// Checks that `schedule`, which came from a configuration, is one, and that all of its values are allowed.
package func require(
  _ schedule: Schedule, _ option: String, _ requirement: String, where isAllowed: (Double) -> Bool
) throws(InvalidConfigurationError) {
  do {
    try schedule.validate()
  } catch {
    throw InvalidConfigurationError(
      option: option, value: "\(schedule)", requirement: "is no schedule: \(error)")
  }
  try require(schedule.ends.allSatisfy(isAllowed), option, schedule.ends, requirement)
}

extension Schedule {
  /// The values at the ends of all pieces, between which every value lies.
  package var ends: [Double] {
    switch self {
    case .constant(let value): [value]
    case .linear(let from, let to, _), .exponential(let from, let to, _): [from, to]
    case .piecewise(let knots): knots.map(\.value)
    }
  }
}

/// Checks of options that many algorithms have.
package enum OptionCheck {
  package static func positive(_ value: Int, _ option: String) throws {
    try require(value > 0, option, value, "must be positive")
  }

  package static func positive(_ value: Double, _ option: String) throws {
    try require(value > 0 && value.isFinite, option, value, "must be positive and finite")
  }

  package static func notNegative(_ value: Double, _ option: String) throws {
    try require(value >= 0 && value.isFinite, option, value, "must not be negative")
  }

  package static func widths(_ widths: [Int], _ option: String) throws {
    try require(!widths.contains { $0 <= 0 }, option, widths, "must be positive")
  }
}
