internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension BootstrappedDQN {
  /// Writes heads, prior functions, targets, the optimiser, environments, replay with masks, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: ensemble)
    checkpoint.tensor("prior", ensemble.priorParameters)
    checkpoint.tensor("target", target)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.part("masks", masks)
    try checkpoint.value("acting", acting)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let count = ensemble.layout.count
    try checkpoint.parameters(of: &ensemble)
    ensemble.priorParameters = try checkpoint.tensor(
      "prior", count: ensemble.priorParameters.count)
    target = try checkpoint.tensor("target", count: count)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the heads have \(count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("collector", &collector)
    try checkpoint.part("masks", &masks)
    let acting: [Int] = try checkpoint.value("acting")
    guard acting.count == self.acting.count,
      acting.allSatisfy({ (0..<configuration.heads).contains($0) })
    else { throw checkpoint.refuse("the heads \(acting) act") }
    self.acting = acting
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
