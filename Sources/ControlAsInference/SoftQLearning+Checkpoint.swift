internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension SoftQLearning {
  /// Writes both networks, the optimiser, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    checkpoint.tensor("target", target)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let count = policy.layout.count
    try checkpoint.parameters(of: &policy)
    target = try checkpoint.tensor("target", count: count)
    optimizer = try checkpoint.optimizer("optimizer", count: count)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}

extension CheckpointReader {
  /// The optimiser `name`, which must be one of `count` parameters.
  func optimizer(_ name: String, count: Int) throws -> Adam<Scalar> {
    let optimizer: Adam<Scalar> = try value(name)
    guard optimizer.count == count else {
      throw refuse("\(name) is one of \(optimizer.count) parameters, \(count) are expected")
    }
    return optimizer
  }
}
