internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

extension CloneTrainer: Checkpointable {
  /// Writes parameters, optimiser, demonstrations, where the sequences stand, and the best parameters so far.
  func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("parameters", parameters)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.value("random", random)
    try checkpoint.value("cursors", cursors)
    checkpoint.tensor("memory", memory)
    if configuration.patience != nil {
      checkpoint.tensor("best", best ?? parameters)
      try checkpoint.value("bestLoss", bestLoss)
      try checkpoint.value("iterationsSinceBest", iterationsSinceBest)
    }
    try checkpoint.part("demonstrations", data.demonstrations)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    parameters = try checkpoint.tensor("parameters", count: parameters.count)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == parameters.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the policy has \(parameters.count)")
    }
    self.optimizer = optimizer
    random = try checkpoint.value("random")
    let cursors: [Cursor] = try checkpoint.value("cursors")
    guard cursors.count == self.cursors.count else {
      throw checkpoint.refuse("there are \(cursors.count) sequences, not \(self.cursors.count)")
    }
    memory = try checkpoint.tensor("memory", count: memory.count)
    if configuration.patience != nil {
      best = try checkpoint.tensor("best", count: parameters.count)
      bestLoss = try checkpoint.value("bestLoss")
      iterationsSinceBest = try checkpoint.value("iterationsSinceBest")
    }
    var demonstrations = data.demonstrations
    try checkpoint.part("demonstrations", &demonstrations)
    guard
      cursors.allSatisfy({ $0.next >= 0 && $0.next <= $0.end && $0.end <= demonstrations.steps })
    else {
      throw checkpoint.refuse("a sequence stands outside the demonstrations")
    }
    self.cursors = cursors
    data = CloneData(demonstrations, configuration)
  }
}
