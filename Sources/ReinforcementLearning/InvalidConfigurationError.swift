/// An option of an algorithm has a value that it cannot have.
public struct InvalidConfigurationError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The option's name, as in the configuration.
  public let option: String
  /// The value that it was given.
  public let value: String
  /// What the value must be.
  public let requirement: String

  /// An error that says what `option` must be instead of `value`.
  public init(option: String, value: String, requirement: String) {
    self.option = option
    self.value = value
    self.requirement = requirement
  }

  /// One line: option, value, requirement.
  public var description: String { "\(option) is \(value); it \(requirement)." }
}
