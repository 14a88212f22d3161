internal import Environments
package import LinearAlgebra
package import NeuralNetworks
package import ReinforcementLearning

/// ∇J(θ) from trajectories and advantages, on a tape that is recorded anew for each batch, since the number
/// of steps changes from one to the next. Scratch, not state.
package final class PolicyGradientEstimator {
  private let tape = Tape<Scalar>()
  private var logProbabilities = Vector<Scalar>(count: 0)
  private var behaviour = Vector<Scalar>(count: 0)
  private var weights = Vector<Scalar>(count: 0)
  private var weightedRewards = Vector<Scalar>(count: 0)
  private var weightedReturns = Vector<Scalar>(count: 0)
  private var optimalBaseline = OptimalBaseline()
  /// The mean entropy of π_θ(·|sₜ) over the steps of the last on-policy gradient, in nats.
  package private(set) var meanEntropy = 0.0
  /// ‖∇J(θ)‖ of the last gradient.
  package private(set) var gradientNorm = 0.0

  package init() {}

  /// 1/N Σᵢ Σₜ ∇log π_θ(aₜⁱ|sₜⁱ) cₜⁱ + β∇H, where cₜ is Âₜ on-policy and weighted by importance off-policy.
  ///
  /// The first gradient of a batch is on-policy; it remembers log π_old(aₜ|sₜ) for the others.
  /// - Parameters:
  ///   - advantages: Âₜ = (Q̂ₜ − bₜ)/σ.
  ///   - returns: Q̂ₜ; needed per decision only.
  ///   - deviation: σ, by which advantages were normalised; 1 if they were not.
  /// - Returns: [1 × parameters], valid until the next call.
  package func gradient(
    _ policy: StochasticPolicy<Scalar>, _ trajectories: Trajectories, _ advantages: Vector<Scalar>,
    returns: Vector<Scalar>? = nil, deviation: Double = 1, isOnPolicy: Bool,
    _ configuration: REINFORCE.Configuration
  ) -> Variable<Scalar> {
    let (N, β) = (Scalar(trajectories.count), Scalar(configuration.entropyCoefficient))
    let gradient = policy.parameters.withUnsafePointer { parameters in
      tape.reset()
      let θ = tape.borrow(parameters, rows: 1, columns: policy.layout.count, trainable: true)
      let π = policy.distribution(
        tape.input(trajectories.observations), θ, allowed: trajectories.masks.map { tape.input($0) }
      )
      let logπ = π.logProbability(of: tape.input(trajectories.actions))
      let entropy = π.entropy().mean()

      logProbabilities.resize(0)
      logProbabilities.append(logπ.pointer, count: logπ.count)
      weights.resize(advantages.count)
      if isOnPolicy {
        meanEntropy = Double(entropy.scalar)
        behaviour.resize(0)
        behaviour.append(logπ.pointer, count: logπ.count)
        weights.assign(from: advantages)
      } else {
        weigh(advantages, returns ?? advantages, deviation, trajectories, configuration)
      }
      if configuration.baseline == .optimal {
        let bonus = tape.gradient(of: entropy * β, withRespectTo: θ)
        return optimalBaseline.gradient(policy, θ, trajectories, returns: advantages) + bonus
      }
      // The gradient of this objective is that of J; advantages and weights are constants.
      let objective = (logπ * tape.column(weights)).sum() / N + entropy * β
      return tape.gradient(of: objective, withRespectTo: θ)
    }
    gradientNorm = Double(Scalar.norm(gradient.count, gradient.pointer, 1))
    return gradient
  }

  /// Writes cₜ into `weights`.
  ///
  /// Per decision every reward has its own weight w_t′ = Π_{t″≤t′} π_θ/π_old and the baseline that of its step:
  /// cₜ = (Q̂[w r]ₜ − wₜ bₜ)/σ with bₜ/σ = Q̂ₜ/σ − Âₜ. Otherwise cₜ = wₜ Âₜ.
  private func weigh(
    _ advantages: Vector<Scalar>, _ returns: Vector<Scalar>, _ deviation: Double,
    _ trajectories: Trajectories, _ configuration: REINFORCE.Configuration
  ) {
    configuration.importanceWeights?.write(
      logProbabilities: logProbabilities, behaviour: behaviour, trajectories: trajectories.ranges,
      into: &weights)
    guard configuration.importanceSampling == .perDecision else {
      for t in 0..<advantages.count { weights[t] *= advantages[t] }
      return
    }
    weightedRewards.resize(advantages.count)
    weightedReturns.resize(advantages.count)
    for t in 0..<advantages.count { weightedRewards[t] = weights[t] * trajectories.rewards[t] }
    configuration.estimateReturns(
      of: weightedRewards, trajectories: trajectories.ranges, into: &weightedReturns)
    let σ = Scalar(deviation)
    for t in 0..<advantages.count {
      weights[t] = weightedReturns[t] / σ - weights[t] * (returns[t] / σ - advantages[t])
    }
  }
}
