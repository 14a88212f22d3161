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
