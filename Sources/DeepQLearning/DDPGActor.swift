internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// μ_θ of DDPG and TD3 with its target μ_θ′ and its optimiser, and what they compute on a batch.
///
/// A batch of 128 rows or more is cut into two halves, which two threads compute side by side; the cut depends on the
/// size alone, so that the bits do not depend on the number of threads.
struct DDPGActor: Sendable {
  var policy: DeterministicPolicy
  var target: Vector<Scalar>
  var optimizer: Adam<Scalar>
  private let parts: [DDPGActorPass]
  private let pool: WorkerPool
  private let rows: Int

  init(_ policy: DeterministicPolicy, learningRate: Double, batchSize: Int, threads: Int) {
    self.policy = policy
    target = policy.parameters
    optimizer = Adam(count: policy.layout.count, learningRate: learningRate)
    rows = batchSize
    let count = batchSize >= 128 ? 2 : 1
    parts = (0..<count).map { i in
      DDPGActorPass(policy, rows: i * batchSize / count..<(i + 1) * batchSize / count)
    }
    pool = WorkerPool(threads: min(threads, count))
  }

  /// Writes a′ = μ_θ′(s′) beside s′, and μ_θ(s) beside s if `isActorsTurn`.
  ///
  /// With smoothing, a′ has noise clip(ε, −c, c), ε ∼ N(0, σ²), and is kept within its bounds.
  func propose(
    _ batch: CriticBatch, _ transitions: TransitionBatch, smoothing: (σ: Double, limit: Double)?,
    isActorsTurn: Bool, using random: inout RandomStream
  ) {
    if let (σ, limit) = smoothing {
      for part in parts { part.drawNoise(deviation: σ, limit: limit, using: &random) }
    }
    policy.parameters.withUnsafePointer { θ in
      target.withUnsafePointer { θTarget in
        transitions.observations.withUnsafePointer { s in
          transitions.nextObservations.withUnsafePointer { sNext in
            run(
              Task(
                parts: parts,
                work: .propose(batch, θTarget, sNext, isActorsTurn ? θ : nil, s)))
          }
        }
      }
    }
  }

  /// One step up the gradient of the mean of Q(s, μ_θ(s)), given ∂Q/∂a [rows × components]; then
  /// θ′ ← θ′ + τ (θ − θ′).
  mutating func ascend(_ gradient: UnsafePointer<Scalar>, movingTargetBy τ: Double) {
    policy.parameters.withUnsafePointer {
      run(Task(parts: parts, work: .differentiate(gradient, $0)))
    }
    let whole = parts[0].gradient
    for part in parts.dropFirst() {
      Scalar.axpy(whole.count, 1, part.gradient.pointer, 1, whole.pointer, 1)
    }
    optimizer.update(
      &policy.parameters, gradient: UnsafePointer(whole.pointer), scale: -1 / Scalar(rows))
    target.move(toward: policy.parameters, by: Scalar(τ))
  }

  private enum Work {
    case propose(
      CriticBatch, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>?,
      UnsafePointer<Scalar>)
    case differentiate(UnsafePointer<Scalar>, UnsafePointer<Scalar>)
  }

  private struct Task {
    let parts: [DDPGActorPass]
    let work: Work
  }

  private func run(_ task: Task) {
    var task = task
    withUnsafeMutablePointer(to: &task) {
      pool.run(parts.count, on: $0) { task, i in
        let task = task.assumingMemoryBound(to: Task.self)
        let part = task.pointee.parts[i]
        switch task.pointee.work {
        case .propose(let batch, let θTarget, let sNext, let θ, let s):
          part.proposeNext(batch, θTarget, sNext)
          if let θ { part.propose(batch, θ, s) }
        case .differentiate(let gradient, let θ): part.differentiate(gradient, θ)
        }
      }
    }
  }
}

/// The passes of μ over some rows of a batch, recorded once and replayed part by part. Scratch, not state.
private final class DDPGActorPass: @unchecked Sendable {
  let rows: Range<Int>
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let θTarget: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let nextObservations: Variable<Scalar>
  private let noise: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let nextActions: Variable<Scalar>
  private let actionGradient: Variable<Scalar>
  /// The gradient of Σ ∂Q/∂a ⊙ μ_θ(s).
  let gradient: Variable<Scalar>
  private let target: Range<Int>
  private let forward: Range<Int>
  private let backward: Range<Int>

  init(_ policy: DeterministicPolicy, rows: Range<Int>) {
    self.rows = rows
    let (tape, count, width) = (tape, policy.layout.count, policy.scaling.width)
    (θ, θTarget) = policy.parameters.withUnsafePointer {
      (
        tape.borrow($0, rows: 1, columns: count, trainable: true),
        tape.borrow($0, rows: 1, columns: count)
      )
    }
    observations = tape.input(rows: rows.count, columns: policy.network.inputs)
    nextObservations = tape.input(rows: rows.count, columns: policy.network.inputs)
    noise = tape.input(rows: rows.count, columns: width)
    actionGradient = tape.input(rows: rows.count, columns: width)
    let start = tape.count
    nextActions = (policy.network(nextObservations, θTarget) + noise).clamped(-1, 1)
    target = start..<tape.count
    actions = policy.network(observations, θ)
    forward = target.upperBound..<tape.count
    gradient = tape.gradient(of: actions, cotangent: actionGradient, withRespectTo: θ)
    backward = forward.upperBound..<tape.count
  }

  func drawNoise(deviation σ: Double, limit: Double, using random: inout RandomStream) {
    for e in 0..<noise.count {
      noise.pointer[e] = Scalar(min(max(σ * random.normal(), -limit), limit))
    }
  }

  func proposeNext(
    _ batch: CriticBatch, _ parameters: UnsafePointer<Scalar>, _ sNext: UnsafePointer<Scalar>
  ) {
    nextObservations.assign(sNext + rows.lowerBound * batch.observations)
    tape.bind(θTarget, to: parameters)
    tape.replay(target)
    batch.write(
      positions: nextActions.pointer, count: rows.count, first: rows.lowerBound, into: batch.next)
  }

  func propose(
    _ batch: CriticBatch, _ parameters: UnsafePointer<Scalar>, _ s: UnsafePointer<Scalar>
  ) {
    observations.assign(s + rows.lowerBound * batch.observations)
    tape.bind(θ, to: parameters)
    tape.replay(forward)
    batch.write(
      positions: actions.pointer, count: rows.count, first: rows.lowerBound, into: batch.proposed)
  }

  func differentiate(_ gradient: UnsafePointer<Scalar>, _ parameters: UnsafePointer<Scalar>) {
    actionGradient.assign(gradient + rows.lowerBound * actionGradient.columns)
    tape.bind(θ, to: parameters)
    tape.replay(backward)
  }
}
