internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension SAC {
  /// Writes networks, targets, optimisers, temperature, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: actor.policy)
    try checkpoint.value("actor.optimizer", actor.optimizer)
    try checkpoint.part("critics", critics)
    try checkpoint.value("temperature", entropyWeight)
    if let noise = evaluator.noise { try checkpoint.value("noise", noise) }
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &actor.policy)
    let optimizer: Adam<Scalar> = try checkpoint.value("actor.optimizer")
    guard optimizer.count == actor.policy.layout.count else {
      throw checkpoint.refuse(
        "the actor's optimizer is one of \(optimizer.count) parameters, the policy has "
          + "\(actor.policy.layout.count)")
    }
    actor.optimizer = optimizer
    try checkpoint.part("critics", &critics)
    entropyWeight = try checkpoint.value("temperature")
    if let present = evaluator.noise {
      let noise: ExplorationNoise<Scalar> = try checkpoint.value("noise")
      guard noise.isAlike(present) else {
        throw checkpoint.refuse("the exploration noise is that of another policy")
      }
      evaluator.noise = noise
    }
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
