public import ReinforcementLearning

extension BehaviourCloning {
  /// Writes the clone, its optimiser, the demonstrations, environments, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("trainer", trainer)
    try checkpoint.part("sampler", sampler)
    try checkpoint.value("origin", demonstrations.origin)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let origin: String = try checkpoint.value("origin")
    guard origin == demonstrations.origin else {
      throw checkpoint.refuse(
        "the demonstrations are of the expert \(origin), not of \(demonstrations.origin)")
    }
    try checkpoint.part("trainer", &trainer)
    try checkpoint.part("sampler", &sampler)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
