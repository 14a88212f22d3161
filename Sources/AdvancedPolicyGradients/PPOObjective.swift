package import LinearAlgebra
package import NeuralNetworks
package import ReinforcementLearning

/// PPO's objective and its gradient for minibatches of one size, recorded once and replayed. Scratch, not state.
///
/// J(θ) = mean min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â) − c₁ mean (V_θ − R)² + c₂ mean H(π_θ), ρ = π_θ(a|s)/π_old(a|s); or
/// with a penalty mean ρ Â − β KL(π_old ‖ π_θ) in the first place. What is recorded is −J.
package final class PPOObjective {
  /// The parts of −J, and how far π_θ is from π_old.
  package struct Terms {
    package var policyLoss = 0.0
    package var valueLoss = 0.0
    package var entropy = 0.0
    package var divergence = 0.0
    package var clippedShare = 0.0
  }

  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  /// Parameters of π_old, with a penalty.
  private let old: Variable<Scalar>?
  private let observations: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let allowed: Variable<Scalar>?
  private let memory: MemoryLeaves<Scalar>
  /// Where episodes begin, with a memory.
  private let resets: Variable<Scalar>?
  private let logOld: Variable<Scalar>
  private let advantages: Variable<Scalar>
  private let returns: Variable<Scalar>
  private let oldValues: Variable<Scalar>
  /// ε of the ratios, or β.
  private let proximity: Variable<Scalar>
  private let logRatio: Variable<Scalar>
  private let ratio: Variable<Scalar>
  private let terms: (policy: Variable<Scalar>, value: Variable<Scalar>, entropy: Variable<Scalar>)
  /// −∇J(θ).
  package let gradient: Variable<Scalar>
  private let configuration: PPO.Configuration
  private var scratch: Vector<Scalar>

  /// Records the objective for `rows` rows.
  package init(
    _ network: ActorCriticNetwork<Scalar>, rows: Int, isMasked: Bool,
    _ configuration: PPO.Configuration
  ) {
    self.configuration = configuration
    scratch = Vector(count: rows)
    let tape = tape
    let x = tape.input(rows: rows, columns: network.observationWidth)
    let a = tape.input(rows: rows, columns: network.actionWidth)
    let mask = isMasked ? tape.input(rows: rows, columns: network.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * network.head.choices)
    func column() -> Variable<Scalar> { tape.input(rows: rows, columns: 1) }
    let (logOld, advantage, target, oldValue) = (column(), column(), column(), column())
    let ε = tape.input(rows: 1, columns: 1)
    (observations, actions, allowed) = (x, a, mask)
    let memory = MemoryLeaves(network, batch: rows / configuration.sequenceSteps, on: tape)
    let resets = network.memory == nil ? nil : column()
    (self.memory, self.resets) = (memory, resets)
    (self.logOld, advantages, returns, oldValues) = (logOld, advantage, target, oldValue)
    proximity = ε

    // Everything is recorded while the parameters are lent.
    let recorded = network.parameters.withUnsafePointer { pointer in
      let count = network.layout.count
      let θ = tape.borrow(pointer, rows: 1, columns: count, trainable: true)
      let (π, v, _) = network.outputs(
        x, memory: memory.variables, resets: resets, θ, allowed: mask)
      let logρ = π.logProbability(of: a) - logOld
      let ρ = exp(logρ)
      let entropy = π.entropy().mean()
      let (gain, old): (Variable<Scalar>, Variable<Scalar>?)
      switch configuration.proximity {
      case .clip:
        let clipped = minimum(maximum(ρ, 1 - ε), 1 + ε)
        (gain, old) = (minimum(ρ * advantage, clipped * advantage).mean(), nil)
      case .penalty:
        let φ = tape.borrow(pointer, rows: 1, columns: count)
        let divergence = network.distribution(
          x, memory: memory.variables, resets: resets, φ, allowed: mask
        ).divergence(from: π).mean()
        (gain, old) = ((ρ * advantage).mean() - ε * divergence, φ)
      }
      var errors = square(v - target)
      if let bound = configuration.valueClip.map(Scalar.init) {
        let near = oldValue + (v - oldValue).clamped(-bound, bound)
        errors = maximum(errors, square(near - target))
      }
      let valueLoss = errors.mean()
      let (c1, c2) = (configuration.valueCoefficient, configuration.entropyCoefficient)
      var loss = Scalar(c1) * valueLoss - gain
      if c2 > 0 { loss = loss - Scalar(c2) * entropy }
      return (
        θ: θ, old: old, logρ: logρ, ρ: ρ, gain: gain, valueLoss: valueLoss, entropy: entropy,
        gradient: tape.gradient(of: loss, withRespectTo: θ)
      )
    }
    ratio = recorded.ρ
    (θ, old, logRatio, gradient) = (recorded.θ, recorded.old, recorded.logρ, recorded.gradient)
    terms = (recorded.gain, recorded.valueLoss, recorded.entropy)
  }

  /// Computes −∇J(θ) into `gradient` for the given rows of `rollout`.
  ///
  /// - Parameters:
  ///   - network: θ.
  ///   - oldParameters: The parameters of π_old; needed with a penalty.
  ///   - rollout: Its advantages and returns are estimated.
  ///   - rows: As many as were recorded; with a memory the steps of all sequences one under the other.
  ///   - sequences: The numbers of these sequences; needed with a memory.
  ///   - weight: ε of the ratios, or β.
  package func evaluate(
    _ network: ActorCriticNetwork<Scalar>, _ oldParameters: Vector<Scalar>, _ rollout: Rollout,
    _ rows: ArraySlice<Int>, sequences: ArraySlice<Int> = [], proximity weight: Double
  ) -> Terms {
    observations.assign(rows: rows, of: rollout.observations)
    actions.assign(rows: rows, of: rollout.actions)
    if let masks = rollout.masks { allowed?.assign(rows: rows, of: masks) }
    if let memories = rollout.memories { memory.assign(rows: sequences, of: memories) }
    if let begins = rollout.begins { resets?.assign(rows: rows, of: begins) }
    logOld.assign(rows: rows, of: rollout.logProbabilities)
    advantages.assign(rows: rows, of: rollout.advantages)
    returns.assign(rows: rows, of: rollout.returns)
    if configuration.valueClip != nil { oldValues.assign(rows: rows, of: rollout.values) }
    if configuration.normalizesAdvantages, rows.count > 1 { normalizeAdvantages() }
    proximity.pointer.pointee = Scalar(weight)
    network.parameters.withUnsafePointer { parameters in
      oldParameters.withUnsafePointer { oldParameters in
        tape.bind(θ, to: parameters)
        if let old { tape.bind(old, to: oldParameters) }
        tape.replay()
      }
    }
    return summary(ε: weight)
  }

  private func normalizeAdvantages() {
    let leaf = advantages
    scratch.withUnsafeMutablePointer { $0.update(from: leaf.pointer, count: leaf.count) }
    Advantages.normalize(&scratch)
    leaf.assign(scratch)
  }

  private func summary(ε: Double) -> Terms {
    let (ρ, logρ, count) = (ratio.pointer, logRatio.pointer, ratio.count)
    var (divergence, clipped) = (0.0, 0)
    for i in 0..<count {
      let r = Double(ρ[i])
      divergence += r - 1 - Double(logρ[i])
      if abs(r - 1) > ε { clipped += 1 }
    }
    return Terms(
      policyLoss: -Double(terms.policy.scalar), valueLoss: Double(terms.value.scalar),
      entropy: Double(terms.entropy.scalar), divergence: divergence / Double(count),
      clippedShare: configuration.proximity == .clip ? Double(clipped) / Double(count) : 0)
  }
}
