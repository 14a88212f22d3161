internal import LinearAlgebra
internal import NeuralNetworks

/// −Σ wᵢ log π_θ(aᵢ|sᵢ) of a fixed number of samples, recorded once and replayed; for a latent policy the evidence bound
/// takes the place of log π. Scratch, not state.
final class CloneObjective {
  /// The number of sequences, and of steps of each; rows lie step by step. Without a memory there is one step.
  let lanes: Int
  let steps: Int
  let observations: Variable<Scalar>
  let actions: Variable<Scalar>
  let allowed: Variable<Scalar>?
  /// wᵢ [rows × 1].
  let weights: Variable<Scalar>
  /// ε of a latent policy [rows × latent].
  let noise: Variable<Scalar>?
  /// 1 where an episode begins [rows × 1]; for a memory.
  let resets: Variable<Scalar>?
  /// What is remembered before the first step, and after the last.
  let state: Variable<Scalar>?
  let lastState: Variable<Scalar>?
  /// With respect to θ, if it was asked for.
  let gradient: Variable<Scalar>?
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let sum: Variable<Scalar>

  init(
    of policy: ClonedPolicy, lanes: Int, steps: Int, choices: Int, divergenceWeight β: Double,
    isTrained: Bool
  ) {
    self.lanes = lanes
    self.steps = steps
    let (tape, rows, parameters) = (tape, lanes * steps, policy.parameters)
    let x = tape.input(rows: rows, columns: policy.observationWidth)
    let a = tape.input(rows: rows, columns: policy.actionWidth)
    let w = tape.input(rows: rows, columns: 1)
    let mask = choices > 0 ? tape.input(rows: rows, columns: choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * choices)
    (observations, actions, weights, allowed) = (x, a, w, mask)
    var (ε, isFirst): (Variable<Scalar>?, Variable<Scalar>?) = (nil, nil)
    var (before, after): (Variable<Scalar>?, Variable<Scalar>?) = (nil, nil)
    (θ, sum, gradient) = parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: parameters.count, trainable: isTrained)
      let logProbability: Variable<Scalar>
      switch policy {
      case .feedForward(let policy):
        logProbability = policy.distribution(x, θ, allowed: mask).logProbability(of: a)
      case .recurrent(let policy):
        let (begins, state) = (
          tape.input(rows: rows, columns: 1), tape.input(policy.initialState(batch: lanes))
        )
        let (π, last) = policy.distribution(x, state: state, resets: begins, θ, allowed: mask)
        (isFirst, before, after) = (begins, state, last)
        logProbability = π.logProbability(of: a)
      case .latent(let policy):
        let noise = tape.input(rows: rows, columns: policy.architecture.latent)
        ε = noise
        logProbability = policy.evidenceBound(x, a, noise: noise, divergenceWeight: β, θ)
      }
      let loss = -(logProbability * w).sum()
      return (θ, loss, isTrained ? tape.gradient(of: loss, withRespectTo: θ) : nil)
    }
    (noise, resets, state, lastState) = (ε, isFirst, before, after)
  }

  /// Computes the objective of `parameters` and of what the leaves hold.
  /// - Returns: −Σ wᵢ log π_θ(aᵢ|sᵢ).
  func evaluate(_ parameters: Vector<Scalar>) -> Double {
    parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    return Double(sum.scalar)
  }

  /// Lets every sequence go on where it is, instead of beginning anew.
  func carryState() {
    guard let state, let lastState else { return }
    state.assign(UnsafePointer(lastState.pointer))
  }
}

extension ClonedPolicy {
  /// The number of columns of a matrix of actions.
  var actionWidth: Int {
    switch self {
    case .feedForward(let policy): policy.actionWidth
    case .recurrent(let policy): policy.actionWidth
    case .latent(let policy): policy.actionWidth
    }
  }
}
