internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension PPO {
  /// Writes network, optimiser, environments, streams, statistics, penalty and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("penalty", penalty)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == network.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(network.layout.count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    penalty = try checkpoint.value("penalty")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
