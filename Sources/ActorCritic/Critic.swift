internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// V̂_φ(s) of Algorithm 3: a network that is fitted to targets of whole batches, as they are or normalised.
struct Critic {
  private(set) var network: ValueRegression
  /// What the network's outputs are scaled to: V̂_φ = mean + deviation · f_φ.
  private var scale = Scale()
  /// V̂_φ(sₜ) of the last evaluation, [steps].
  private(set) var values = Vector<Scalar>(count: 0)
  /// V̂_φ of what each trajectory's last step led to, [trajectories].
  private(set) var finalValues = Vector<Scalar>(count: 0)

  private struct Scale: Codable, Equatable {
    var mean = 0.0
    var deviation = 1.0

    func apply(to values: inout Vector<Scalar>) {
      guard self != Scale() else { return }
      for i in 0..<values.count { values[i] = Scalar(mean + deviation * Double(values[i])) }
    }
  }

  init(_ network: ValueRegression) { self.network = network }

  /// Computes V̂_φ of all steps, and of all last observations.
  mutating func evaluate(_ trajectories: Trajectories) {
    network.evaluate(trajectories.observations, into: &values)
    network.evaluate(trajectories.finalObservations, into: &finalValues)
    scale.apply(to: &values)
    scale.apply(to: &finalValues)
  }

  /// Takes `steps` gradient steps toward `targets`. If `normalizes` they are normalised first, and V̂_φ is scaled to their
  /// mean and deviation from now on, unless the loss is not finite.
  /// - Returns: The mean squared error before the last step, of what was fitted.
  mutating func fit(
    _ observations: RowBuffer, to targets: inout Vector<Scalar>, normalizes: Bool, steps: Int
  ) -> Scalar {
    let moments = normalizes ? Advantages.normalize(&targets) : nil
    let loss = network.fit(observations, to: targets, steps: steps)
    if let moments, loss.isFinite {
      scale = Scale(mean: moments.mean, deviation: moments.standardDeviation)
    }
    return loss
  }
}

extension Critic: Checkpointable {
  func save(to checkpoint: inout CheckpointWriter) throws {
    try network.save(to: &checkpoint)
    try checkpoint.value("scale", scale)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    try network.restore(from: checkpoint)
    scale = try checkpoint.value("scale")
  }
}
