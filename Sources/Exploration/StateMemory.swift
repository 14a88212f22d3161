internal import LinearAlgebra
internal import ReinforcementLearning

/// The last states that were visited, for models of their density.
struct StateMemory {
  /// The number of features of a state.
  let features: Int
  /// The number of states that fit.
  let capacity: Int
  /// The states row by row [count × features].
  private(set) var elements = Vector<Scalar>(count: 0)
  /// Where the next state goes once the memory is full.
  private var next = 0

  init(features: Int, capacity: Int) {
    precondition(capacity > 0, "A memory of \(capacity) states holds none.")
    (self.features, self.capacity) = (features, capacity)
  }

  /// The number of states held.
  var count: Int { elements.count / features }

  /// Puts in the rows of `states`, in the place of the oldest where there is no other.
  mutating func append(_ states: RowBuffer) {
    precondition(
      states.columns == features,
      "States of \(states.columns) features do not fit a memory of \(features).")
    let room = min(capacity - count, states.count)
    states.elements.withUnsafePointer { rows in
      elements.append(rows, count: room * features)
      for i in room..<states.count {
        elements.withUnsafeMutablePointer {
          ($0 + next * features).update(from: rows + i * features, count: features)
        }
        next = next + 1 == capacity ? 0 : next + 1
      }
    }
  }
}

extension StateMemory: Checkpointable {
  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("count", count)
    checkpoint.tensor("states", elements)
    try checkpoint.value("next", next)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    let count: Int = try checkpoint.value("count")
    let next: Int = try checkpoint.value("next")
    guard (0...capacity).contains(count), (0..<capacity).contains(next) else {
      throw checkpoint.refuse("a memory of \(capacity) states cannot hold \(count)")
    }
    elements = try checkpoint.tensor("states", count: count * features)
    self.next = next
  }
}
