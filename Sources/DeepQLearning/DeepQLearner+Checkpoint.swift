internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension DeepQLearner {
  /// Writes both networks, the optimiser, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try critic.save(to: &checkpoint)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try critic.restore(from: checkpoint)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
