internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// ∇J(θ) from samples and their advantages, on a tape that is recorded anew for each batch, since the number of
/// steps changes from one to the next. Scratch, not state.
final class ActorGradient {
  private let tape = Tape<Scalar>()
  /// The mean entropy of π_θ(·|sᵢ) over the samples, in nats.
  private(set) var meanEntropy = 0.0
  /// ‖∇J(θ)‖.
  private(set) var norm = 0.0

  /// 1/N Σᵢ ∇log π_θ(aᵢ|sᵢ) Âᵢ + β∇H, where N counts samples.
  /// - Returns: [1 × parameters], valid until the next call.
  func gradient(
    _ policy: StochasticPolicy<Scalar>, _ trajectories: Trajectories, _ advantages: Vector<Scalar>,
    entropyCoefficient β: Double
  ) -> Variable<Scalar> {
    let gradient = policy.parameters.withUnsafePointer { parameters in
      tape.reset()
      let θ = tape.borrow(parameters, rows: 1, columns: policy.layout.count, trainable: true)
      let π = policy.distribution(
        tape.input(trajectories.observations), θ, allowed: trajectories.masks.map { tape.input($0) }
      )
      let logπ = π.logProbability(of: tape.input(trajectories.actions))
      let entropy = π.entropy().mean()
      meanEntropy = Double(entropy.scalar)
      // The gradient of this objective is that of J: advantages are constants.
      let objective = (logπ * tape.column(advantages)).mean() + entropy * Scalar(β)
      return tape.gradient(of: objective, withRespectTo: θ)
    }
    norm = Double(gradient.norm)
    return gradient
  }
}
