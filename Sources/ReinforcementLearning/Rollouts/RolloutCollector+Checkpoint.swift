internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks

extension RolloutCollector: Checkpointable {
  /// Writes environments, statistics, streams, noise, memory and the episodes that are under way; to be called between two
  /// rollouts.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.environments("environments", batch)
    try checkpoint.value("streams", streams)
    try checkpoint.value("running", running)
    try checkpoint.value("recent", recent)
    if let noise = evaluator.noise { try checkpoint.value("noise", noise) }
    if let memory = evaluator.memory { checkpoint.tensor("memory", memory.elements) }
  }

  /// Takes over what a collector of as many copies wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    var environments: any EnvironmentBatch = batch
    try checkpoint.environments("environments", &environments)
    guard let restored = environments as? NormalizedBatch else {
      throw checkpoint.refuse("the environments are not those of a rollout")
    }
    let streams: [RandomStream] = try checkpoint.value("streams")
    let running: [FinishedEpisode] = try checkpoint.value("running")
    guard streams.count == self.streams.count, running.count == self.running.count else {
      throw checkpoint.refuse(
        "there are \(streams.count) random streams for \(self.streams.count) copies")
    }
    batch = restored
    self.streams = streams
    self.running = running
    recent = try checkpoint.value("recent")
    if evaluator.noise != nil {
      let noise: ExplorationNoise<Scalar> = try checkpoint.value("noise")
      evaluator.noise = noise
    }
    if let memory = evaluator.memory {
      let elements: Vector<Scalar> = try checkpoint.tensor("memory", count: memory.count)
      evaluator.memory = Matrix(rows: memory.rows, columns: memory.columns) {
        elements[$0 * memory.columns + $1]
      }
    }
  }
}
