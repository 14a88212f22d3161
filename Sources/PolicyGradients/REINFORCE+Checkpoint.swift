internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension REINFORCE {
  /// Writes policy, optimiser, environments, streams, statistics and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("sampler", sampler)
    if let baseline { try checkpoint.part("baseline", baseline.network) }
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == policy.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the policy has "
          + "\(policy.layout.count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("sampler", &sampler)
    if var baseline {
      try checkpoint.part("baseline", &baseline.network)
      self.baseline = baseline
    }
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
