internal import Foundation
internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// ∇J(θ) from trajectories and advantages, on a tape that is recorded anew for each batch, since the number
/// of steps changes from one to the next. Scratch, not state.
final class PolicyGradientEstimator {
  private let tape = Tape<Scalar>()
  private var behaviour = RowBuffer(columns: 1)
  private var weights = RowBuffer(columns: 1)
  private var optimalBaseline = OptimalBaseline()
  /// The mean entropy of π_θ(·|sₜ) over the steps of the last on-policy gradient, in nats.
  private(set) var meanEntropy = 0.0
  /// ‖∇J(θ)‖ of the last gradient.
  private(set) var gradientNorm = 0.0

  /// 1/N Σᵢ Σₜ wₜⁱ ∇log π_θ(aₜⁱ|sₜⁱ) Âₜⁱ + β∇H, where w are importance weights, 1 on-policy.
  ///
  /// The first gradient of a batch is on-policy; it remembers log π_old(aₜ|sₜ) for the others.
  /// - Returns: [1 × parameters], valid until the next call.
  func gradient(
    _ policy: StochasticPolicy<Scalar>, _ trajectories: Trajectories, _ advantages: RowBuffer,
    isOnPolicy: Bool, _ configuration: REINFORCE.Configuration
  ) -> Variable<Scalar> {
    let (N, β) = (Scalar(trajectories.count), Scalar(configuration.entropyCoefficient))
    let gradient = policy.parameters.withUnsafePointer { parameters in
      tape.reset()
      let θ = tape.borrow(parameters, rows: 1, columns: policy.layout.count, trainable: true)
      let π = policy.distribution(tape.input(trajectories.observations), θ)
      let logπ = π.logProbability(of: tape.input(trajectories.actions))
      let entropy = π.entropy().mean()

      weights.assign(from: advantages)
      if isOnPolicy {
        meanEntropy = Double(entropy.scalar)
        behaviour.removeAll()
        behaviour.append(logπ.pointer, rows: logπ.rows)
      } else {
        weigh(by: logπ, trajectories.ranges, configuration)
      }
      if configuration.baseline == .optimal {
        let bonus = tape.gradient(of: entropy * β, withRespectTo: θ)
        return optimalBaseline.gradient(policy, θ, trajectories, returns: advantages) + bonus
      }
      // J̃ has the gradient of J; advantages and weights are constants.
      let J = (logπ * tape.input(weights)).sum() / N + entropy * β
      return tape.gradient(of: J, withRespectTo: θ)
    }
    gradientNorm = Double(Scalar.norm(gradient.count, gradient.pointer, 1))
    return gradient
  }

  /// Multiplies `weights` by π_θ/π_old, over the whole trajectory or up to each step.
  private func weigh(
    by logπ: Variable<Scalar>, _ ranges: [Range<Int>], _ configuration: REINFORCE.Configuration
  ) {
    let clip = Scalar(configuration.weightClip ?? .infinity)
    for range in ranges {
      var logWeight: Scalar = 0
      if configuration.importanceSampling == .trajectory {
        for t in range { logWeight += logπ[t, 0] - behaviour[t, 0] }
      }
      for t in range {
        if configuration.importanceSampling == .perDecision {
          logWeight += logπ[t, 0] - behaviour[t, 0]
        }
        weights[t, 0] *= min(clip, exp(logWeight))
      }
    }
  }
}
