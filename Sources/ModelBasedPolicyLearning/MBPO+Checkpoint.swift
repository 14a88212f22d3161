internal import ControlAsInference
internal import LinearAlgebra
internal import ModelBasedRL
public import ReinforcementLearning

extension MBPO {
  /// Writes the model-free learner, the networks with their optimisers, the rollouts' transitions, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("sac", sac)
    try checkpoint.part("dynamics", dynamics)
    try checkpoint.part("imagined", imagined)
    try checkpoint.value("random", random)
    try checkpoint.value("chance.networks", chance.networks)
    try checkpoint.value("chance.rollouts", chance.rollouts)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("sac", &sac)
    try checkpoint.part("dynamics", &dynamics)
    try checkpoint.part("imagined", &imagined)
    random = try checkpoint.value("random")
    let (networks, rollouts): ([RandomStream], [RandomStream]) = (
      try checkpoint.value("chance.networks"), try checkpoint.value("chance.rollouts")
    )
    guard networks.count == chance.networks.count, rollouts.count == chance.rollouts.count else {
      throw checkpoint.refuse(
        "there are streams of \(networks.count) networks and \(rollouts.count) rollouts")
    }
    chance = (networks, rollouts)
  }
}
