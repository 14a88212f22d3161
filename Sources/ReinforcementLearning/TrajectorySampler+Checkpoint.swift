internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks

extension TrajectorySampler: Checkpointable {
  /// Writes the workers' environments, streams and, where a policy keeps some from step to step, noise; and the
  /// statistic of the observations.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    for (i, worker) in workers.enumerated() {
      try checkpoint.environments("worker.\(i).environments", worker.batch)
      try checkpoint.value("worker.\(i).streams", worker.streams)
      if let noise = worker.evaluator.noise {
        try checkpoint.value("worker.\(i).noise", noise)
      }
    }
    if let normalizer { try checkpoint.value("normalizer", normalizer) }
  }

  /// Takes over what a sampler of as many workers and copies wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    for i in workers.indices {
      try checkpoint.environments("worker.\(i).environments", &workers[i].batch)
      let streams: [RandomStream] = try checkpoint.value("worker.\(i).streams")
      guard streams.count == workers[i].streams.count else {
        throw checkpoint.refuse("worker \(i) has \(streams.count) random streams")
      }
      workers[i].streams = streams
      guard let present = workers[i].evaluator.noise else { continue }
      let noise: ExplorationNoise<Scalar> = try checkpoint.value("worker.\(i).noise")
      guard noise.isAlike(present) else {
        throw checkpoint.refuse("worker \(i) has exploration noise of another policy")
      }
      workers[i].evaluator.noise = noise
    }
    guard let present = normalizer else { return }
    let normalizer: ObservationNormalizer = try checkpoint.value("normalizer")
    guard normalizer.statistics.features == present.statistics.features else {
      throw checkpoint.refuse("the statistic is one of \(normalizer.statistics.features) features")
    }
    self.normalizer = normalizer
  }
}
