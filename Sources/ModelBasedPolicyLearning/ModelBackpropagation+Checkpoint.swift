internal import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

extension ModelBackpropagation {
  /// Writes policy and networks with their optimisers, environment, buffer, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("policy", policy.parameters)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("dynamics", dynamics)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let count = policy.layout.count
    policy.parameters = try checkpoint.tensor("policy", count: count)
    optimizer = try checkpoint.value("optimizer")
    guard optimizer.count == count else {
      throw checkpoint.refuse("the optimizer has \(optimizer.count) parameters")
    }
    try checkpoint.part("dynamics", &dynamics)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
  }
}
