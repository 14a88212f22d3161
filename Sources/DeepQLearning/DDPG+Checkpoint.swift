internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension DeterministicActorCritic {
  /// Writes networks, targets, optimisers, environments, replay, noise, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: actor.policy)
    checkpoint.tensor("actor.target", actor.target)
    try checkpoint.value("actor.optimizer", actor.optimizer)
    try checkpoint.part("critics", critics)
    try checkpoint.part("collector", collector)
    try checkpoint.value("noise", noise)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let count = actor.policy.layout.count
    try checkpoint.parameters(of: &actor.policy)
    actor.target = try checkpoint.tensor("actor.target", count: count)
    let optimizer: Adam<Scalar> = try checkpoint.value("actor.optimizer")
    guard optimizer.count == count else {
      throw checkpoint.refuse(
        "the actor's optimizer is one of \(optimizer.count) parameters, the policy has \(count)")
    }
    actor.optimizer = optimizer
    try checkpoint.part("critics", &critics)
    try checkpoint.part("collector", &collector)
    noise = try checkpoint.value("noise")
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
