internal import NeuralNetworks

/// The options of learners on rollouts whose networks may have a memory.
public protocol RecurrentConfiguration: OnPolicyConfiguration {
  /// What an episode is remembered by.
  var memory: PolicyMemory { get set }
  /// The number of the memory's units; 64 if nil.
  var units: Int? { get set }
}

extension RecurrentConfiguration {
  /// The recurrent layers; nil without a memory.
  public var networkMemory: NetworkMemory? {
    memory.cell.map { NetworkMemory(cell: $0, units: units ?? 64) }
  }

  /// Checks the options of this protocol.
  /// - Throws: ``InvalidConfigurationError`` that names the option and its bounds.
  public func validateMemory() throws {
    guard let units else { return }
    try require(memory != .none, "units", units, "has no effect without a memory")
    try require((1...65536).contains(units), "units", units, "must lie between 1 and 65536")
  }

  /// Their documentation.
  public static var memoryOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "memory", PolicyMemory.self,
        "what policy and value function remember an episode by, for environments that hide their state"
      ),
      ConfigurationOption(
        "units", .integer, isOptional: true, range: "1 to 65536",
        "the number of the memory's units; 64 if left out"),
    ]
  }
}
