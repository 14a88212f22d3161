package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// L(θ) = E[ρ Â] with ρ = π_θ(a|s)/π_old(a|s) over a rollout, its gradient at θ_old, and KL(π_old ‖ π_θ) of any θ.
/// Scratch, not state.
package final class SurrogateObjective {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let old: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let allowed: Variable<Scalar>?
  private let logOld: Variable<Scalar>
  private let advantages: Variable<Scalar>
  private let gain: Variable<Scalar>
  private let divergence: Variable<Scalar>
  private let entropy: Variable<Scalar>
  /// ∇L(θ_old) [1 × policy's parameters].
  let gradient: Variable<Scalar>
  /// The nodes that depend on θ alone among what changes between two candidates.
  private let candidate: Range<Int>

  /// Records the objective for rollouts of `rows` rows.
  package init(_ network: ActorCriticNetwork<Scalar>, rows: Int, isMasked: Bool) {
    let (tape, count) = (tape, network.policyCount)
    let x = tape.input(rows: rows, columns: network.observationWidth)
    let mask = isMasked ? tape.input(rows: rows, columns: network.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * network.head.choices)
    (observations, allowed) = (x, mask)
    actions = tape.input(rows: rows, columns: network.actionWidth)
    logOld = tape.input(rows: rows, columns: 1)
    advantages = tape.input(rows: rows, columns: 1)
    θ = tape.input(rows: 1, columns: count, trainable: true)
    old = tape.input(rows: 1, columns: count)
    let πOld = network.distribution(x, old, allowed: mask)
    let first = tape.count
    let π = network.distribution(x, θ, allowed: mask)
    gain = (exp(π.logProbability(of: actions) - logOld) * advantages).mean()
    divergence = πOld.divergence(from: π).mean()
    candidate = first..<tape.count
    entropy = π.entropy().mean()
    gradient = tape.gradient(of: gain, withRespectTo: θ)
  }

  /// L(θ_old), with its gradient in ``gradient``.
  /// - Returns: L(θ_old), and the mean entropy of π_old.
  func begin(
    _ network: ActorCriticNetwork<Scalar>, _ rollout: Rollout
  ) -> (gain: Double, entropy: Double) {
    rollout.observations.withUnsafePointer { observations.assign($0) }
    rollout.actions.withUnsafePointer { actions.assign($0) }
    if let masks = rollout.masks { allowed?.assign(masks) }
    logOld.assign(rollout.logProbabilities)
    advantages.assign(rollout.advantages)
    network.parameters.withUnsafePointer {
      θ.assign($0)
      old.assign($0)
    }
    tape.replay()
    return (Double(gain.scalar), Double(entropy.scalar))
  }

  /// L(θ) and KL(π_old ‖ π_θ) for the network's θ, on the rollout of the last ``begin(_:_:)``.
  func evaluate(
    _ network: ActorCriticNetwork<Scalar>
  ) -> (gain: Double, divergence: Double) {
    network.parameters.withUnsafePointer { θ.assign($0) }
    tape.replay(candidate)
    return (Double(gain.scalar), Double(divergence.scalar))
  }
}
