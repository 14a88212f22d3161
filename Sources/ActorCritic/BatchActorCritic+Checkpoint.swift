internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension BatchActorCritic {
  /// Writes policy, critic, optimisers, environments, streams, statistics and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("critic", critic)
    try checkpoint.part("sampler", sampler)
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
    try checkpoint.part("critic", &critic)
    try checkpoint.part("sampler", &sampler)
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
