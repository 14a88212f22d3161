internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// π_θ of the soft actor-critic with its optimiser, and what it computes on a batch: actions a = tanh(μ + σ ⊙ ε) in units
/// of the action space's intervals, their log π, and the gradient of the objective.
///
/// A batch of 128 rows or more is cut into two halves, which two threads compute side by side; the cut depends on the
/// size alone, so that the bits do not depend on the number of threads.
struct SquashedActor: Sendable {
  var policy: StochasticPolicy<Scalar>
  var optimizer: Adam<Scalar>
  private let parts: [SquashedActorPass]
  private let pool: WorkerPool
  private let rows: Int

  init(
    _ policy: StochasticPolicy<Scalar>, learningRate: Double, batchSize: Int, threads: Int
  ) {
    self.policy = policy
    optimizer = Adam(count: policy.layout.count, learningRate: learningRate)
    rows = batchSize
    let count = batchSize >= 128 ? 2 : 1
    parts = (0..<count).map { i in
      SquashedActorPass(policy, rows: i * batchSize / count..<(i + 1) * batchSize / count)
    }
    pool = WorkerPool(threads: min(threads, count))
  }

  /// Draws a ∼ π_θ(·|s) and a′ ∼ π_θ(·|s′), which are written beside s and s′.
  /// - Returns: The mean of log π_θ(a|s).
  func propose(
    _ batch: CriticBatch, _ transitions: TransitionBatch, using random: inout RandomStream
  ) -> Double {
    for part in parts { part.drawNoise(using: &random) }
    policy.parameters.withUnsafePointer { θ in
      transitions.observations.withUnsafePointer { s in
        transitions.nextObservations.withUnsafePointer { sNext in
          run(Task(parts: parts, θ: θ, work: .propose(batch, s, sNext)))
        }
      }
    }
    return parts.reduce(0) { $0 + Double($1.sumOfLogProbabilities) } / Double(rows)
  }

  /// log π_θ(a′|s′) of row `row` of the last proposal.
  func nextLogProbability(_ row: Int) -> Scalar {
    for part in parts where row < part.rows.upperBound { return part.nextLogProbability(row) }
    preconditionFailure("Row \(row) is not one of \(rows).")
  }

  /// One step up the gradient of the mean of Q(s, a) − α log π_θ(a|s) over the last proposal.
  ///
  /// - Parameters:
  ///   - gradient: ∂Q/∂a [rows × components].
  ///   - α: The temperature.
  mutating func ascend(_ gradient: UnsafePointer<Scalar>, temperature α: Scalar) {
    policy.parameters.withUnsafePointer { θ in
      run(Task(parts: parts, θ: θ, work: .differentiate(gradient, α)))
    }
    let whole = parts[0].gradient
    for part in parts.dropFirst() {
      Scalar.axpy(whole.count, 1, part.gradient.pointer, 1, whole.pointer, 1)
    }
    optimizer.update(
      &policy.parameters, gradient: UnsafePointer(whole.pointer), scale: 1 / Scalar(rows))
  }

  private enum Work {
    case propose(CriticBatch, UnsafePointer<Scalar>, UnsafePointer<Scalar>)
    case differentiate(UnsafePointer<Scalar>, Scalar)
  }

  private struct Task {
    let parts: [SquashedActorPass]
    let θ: UnsafePointer<Scalar>
    let work: Work
  }

  private func run(_ task: Task) {
    var task = task
    withUnsafeMutablePointer(to: &task) {
      pool.run(parts.count, on: $0) { task, i in
        let task = task.assumingMemoryBound(to: Task.self)
        let part = task.pointee.parts[i]
        switch task.pointee.work {
        case .propose(let batch, let s, let sNext): part.propose(batch, task.pointee.θ, s, sNext)
        case .differentiate(let gradient, let α): part.differentiate(gradient, α, task.pointee.θ)
        }
      }
    }
  }
}

/// The passes of π_θ over some rows of a batch, recorded once and replayed part by part. Scratch, not state.
final class SquashedActorPass: @unchecked Sendable {
  let rows: Range<Int>
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let present: Proposal
  private let next: Proposal
  private let actionGradient: Variable<Scalar>
  private let temperature: Variable<Scalar>
  private let sum: Variable<Scalar>
  /// The gradient of Σ α log π_θ(a|s) − Q(s, a).
  let gradient: Variable<Scalar>
  private let forward: Range<Int>
  private let backward: Range<Int>

  /// Actions for observations, with the noise that they are drawn with.
  private struct Proposal {
    let observations: Variable<Scalar>
    let noise: Variable<Scalar>
    let actions: Variable<Scalar>
    let logProbability: Variable<Scalar>

    init(
      _ policy: StochasticPolicy<Scalar>, _ θ: Variable<Scalar>, rows: Int
    ) {
      observations = θ.tape.input(rows: rows, columns: policy.network.inputs)
      noise = θ.tape.input(rows: rows, columns: policy.actionWidth)
      guard case .squashedGaussian(let π) = policy.distribution(observations, θ) else {
        preconditionFailure("The head \(policy.head) is not a squashed Gaussian.")
      }
      (actions, logProbability) = π.samplePositions(noise: noise)
    }

    func drawNoise(using random: inout RandomStream) {
      for e in 0..<noise.count { noise.pointer[e] = Scalar(random.normal()) }
    }
  }

  init(_ policy: StochasticPolicy<Scalar>, rows: Range<Int>) {
    self.rows = rows
    let tape = tape
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count, trainable: true)
    }
    let start = tape.count
    next = Proposal(policy, θ, rows: rows.count)
    present = Proposal(policy, θ, rows: rows.count)
    sum = present.logProbability.sum()
    forward = start..<tape.count
    actionGradient = tape.input(rows: rows.count, columns: policy.actionWidth)
    temperature = tape.input(rows: 1, columns: 1)
    let objective = temperature * sum - (actionGradient * present.actions).sum()
    gradient = tape.gradient(of: objective, withRespectTo: θ)
    backward = forward.upperBound..<tape.count
  }

  var sumOfLogProbabilities: Scalar { sum.scalar }

  func nextLogProbability(_ row: Int) -> Scalar {
    next.logProbability.pointer[row - rows.lowerBound]
  }

  func drawNoise(using random: inout RandomStream) {
    next.drawNoise(using: &random)
    present.drawNoise(using: &random)
  }

  func propose(
    _ batch: CriticBatch, _ parameters: UnsafePointer<Scalar>, _ s: UnsafePointer<Scalar>,
    _ sNext: UnsafePointer<Scalar>
  ) {
    let offset = rows.lowerBound * batch.observations
    present.observations.assign(s + offset)
    next.observations.assign(sNext + offset)
    tape.bind(θ, to: parameters)
    tape.replay(forward)
    write(present, batch, batch.proposed)
    write(next, batch, batch.next)
  }

  private func write(
    _ proposal: Proposal, _ batch: CriticBatch, _ place: UnsafeMutablePointer<Scalar>
  ) {
    batch.write(
      positions: proposal.actions.pointer, count: rows.count, first: rows.lowerBound, into: place)
  }

  func differentiate(
    _ gradient: UnsafePointer<Scalar>, _ α: Scalar, _ parameters: UnsafePointer<Scalar>
  ) {
    actionGradient.assign(gradient + rows.lowerBound * actionGradient.columns)
    temperature.pointer.pointee = α
    tape.bind(θ, to: parameters)
    tape.replay(backward)
  }
}
