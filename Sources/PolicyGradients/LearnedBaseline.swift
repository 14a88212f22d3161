internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// V̂_φ(s), a network fitted to standardised returns and scaled back to the batch's mean and deviation: its
/// targets stay of one size while returns grow.
struct LearnedBaseline {
  var network: ValueRegression
  private let gradientSteps: Int
  private var values = Vector<Scalar>(count: 0)
  private var targets = Vector<Scalar>(count: 0)

  init(
    observations: Int, configuration: REINFORCE.Configuration, using random: inout RandomStream
  ) {
    network = ValueRegression(
      "baseline", observations: observations, hidden: configuration.hiddenWidths,
      activation: configuration.activation, learningRate: configuration.baselineLearningRate,
      using: &random)
    gradientSteps = configuration.baselineGradientSteps
  }

  /// Subtracts V̂_φ(sₜ), scaled to the mean and deviation of `returns`.
  mutating func subtract(
    from advantages: inout Vector<Scalar>, _ trajectories: Trajectories,
    scaledLike returns: Vector<Scalar>
  ) {
    let (mean, deviation) = Baselines.moments(of: returns)
    network.evaluate(trajectories.observations, into: &values)
    for t in 0..<advantages.count {
      advantages[t] -= values[t] * Scalar(deviation) + Scalar(mean)
    }
  }

  /// Takes the configured number of gradient steps on ½‖V̂_φ(sₜ) − Q̂ₜ‖² with standardised Q̂.
  /// - Returns: The mean squared error before the last step.
  mutating func fit(_ trajectories: Trajectories, to returns: Vector<Scalar>) -> Scalar {
    targets.resize(returns.count)
    targets.assign(from: returns)
    Advantages.normalize(&targets)
    return network.fit(trajectories.observations, to: targets, steps: gradientSteps)
  }
}
