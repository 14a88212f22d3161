public import ReinforcementLearning

extension DAgger {
  /// Writes the clone, its optimiser, the data set, environments, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("trainer", trainer)
    try checkpoint.part("sampler", sampler)
    try checkpoint.part("trials", trials)
    try checkpoint.value("origin", demonstrations.origin)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let origin: String = try checkpoint.value("origin")
    guard origin == demonstrations.origin else {
      throw checkpoint.refuse(
        "the data are of the expert \(origin), not of \(demonstrations.origin)")
    }
    try checkpoint.part("trainer", &trainer)
    try checkpoint.part("sampler", &sampler)
    try checkpoint.part("trials", &trials)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
