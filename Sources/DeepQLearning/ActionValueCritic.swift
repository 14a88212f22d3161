package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// Q_φ with its target network and its optimiser: steps 3 to 5 of Algorithms 11 to 13, for learners that differ in what they
/// do with it.
package struct ActionValueCritic {
  /// What the loss is, from a configuration.
  package struct Form {
    var batchSize: Int
    /// Whether Q_φ picks the action that Q_φ′ values.
    var isDouble: Bool
    /// κ of Huber's loss; nil for half the square.
    var huberThreshold: Double?

    package init(batchSize: Int, isDouble: Bool, huberThreshold: Double?) {
      self.batchSize = batchSize
      self.isDouble = isDouble
      self.huberThreshold = huberThreshold
    }
  }

  /// Q_φ.
  package private(set) var network: ActionValueNetwork
  /// Q_φ′; nil without a target network, where Q_φ stands in its place.
  package private(set) var target: ActionValueNetwork?
  private var optimizer: NetworkOptimizer
  private let update: ActionValueUpdate

  /// `network` as Q_φ and, if there is one, as the target network.
  package init(
    _ network: ActionValueNetwork, _ form: Form, hasTarget: Bool, optimizer: OptimizerRule,
    epsilon: Double
  ) {
    self.network = network
    target = hasTarget ? network : nil
    self.optimizer = NetworkOptimizer(
      optimizer, count: network.layout.count, epsilon: epsilon, decay: 0.95, isCentered: true)
    update = ActionValueUpdate(network, form)
  }

  /// The loss of the last batch.
  package var loss: Double { update.loss }
  /// The mean of Q_φ(s, a) over it.
  package var meanValue: Double { update.meanValue }
  /// δᵢ, or the losses of distributions: what priorities are made of.
  package var errors: Vector<Scalar> { update.errors }

  /// A gradient step on the loss of `batch`, with targets from Q_φ′.
  ///
  /// - Parameters:
  ///   - batch: The transitions.
  ///   - learningRate: α.
  ///   - gradientLimit: The largest norm of the gradient; nil for no limit.
  ///   - step: The number of the step, for the error.
  ///   - random: The noise of noisy layers.
  /// - Returns: The gradient's norm before clipping.
  /// - Throws: `NotFiniteError` if it is not finite.
  package mutating func learn(
    from batch: TransitionBatch, learningRate: Double, gradientLimit: Double?, step: Int,
    using random: inout RandomStream
  ) throws -> Double {
    update.run(network, target: target ?? network, batch, using: &random)
    optimizer.learningRate = learningRate
    let norm = update.gradient.norm
    guard norm.isFinite else {
      throw NotFiniteError("The gradient of step \(step) is not finite.")
    }
    let limit = gradientLimit.map { Scalar($0) } ?? .infinity
    optimizer.update(
      &network.parameters, gradient: update.gradient,
      scale: GradientClipping.factor(norm: norm, limit: limit))
    return Double(norm)
  }

  /// φ′ ← φ′ + c (φ − φ′), as often as `moves` says.
  package mutating func moveTarget(by fraction: Double, times moves: Int) {
    guard moves > 0 else { return }
    if fraction == 1 {
      target?.parameters.assign(from: network.parameters)
    } else {
      for _ in 0..<moves {
        target?.parameters.move(toward: network.parameters, by: Scalar(fraction))
      }
    }
  }
}

extension ActionValueCritic: Checkpointable {
  /// Writes both networks and the optimiser.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("network", network.parameters)
    if let target { checkpoint.tensor("target", target.parameters) }
    try checkpoint.value("optimizer", optimizer)
  }

  /// Takes over what a critic of the same architecture wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    network.parameters = try checkpoint.tensor("network", count: network.layout.count)
    if target != nil {
      target?.parameters = try checkpoint.tensor("target", count: network.layout.count)
    }
    let optimizer: NetworkOptimizer = try checkpoint.value("optimizer")
    guard optimizer.count == network.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(network.layout.count)")
    }
    self.optimizer = optimizer
  }
}
