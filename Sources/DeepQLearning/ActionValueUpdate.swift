internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Steps 3 and 4 of Q-learning on a batch: targets from the target network, and the gradient of the loss by φ.
///
/// Two tapes, recorded once and replayed. Targets are numbers, no gradient flows through them. Scratch, not state.
final class ActionValueUpdate {
  private typealias Form = ActionValueCritic.Form

  private let form: Form
  private let architecture: ActionValueArchitecture
  private let support: Vector<Scalar>

  private let targetTape = Tape<Scalar>()
  private let next: Variable<Scalar>
  private let targetφ: Variable<Scalar>
  private let selectionφ: Variable<Scalar>?
  private let targetNoise: NetworkNoise?
  private let selectionNoise: NetworkNoise?
  private let nextOutputs: Variable<Scalar>
  /// By what the next action is chosen: Q_φ′, or Q_φ in double Q-learning.
  private let selectionValues: Variable<Scalar>

  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let chosen: Variable<Scalar>
  private let noise: NetworkNoise?
  /// What the loss is of: Q(s, a), atoms' probabilities or quantiles [batch × output width].
  private let predictions: Variable<Scalar>
  private let slopes: Variable<Scalar>
  private let forward: Int
  /// ∂L/∂φ after ``run(_:target:_:using:)``.
  let gradient: Variable<Scalar>

  /// yᵢ, for expectations.
  private(set) var targets: Vector<Scalar>
  /// The target distributions, for others.
  private var targetRows: Matrix<Scalar>
  /// δᵢ, or the losses of distributions, after ``run(_:target:_:using:)``: what priorities are made of.
  private(set) var errors: Vector<Scalar>
  /// The loss.
  private(set) var loss = 0.0
  /// The mean prediction of the batch: of Q(s, a).
  private(set) var meanValue = 0.0

  init(_ network: ActionValueNetwork, _ form: ActionValueCritic.Form) {
    self.form = form
    architecture = network.architecture
    support = network.support
    let (batch, features) = (form.batchSize, network.architecture.observationWidth)
    let (n, width) = (network.architecture.actions, network.architecture.output.width)
    targets = Vector(count: batch)
    targetRows = Matrix(rows: batch, columns: width)
    errors = Vector(count: batch)

    let isCategorical = network.support.count > 0
    do {
      let tape = targetTape
      next = tape.input(rows: batch, columns: features)
      targetNoise = network.noise(on: tape)
      selectionNoise = form.isDouble ? network.noise(on: tape) : nil
      let (next, noise, other) = (next, targetNoise, selectionNoise)
      (targetφ, selectionφ, nextOutputs, selectionValues) =
        network.parameters.withUnsafePointer { pointer in
          let φ = tape.borrow(pointer, rows: 1, columns: network.parameters.count)
          let outputs = network(next, φ, noise: noise)
          let read = isCategorical ? outputs.softmax() : outputs
          guard form.isDouble else { return (φ, nil, read, network.expectations(outputs)) }
          let online = tape.borrow(pointer, rows: 1, columns: network.parameters.count)
          return (
            φ, online, read, network.expectations(network(next, online, noise: other))
          )
        }
    }

    let tape = tape
    observations = tape.input(rows: batch, columns: features)
    chosen = tape.input(rows: batch, columns: 1)
    slopes = tape.input(rows: batch, columns: width)
    noise = network.noise(on: tape)
    for i in 0..<batch { chosen.pointer[i] = Scalar(i * n) }
    let (x, rows, g, own) = (observations, chosen, slopes, noise)
    (φ, predictions, forward, gradient) = network.parameters.withUnsafePointer { pointer in
      let φ = tape.borrow(pointer, rows: 1, columns: network.parameters.count, trainable: true)
      let outputs = network(x, φ, noise: own).rows(at: rows)
      let predictions = isCategorical ? outputs.softmax() : outputs
      let forward = tape.count
      return (
        φ, predictions, forward, tape.gradient(of: outputs, cotangent: g, withRespectTo: φ)
      )
    }
  }

  /// Computes targets, loss and ``gradient`` for a batch.
  /// - Parameters:
  ///   - network: Q_φ.
  ///   - target: Q_φ′.
  ///   - batch: The transitions.
  ///   - random: The noise of noisy layers, drawn anew for each use of a network.
  func run(
    _ network: ActionValueNetwork, target: ActionValueNetwork, _ batch: TransitionBatch,
    using random: inout RandomStream
  ) {
    targetNoise?.draw(using: &random)
    selectionNoise?.draw(using: &random)
    noise?.draw(using: &random)
    next.assign(batch.nextObservations)
    observations.assign(batch.observations)
    network.parameters.withUnsafePointer { online in
      target.parameters.withUnsafePointer { target in
        targetTape.bind(targetφ, to: target)
        if let selectionφ { targetTape.bind(selectionφ, to: online) }
        targetTape.replay()
      }
      // 3. y = r + γᵐ(1 − d) Q_φ′(s′, argmaxₐ Q(s′, a)).
      formTargets(batch)
      // 4. The loss of Q_φ(s, a) and its gradient.
      let n = architecture.actions
      for i in 0..<batch.count {
        chosen.pointer[i] = Scalar(i * n) + batch.actions[i, 0]
      }
      tape.bind(φ, to: online)
      tape.replay(0..<forward)
      evaluateLoss(batch)
      tape.replay(forward..<tape.count)
    }
  }

  /// Writes y, or the distribution that takes its place, for every transition.
  private func formTargets(_ batch: TransitionBatch) {
    let (n, width) = (architecture.actions, architecture.output.width)
    let (values, outputs) = (selectionValues.pointer, UnsafePointer(nextOutputs.pointer))
    for i in 0..<batch.count {
      let row = Span(_unsafeStart: UnsafePointer(values) + i * n, count: n)
      let best = ActionValueExploration.greedy(row, allowed: batch.nextAllowed?.row(i))
      let chosen = outputs + (i * n + best) * width
      let (r, d) = (batch.rewards[i], batch.discounts[i])
      switch architecture.output {
      case .expectation: targets[i] = r + d * chosen.pointee
      case .categorical:
        let support = support
        targetRows.withUnsafeMutablePointer {
          CategoricalLoss.project(
            chosen, reward: r, discount: d, support: support, into: $0 + i * width)
        }
      case .quantiles:
        targetRows.withUnsafeMutablePointer {
          for j in 0..<width { $0[i * width + j] = r + d * chosen[j] }
        }
      }
    }
  }

  private func evaluateLoss(_ batch: TransitionBatch) {
    let predictions = UnsafePointer(predictions.pointer)
    let (count, width) = (batch.count, architecture.output.width)
    var sum = 0.0
    switch architecture.output {
    case .expectation:
      loss = ExpectedValueLoss.evaluate(
        predictions, targets, weights: batch.weights, threshold: form.huberThreshold,
        slopes: slopes.pointer, errors: &errors)
      for i in 0..<count { sum += Double(predictions[i]) }
    case .categorical:
      loss = CategoricalLoss.evaluate(
        predictions, targetRows, weights: batch.weights, slopes: slopes.pointer, errors: &errors)
      for e in 0..<count * width { sum += Double(predictions[e] * support[e % width]) }
    case .quantiles:
      loss = QuantileLoss.evaluate(
        predictions, targetRows, weights: batch.weights, threshold: form.huberThreshold ?? 1,
        slopes: slopes.pointer, errors: &errors)
      for e in 0..<count * width { sum += Double(predictions[e]) / Double(width) }
    }
    meanValue = sum / Double(count)
  }
}
