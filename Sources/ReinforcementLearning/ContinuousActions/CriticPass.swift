public import LinearAlgebra
internal import NeuralNetworks

/// What the critics of an ensemble see and are fitted to: memory that all of them read, and that is written once a batch.
///
/// It is scratch, not state. Whoever writes into it does so between two calls of the ensemble.
public final class CriticBatch: @unchecked Sendable {
  /// The number of transitions.
  public let rows: Int
  /// The number of actions that the policy proposes; several for each transition if it is judged by several samples.
  public let proposedRows: Int
  /// The number of next actions; several for each transition if its value is a mean over samples.
  public let nextRows: Int
  /// The number of features of an observation.
  public let observations: Int
  /// The number of components of an action.
  public let actions: Int
  /// [s, a] row by row [rows × (observations + actions)], the action by its position in its bounds.
  public let present: UnsafeMutablePointer<Scalar>
  /// [s, π(s)] [proposedRows × …], where the critics are asked for the gradient with respect to the action; the samples of
  /// a transition stand one after another.
  public let proposed: UnsafeMutablePointer<Scalar>
  /// [s′, a′] [nextRows × …].
  public let next: UnsafeMutablePointer<Scalar>
  /// y [rows], which the critics are fitted to: constants.
  public let targets: UnsafeMutablePointer<Scalar>
  let smallest: UnsafeMutablePointer<Scalar>
  let actionGradient: UnsafeMutablePointer<Scalar>

  init(rows: Int, samples: (proposed: Int, next: Int), observations: Int, actions: Int) {
    (self.rows, self.observations, self.actions) = (rows, observations, actions)
    (proposedRows, nextRows) = (rows * samples.proposed, rows * samples.next)
    func memory(_ count: Int) -> UnsafeMutablePointer<Scalar> {
      let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
      memory.initialize(repeating: 0, count: count)
      return memory
    }
    let width = observations + actions
    present = memory(rows * width)
    proposed = memory(proposedRows * width)
    next = memory(nextRows * width)
    targets = memory(rows)
    smallest = memory(max(proposedRows, nextRows))
    actionGradient = memory(proposedRows * actions)
  }

  deinit {
    present.deallocate()
    proposed.deallocate()
    next.deallocate()
    targets.deallocate()
    smallest.deallocate()
    actionGradient.deallocate()
  }

  /// Writes `observations` [rows × features] into the front of the rows at `place`, each `samples` times.
  func write(
    observations source: UnsafePointer<Scalar>, samples: Int,
    into place: UnsafeMutablePointer<Scalar>
  ) {
    let width = observations + actions
    for row in 0..<rows * samples {
      let observation = source + row / samples * observations
      (place + row * width).update(from: observation, count: observations)
    }
  }

  /// Writes `positions` [count × components] of actions into the back of the rows at `place`, from row `first` on.
  public func write(
    positions source: UnsafePointer<Scalar>, count: Int, first: Int,
    into place: UnsafeMutablePointer<Scalar>
  ) {
    let width = observations + actions
    for row in 0..<count {
      let target = place + (first + row) * width + observations
      for j in 0..<actions { target[j] = source[row * actions + j] }
    }
  }

  /// Takes over transitions: s and a, s beside the policy's actions, and s′.
  public func load(_ transitions: TransitionBatch, _ scaling: ActionScaling) {
    precondition(
      transitions.count == rows, "\(transitions.count) transitions do not fill \(rows) rows.")
    let width = observations + actions
    transitions.observations.withUnsafePointer {
      write(observations: $0, samples: 1, into: present)
      write(observations: $0, samples: proposedRows / rows, into: proposed)
    }
    transitions.nextObservations.withUnsafePointer {
      write(observations: $0, samples: nextRows / rows, into: next)
    }
    transitions.actions.withUnsafePointer { source in
      for row in 0..<rows {
        let target = present + row * width + observations
        for j in 0..<actions {
          target[j] = scaling.position(of: source[row * actions + j], component: j)
        }
      }
    }
  }

  /// The mean of the targets.
  public var targetMean: Double {
    var sum = 0.0
    for row in 0..<rows { sum += Double(targets[row]) }
    return sum / Double(rows)
  }
}

/// The passes of one critic over a batch, recorded once and replayed part by part. Scratch, not state.
///
/// The regression asks for the gradient with respect to φ alone, the policy's pass for that with respect to the input
/// alone; what the other would take is not recorded.
final class CriticPass: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let φTarget: Variable<Scalar>
  private let targetValue: Variable<Scalar>
  private let squaredError: Variable<Scalar>
  private let gradient: Variable<Scalar>
  private let policyValue: Variable<Scalar>
  private let gradientOfInput: Variable<Scalar>
  private let target: Range<Int>
  private let regression: Range<Int>
  private let actions: Range<Int>

  init(_ critic: Critic, _ batch: CriticBatch) {
    let (tape, network, count) = (tape, critic.network, critic.layout.count)
    let (rows, width) = (batch.rows, batch.observations + batch.actions)
    (φ, φTarget) = critic.parameters.withUnsafePointer {
      (
        tape.borrow($0, rows: 1, columns: count, trainable: true),
        tape.borrow($0, rows: 1, columns: count)
      )
    }
    let next = tape.borrow(batch.next, rows: batch.nextRows, columns: width)
    let present = tape.borrow(batch.present, rows: rows, columns: width)
    let proposed = tape.borrow(
      batch.proposed, rows: batch.proposedRows, columns: width, trainable: true)
    let y = tape.borrow(batch.targets, rows: rows, columns: 1)
    let start = tape.count
    targetValue = network(next, φTarget)
    target = start..<tape.count
    squaredError = square(network(present, φ) - y).mean()
    gradient = tape.gradient(of: squaredError, withRespectTo: φ)
    regression = target.upperBound..<tape.count
    policyValue = network(proposed, φ)
    gradientOfInput = tape.gradient(of: policyValue.sum(), withRespectTo: proposed)
    actions = regression.upperBound..<tape.count
  }

  /// The mean squared error of the last regression.
  var loss: Scalar { squaredError.scalar }
  /// Q_φ′(s′, a′) [nextRows].
  var targetValues: UnsafePointer<Scalar> { UnsafePointer(targetValue.pointer) }
  /// Q_φ(s, π(s)) [proposedRows].
  var policyValues: UnsafePointer<Scalar> { UnsafePointer(policyValue.pointer) }
  /// ∂Q_φ(s, π(s)) / ∂[s, a] [proposedRows × (observations + actions)].
  var inputGradient: UnsafePointer<Scalar> { UnsafePointer(gradientOfInput.pointer) }

  func evaluate(target parameters: Vector<Scalar>) {
    parameters.withUnsafePointer {
      tape.bind(φTarget, to: $0)
      tape.replay(target)
    }
  }

  /// The gradient of the mean squared error, valid until the next regression.
  func regress(_ parameters: Vector<Scalar>) -> Variable<Scalar> {
    parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay(regression)
    }
    return gradient
  }

  func evaluateActions(_ parameters: Vector<Scalar>) {
    parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay(actions)
    }
  }
}
