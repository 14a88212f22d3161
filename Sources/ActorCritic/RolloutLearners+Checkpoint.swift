internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension A2C {
  /// Writes network, optimiser, environments, streams, statistics and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    optimizer = try checkpoint.optimizer("optimizer", count: network.layout.count)
    try checkpoint.part("collector", &collector)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}

extension OnlineActorCritic {
  /// Writes network, optimisers, environments, streams, statistics and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    try checkpoint.value("actorOptimizer", actorOptimizer)
    try checkpoint.value("criticOptimizer", criticOptimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    actorOptimizer = try checkpoint.optimizer("actorOptimizer", count: network.layout.count)
    criticOptimizer = try checkpoint.optimizer("criticOptimizer", count: network.layout.count)
    try checkpoint.part("collector", &collector)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}

extension CheckpointReader {
  /// An optimiser of `count` parameters.
  fileprivate func optimizer(_ name: String, count: Int) throws -> NetworkOptimizer {
    let optimizer: NetworkOptimizer = try value(name)
    guard optimizer.count == count else {
      throw refuse(
        "\(name) is one of \(optimizer.count) parameters, the network has \(count)")
    }
    return optimizer
  }
}
