internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension DeepQLearner {
  /// Writes both networks, the optimiser, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("network", network.parameters)
    if let target { checkpoint.tensor("target", target.parameters) }
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    network.parameters = try checkpoint.tensor("network", count: network.layout.count)
    if target != nil {
      target?.parameters = try checkpoint.tensor("target", count: network.layout.count)
    }
    let optimizer: NetworkOptimizer = try checkpoint.value("optimizer")
    guard optimizer.count == network.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(network.layout.count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
