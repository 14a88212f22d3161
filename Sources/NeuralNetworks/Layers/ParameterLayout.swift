public import LinearAlgebra

/// Where each tensor of a network lies in its one parameter vector θ, under which name, and how it starts.
public struct ParameterLayout: Sendable, Equatable {
  /// One tensor of `rows` × `columns`, row by row from `offset` on.
  public struct Slot: Sendable, Equatable {
    /// The name in checkpoints, such as `policy.0.weight`.
    public let name: String
    /// The number of rows; for a weight, the features that enter.
    public let rows: Int
    /// The number of columns; for a weight, the features that leave.
    public let columns: Int
    /// The position of the first element in θ.
    public let offset: Int
    /// How the elements start.
    public let initializer: Initializer
    /// The number of elements.
    public var count: Int { rows * columns }
  }

  /// The tensors in the order of their offsets.
  public private(set) var slots: [Slot] = []
  /// The number of parameters, the length of θ.
  public private(set) var count = 0

  /// A layout of no parameters.
  public init() {}

  /// Appends a tensor to the end of θ.
  /// - Precondition: The name is new.
  public mutating func add(
    _ name: String, rows: Int, columns: Int, _ initializer: Initializer
  ) -> Slot {
    precondition(
      !slots.contains { $0.name == name }, "Two tensors would bear the name \(name).")
    let slot = Slot(
      name: name, rows: rows, columns: columns, offset: count, initializer: initializer)
    slots.append(slot)
    count += slot.count
    return slot
  }

  /// A parameter vector θ with every tensor drawn from its initialiser.
  public func initialParameters<Element: BLASScalar>(
    using random: inout RandomStream
  ) -> Vector<Element> {
    var θ = Vector<Element>(count: count)
    θ.withUnsafeMutablePointer { θ in
      for slot in slots {
        slot.initializer.fill(
          θ + slot.offset, rows: slot.rows, columns: slot.columns, using: &random)
      }
    }
    return θ
  }
}
