internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The passes of the discrete soft actor-critic over a batch, recorded once and replayed part by part. Scratch, not state.
final class DiscreteSACPass: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let φ: Variable<Scalar>
  private let φTarget: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let nextObservations: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let targets: Variable<Scalar>
  private let temperature: Variable<Scalar>
  private let softValue: Variable<Scalar>
  private let squaredError: Variable<Scalar>
  private let criticGradient: Variable<Scalar>
  private let entropy: Variable<Scalar>
  private let policyGradient: Variable<Scalar>
  private let target: Range<Int>
  private let regression: Range<Int>
  private let improvement: Range<Int>

  init(_ policy: StochasticPolicy<Scalar>, _ critics: [MLP], parameters: Int, rows: Int) {
    let (tape, features) = (tape, policy.network.inputs)
    func leaf(_ parameters: Int, trainable: Bool) -> Variable<Scalar> {
      policy.parameters.withUnsafePointer {
        tape.borrow($0, rows: 1, columns: parameters, trainable: trainable)
      }
    }
    θ = leaf(policy.layout.count, trainable: true)
    // The critics' memory is bound before anything is replayed; recording reads from here.
    let scratch = tape.input(rows: 1, columns: parameters)
    φ = tape.borrow(scratch.pointer, rows: 1, columns: parameters, trainable: true)
    φTarget = tape.borrow(scratch.pointer, rows: 1, columns: parameters)
    observations = tape.input(rows: rows, columns: features)
    nextObservations = tape.input(rows: rows, columns: features)
    actions = tape.input(rows: rows, columns: 1)
    targets = tape.input(rows: rows, columns: 1)
    temperature = tape.input(rows: 1, columns: 1)
    func smallest(_ x: Variable<Scalar>, _ φ: Variable<Scalar>) -> Variable<Scalar> {
      minimum(critics[0](x, φ), critics[1](x, φ))
    }

    var start = tape.count
    let next = policy.network(nextObservations, θ).logSoftmax()
    softValue =
      (exp(next) * (smallest(nextObservations, φTarget) - temperature * next)).rowSums()
    target = start..<tape.count

    start = tape.count
    squaredError =
      (square(critics[0](observations, φ).gather(actions) - targets).mean()
        + square(critics[1](observations, φ).gather(actions) - targets).mean()) * 0.5
    // The sum of both critics' losses: either is a step of its own.
    criticGradient = tape.gradient(of: squaredError * 2, withRespectTo: φ)
    regression = start..<tape.count

    start = tape.count
    let logπ = policy.network(observations, θ).logSoftmax()
    let π = exp(logπ)
    entropy = -(π * logπ).rowSums().mean()
    let loss = (π * (temperature * logπ - smallest(observations, φ).stopGradient())).rowSums()
    policyGradient = tape.gradient(of: loss.mean(), withRespectTo: θ)
    improvement = start..<tape.count
  }

  /// The mean of both critics' mean squared errors.
  var loss: Double { Double(squaredError.scalar) }
  /// The mean entropy of π_θ(·|s), in nats.
  var meanEntropy: Double { Double(entropy.scalar) }

  func load(_ batch: TransitionBatch) {
    observations.assign(batch.observations)
    nextObservations.assign(batch.nextObservations)
    actions.assign(batch.actions)
  }

  /// Computes the targets y.
  /// - Returns: Their mean.
  func evaluateTargets(
    _ policy: Vector<Scalar>, _ critics: Vector<Scalar>, _ batch: TransitionBatch,
    temperature α: Scalar
  ) -> Double {
    temperature.pointer.pointee = α
    policy.withUnsafePointer { θ in
      critics.withUnsafePointer {
        tape.bind(self.θ, to: θ)
        tape.bind(φTarget, to: $0)
        tape.replay(target)
      }
    }
    var sum = 0.0
    for j in 0..<batch.count {
      targets.pointer[j] = batch.rewards[j] + batch.discounts[j] * softValue.pointer[j]
      sum += Double(targets.pointer[j])
    }
    return sum / Double(batch.count)
  }

  /// The gradient of both critics' mean squared errors.
  func regress(_ critics: Vector<Scalar>) -> Variable<Scalar> {
    critics.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay(regression)
    }
    return criticGradient
  }

  /// The gradient of the mean of Σₐ π(a|s) (α log π(a|s) − minᵢ Q_φᵢ(s, a)).
  func improve(
    _ policy: Vector<Scalar>, _ critics: Vector<Scalar>, temperature α: Scalar
  ) -> Variable<Scalar> {
    temperature.pointer.pointee = α
    policy.withUnsafePointer { θ in
      critics.withUnsafePointer {
        tape.bind(self.θ, to: θ)
        tape.bind(φ, to: $0)
        tape.replay(improvement)
      }
    }
    return policyGradient
  }
}
