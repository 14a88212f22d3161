internal import ReinforcementLearning

/// Checks of options that several algorithms of the chapter have.
enum OptionCheck {

  static func positive(_ value: Int, _ option: String) throws {
    try require(value > 0, option, value, "must be positive")
  }

  static func positive(_ value: Double, _ option: String) throws {
    try require(value > 0 && value.isFinite, option, value, "must be positive and finite")
  }

  static func notNegative(_ value: Double, _ option: String) throws {
    try require(value >= 0 && value.isFinite, option, value, "must not be negative")
  }

  static func widths(_ widths: [Int], _ option: String) throws {
    try require(!widths.contains { $0 <= 0 }, option, widths, "must be positive")
  }
}
