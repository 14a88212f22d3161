internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Fits V_θ to the returns of a rollout by minibatches of Adam. The policy's parameters have no gradient, so Adam leaves
/// them as they are.
struct CriticFit: Checkpointable {
  var optimizer: Adam<Scalar>
  private var minibatches: Minibatches
  private let loss: Loss
  private let lastLoss: Loss

  init(_ network: ActorCriticNetwork<Scalar>, rows: Int, batchSize: Int) {
    precondition(!network.sharesTrunk, "V cannot be fitted by itself on a shared trunk.")
    optimizer = Adam(count: network.layout.count, learningRate: 0)
    minibatches = Minibatches(rows: rows, size: batchSize)
    loss = Loss(network, rows: minibatches.size)
    lastLoss =
      minibatches.lastSize == minibatches.size ? loss : Loss(network, rows: minibatches.lastSize)
  }

  /// Passes `epochs` times over the rollout.
  /// - Returns: The mean squared error, mean over the minibatches.
  mutating func fit(
    _ network: inout ActorCriticNetwork<Scalar>, _ rollout: Rollout, epochs: Int,
    learningRate: Double, using random: inout RandomStream
  ) throws -> Double {
    optimizer.learningRate = learningRate
    var sum = 0.0
    for _ in 0..<epochs {
      minibatches.shuffle(using: &random)
      for k in 0..<minibatches.count {
        let loss = k == minibatches.count - 1 ? lastLoss : loss
        let error = loss.evaluate(network, rollout, minibatches[k])
        guard error.isFinite else {
          throw NotFiniteError("The error of the value function is not finite.")
        }
        sum += Double(error)
        optimizer.update(&network.parameters, gradient: loss.gradient)
      }
    }
    return sum / Double(epochs * minibatches.count)
  }

  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("optimizer", optimizer)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == self.optimizer.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(self.optimizer.count)")
    }
    self.optimizer = optimizer
  }

  /// mean (V_θ − R)² and its gradient for minibatches of one size.
  private final class Loss {
    private let tape = Tape<Scalar>()
    private let θ: Variable<Scalar>
    private let observations: Variable<Scalar>
    private let returns: Variable<Scalar>
    private let error: Variable<Scalar>
    let gradient: Variable<Scalar>

    init(_ network: ActorCriticNetwork<Scalar>, rows: Int) {
      let tape = tape
      let x = tape.input(rows: rows, columns: network.observationWidth)
      let targets = tape.input(rows: rows, columns: 1)
      (observations, returns) = (x, targets)
      (θ, error, gradient) = network.parameters.withUnsafePointer {
        let θ = tape.borrow($0, rows: 1, columns: network.layout.count, trainable: true)
        let error = square(network.values(x, θ) - targets).mean()
        return (θ, error, tape.gradient(of: error, withRespectTo: θ))
      }
    }

    func evaluate(
      _ network: ActorCriticNetwork<Scalar>, _ rollout: Rollout, _ rows: ArraySlice<Int>
    ) -> Scalar {
      observations.assign(rows: rows, of: rollout.observations)
      returns.assign(rows: rows, of: rollout.returns)
      network.parameters.withUnsafePointer {
        tape.bind(θ, to: $0)
        tape.replay()
      }
      return error.scalar
    }
  }
}
