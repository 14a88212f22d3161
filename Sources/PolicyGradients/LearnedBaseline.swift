internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// V̂_φ(s), a network fitted to standardised returns and scaled back to the batch's mean and deviation: its
/// targets stay of one size while returns grow.
struct LearnedBaseline {
  private let network: MLP
  var parameters: Vector<Scalar>
  var optimizer: Adam<Scalar>
  private let gradientSteps: Int
  private let tape = Tape<Scalar>()
  private var targets = Vector<Scalar>(count: 0)

  init(
    observations: Int, configuration: REINFORCE.Configuration, using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    network = MLP(
      [observations] + configuration.hiddenWidths + [1], hidden: configuration.activation,
      name: "baseline", in: &layout)
    parameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: configuration.baselineLearningRate)
    gradientSteps = configuration.baselineGradientSteps
  }

  /// Subtracts V̂_φ(sₜ), scaled to the mean and deviation of `returns`.
  func subtract(
    from advantages: inout Vector<Scalar>, _ trajectories: Trajectories,
    scaledLike returns: Vector<Scalar>
  ) {
    let (mean, deviation) = Baselines.moments(of: returns)
    parameters.withUnsafePointer {
      tape.reset()
      let φ = tape.borrow($0, rows: 1, columns: parameters.count)
      let values = network(tape.input(trajectories.observations), φ)
      for t in 0..<advantages.count {
        advantages[t] -= values[t, 0] * Scalar(deviation) + Scalar(mean)
      }
    }
  }

  /// Takes the configured number of gradient steps on ½‖V̂_φ(sₜ) − Q̂ₜ‖² with standardised Q̂.
  /// - Returns: The mean squared error before the last step.
  mutating func fit(_ trajectories: Trajectories, to returns: Vector<Scalar>) -> Scalar {
    targets.resize(returns.count)
    targets.assign(from: returns)
    Advantages.normalize(&targets)
    let count = parameters.count
    tape.reset()
    let (φ, loss, gradient) = parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: count, trainable: true)
      let values = network(tape.input(trajectories.observations), φ)
      let loss = square(values - tape.column(targets)).mean()
      return (φ, loss, tape.gradient(of: loss, withRespectTo: φ))
    }
    optimizer.update(&parameters, gradient: gradient)
    for _ in 1..<gradientSteps {
      parameters.withUnsafePointer {
        tape.bind(φ, to: $0)
        tape.replay()
      }
      optimizer.update(&parameters, gradient: gradient)
    }
    return loss.scalar
  }
}
