internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The objective of actor-critic on a rollout of a fixed size and its gradient, recorded once and replayed. Scratch,
/// not state.
///
/// J(θ) = mean log π_θ(a|s) Â + c₂ mean H(π_θ) − c₁ mean (V_θ(s) − y)², where Â and y are constants: no gradient flows
/// through them. What is recorded is −J. Each of its parts can be recorded by itself. With a memory the rollout's sequences
/// go through it side by side, and both parts are recorded.
final class ActorCriticObjective {
  /// What is recorded.
  enum Parts {
    /// log π_θ Â and the entropy.
    case policy
    /// The squared error of V_θ.
    case value
    /// Both.
    case both
  }

  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let allowed: Variable<Scalar>?
  private let memory: MemoryLeaves<Scalar>
  /// Where episodes begin, with a memory.
  private let resets: Variable<Scalar>?
  /// The rollout's rows in the order of the tape's.
  private let order: Minibatches
  private let advantages: Variable<Scalar>
  private let targets: Variable<Scalar>
  private let gain: Variable<Scalar>?
  private let entropyNode: Variable<Scalar>?
  private let error: Variable<Scalar>?
  private let normalizesAdvantages: Bool
  private var scratch: Vector<Scalar>
  /// −∇J(θ).
  let gradient: Variable<Scalar>

  /// Records the objective for `rows` rows.
  init(
    _ network: ActorCriticNetwork<Scalar>, rows: Int, isMasked: Bool, parts: Parts = .both,
    sequenceLength: Int = 1, valueCoefficient c1: Double, entropyCoefficient c2: Double,
    normalizesAdvantages: Bool = false
  ) {
    self.normalizesAdvantages = normalizesAdvantages
    scratch = Vector(count: rows)
    let tape = tape
    let x = tape.input(rows: rows, columns: network.observationWidth)
    let a = tape.input(rows: rows, columns: network.actionWidth)
    let (advantage, target) = (
      tape.input(rows: rows, columns: 1), tape.input(rows: rows, columns: 1)
    )
    let mask =
      isMasked && parts != .value ? tape.input(rows: rows, columns: network.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * network.head.choices)
    (observations, actions, allowed, advantages, targets) = (x, a, mask, advantage, target)
    let memory = MemoryLeaves(network, batch: rows / sequenceLength, on: tape)
    let resets = network.memory == nil ? nil : tape.input(rows: rows, columns: 1)
    (self.memory, self.resets) = (memory, resets)
    order = Minibatches(rows: rows, size: rows, sequenceLength: sequenceLength)
    // Everything is recorded while the parameters are lent.
    let recorded = network.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: network.layout.count, trainable: true)
      var (gain, entropy, error): (Variable<Scalar>?, Variable<Scalar>?, Variable<Scalar>?)
      var loss: Variable<Scalar>
      func policyLoss(_ π: ActionDistribution<Scalar>) -> Variable<Scalar> {
        let (mean, h) = ((π.logProbability(of: a) * advantage).mean(), π.entropy().mean())
        (gain, entropy) = (mean, h)
        return c2 > 0 ? -1 * mean - Scalar(c2) * h : -1 * mean
      }
      func valueLoss(_ v: Variable<Scalar>) -> Variable<Scalar> {
        let mean = square(v - target).mean()
        error = mean
        return Scalar(c1) * mean
      }
      switch parts {
      case .policy: loss = policyLoss(network.distribution(x, θ, allowed: mask))
      case .value: loss = valueLoss(network.values(x, θ))
      case .both:
        let (π, v, _) = network.outputs(
          x, memory: memory.variables, resets: resets, θ, allowed: mask)
        loss = policyLoss(π)
        loss = loss + valueLoss(v)
      }
      return (
        θ: θ, gain: gain, entropy: entropy, error: error,
        gradient: tape.gradient(of: loss, withRespectTo: θ)
      )
    }
    (θ, gradient) = (recorded.θ, recorded.gradient)
    (gain, entropyNode, error) = (recorded.gain, recorded.entropy, recorded.error)
  }

  /// −mean log π_θ(a|s) Â.
  var policyLoss: Double { -Double(gain?.scalar ?? 0) }
  /// mean (V_θ(s) − y)².
  var valueLoss: Double { Double(error?.scalar ?? 0) }
  /// mean H(π_θ), in nats.
  var entropy: Double { Double(entropyNode?.scalar ?? 0) }

  /// Computes −∇J(θ) into `gradient` for all rows of `rollout`, whose advantages and returns are estimated.
  func evaluate(_ network: ActorCriticNetwork<Scalar>, _ rollout: Rollout) {
    let rows = order[0]
    observations.assign(rows: rows, of: rollout.observations)
    if let memories = rollout.memories { memory.assign(rows: order.sequences(0), of: memories) }
    if let begins = rollout.begins { resets?.assign(rows: rows, of: begins) }
    if gain != nil {
      actions.assign(rows: rows, of: rollout.actions)
      if let masks = rollout.masks { allowed?.assign(rows: rows, of: masks) }
      if normalizesAdvantages, rollout.count > 1 {
        scratch.assign(from: rollout.advantages)
        Advantages.normalize(&scratch)
        advantages.assign(rows: rows, of: scratch)
      } else {
        advantages.assign(rows: rows, of: rollout.advantages)
      }
    }
    if error != nil { targets.assign(rows: rows, of: rollout.returns) }
    network.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
  }
}
