internal import ReinforcementLearning

/// Checks of options that several algorithms of the chapter have.
package enum OptionCheck {
  /// Throws unless `condition` holds.
  package static func require(
    _ condition: Bool, _ option: String, _ value: Any, _ requirement: String
  ) throws {
    guard condition else {
      throw InvalidConfigurationError(option: option, value: "\(value)", requirement: requirement)
    }
  }

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
