internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension DivideAndConquer {
  /// Writes all policies with their optimisers, the initial states, environments, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.environments("starts", starts)
    for (i, local) in locals.enumerated() { try checkpoint.part("local.\(i)", local) }
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == policy.layout.count else {
      throw checkpoint.refuse("the optimizer has \(optimizer.count) parameters")
    }
    self.optimizer = optimizer
    try checkpoint.environments("starts", &starts)
    for i in locals.indices { try checkpoint.part("local.\(i)", &locals[i]) }
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
