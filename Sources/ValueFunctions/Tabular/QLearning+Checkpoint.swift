internal import LinearAlgebra
public import ReinforcementLearning

extension QLearning {
  /// Writes tables, step sizes, the environment, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("walk", walk)
    try checkpoint.value("stream", stream)
    for i in tables.indices {
      try checkpoint.value("table.\(i)", tables[i])
      try checkpoint.value("stepSizes.\(i)", stepSizes[i])
    }
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("walk", &walk)
    stream = try checkpoint.value("stream")
    for i in tables.indices {
      tables[i] = try checkpoint.table("table.\(i)", like: tables[i], states: walk.stateCount)
      stepSizes[i] = try checkpoint.value("stepSizes.\(i)")
    }
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}

extension CheckpointReader {
  /// The table `name`, which must be one of `states` states and as many actions as `present`.
  func table(
    _ name: String, like present: ActionValueTable, states: Int
  ) throws -> ActionValueTable {
    let table: ActionValueTable = try value(name)
    guard table.actions == present.actions, table.states <= states,
      table.elements.count >= table.states * table.actions
    else {
      throw refuse(
        "\(name) is one of \(table.states) states and \(table.actions) actions, the environment has "
          + "\(present.actions) actions and \(states) states were met")
    }
    return table
  }
}
