public import NeuralNetworks

/// What a policy remembers an episode by.
public enum PolicyMemory: String, Sendable, Codable, CaseIterable {
  /// Nothing: it sees the present observation.
  case none
  /// Gated recurrent units.
  case gru
  /// Long short-term memories.
  case lstm

  /// The recurrent layer; nil for a policy without a memory.
  public var cell: RecurrentNetwork.Cell? {
    switch self {
    case .none: nil
    case .gru: .gru
    case .lstm: .lstm
    }
  }
}

/// The recurrent layers of an ``ActorCriticNetwork``.
public struct NetworkMemory: Sendable, Equatable {
  /// Their kind.
  public let cell: RecurrentNetwork.Cell
  /// The number of units of each.
  public let units: Int

  /// Layers of the given kind and width.
  public init(cell: RecurrentNetwork.Cell, units: Int) {
    self.cell = cell
    self.units = units
  }
}
