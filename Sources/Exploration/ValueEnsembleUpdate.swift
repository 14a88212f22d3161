internal import DeepQLearning
package import LinearAlgebra
package import NeuralNetworks
package import ReinforcementLearning

/// Targets of every head from its own target network, and the gradient of their losses by φ. Two tapes, recorded once and
/// replayed; targets are numbers. Scratch, not state.
package final class ValueEnsembleUpdate {
  private let architecture: ValueEnsemble.Architecture
  private let isDouble: Bool
  private let huberThreshold: Double?

  private let targetTape = Tape<Scalar>()
  private let next: Variable<Scalar>
  private let targetφ: Variable<Scalar>
  private let targetPrior: Variable<Scalar>?
  private let nextValues: Variable<Scalar>
  /// By what the next action is picked in double Q-learning.
  private let selection: (φ: Variable<Scalar>, values: Variable<Scalar>)?

  private let tape = Tape<Scalar>()
  private let observations: Variable<Scalar>
  private let φ: Variable<Scalar>
  private let prior: Variable<Scalar>?
  private let values: Variable<Scalar>
  private let slopes: Variable<Scalar>
  private let forward: Int
  /// ∂L/∂φ after ``run(_:target:_:masks:)``, [1 × parameters].
  package let gradient: Variable<Scalar>

  // Of one head [batch].
  private var chosen: Vector<Scalar>
  private var headSlopes: Vector<Scalar>
  private var weights: Vector<Scalar>
  private var errors: Vector<Scalar>
  /// y of the last head [batch].
  private var targets: Vector<Scalar>
  /// The mean of the heads' losses.
  package private(set) var loss = 0.0
  /// The mean over batch and heads of Q_k(s, a).
  package private(set) var meanValue = 0.0
  /// The mean over the batch of the standard deviation of Q_k(s, a) over the heads.
  package private(set) var disagreement = 0.0

  package init(
    _ ensemble: ValueEnsemble, batchSize: Int, isDouble: Bool, huberThreshold: Double?
  ) {
    architecture = ensemble.architecture
    self.isDouble = isDouble
    self.huberThreshold = huberThreshold
    (chosen, headSlopes) = (Vector(count: batchSize), Vector(count: batchSize))
    (weights, errors) = (Vector(count: batchSize), Vector(count: batchSize))
    targets = Vector(count: batchSize)
    let (features, count) = (ensemble.architecture.observationWidth, ensemble.layout.count)
    do {
      let tape = targetTape
      next = tape.input(rows: batchSize, columns: features)
      let next = next
      (targetφ, targetPrior, nextValues, selection) = ensemble.parameters.withUnsafePointer {
        let φ = tape.borrow($0, rows: 1, columns: count)
        let prior = ensemble.borrowPrior(on: tape)
        let values = ensemble(next, φ, prior: prior)
        guard isDouble else { return (φ, prior, values, nil) }
        let online = tape.borrow($0, rows: 1, columns: count)
        return (φ, prior, values, (online, ensemble(next, online, prior: prior)))
      }
    }
    let tape = tape
    observations = tape.input(rows: batchSize, columns: features)
    slopes = tape.input(
      rows: batchSize, columns: ensemble.architecture.heads * ensemble.architecture.actions)
    let (x, g) = (observations, slopes)
    (φ, prior, values, forward, gradient) = ensemble.parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: count, trainable: true)
      let prior = ensemble.borrowPrior(on: tape)
      let values = ensemble(x, φ, prior: prior)
      let forward = tape.count
      return (
        φ, prior, values, forward, tape.gradient(of: values, cotangent: g, withRespectTo: φ)
      )
    }
  }

  /// Computes targets, losses and ``gradient`` for a batch.
  /// - Parameters:
  ///   - ensemble: Q_1, …, Q_K.
  ///   - target: Their target networks; the prior functions are the same.
  ///   - batch: The transitions.
  ///   - masks: Which head learns from which of them.
  package func run(
    _ ensemble: ValueEnsemble, target: Vector<Scalar>, _ batch: TransitionBatch, masks: HeadMasks
  ) {
    next.assign(batch.nextObservations)
    observations.assign(batch.observations)
    ensemble.parameters.withUnsafePointer { online in
      target.withUnsafePointer { target in
        ensemble.priorParameters.withUnsafePointer { priorParameters in
          targetTape.bind(targetφ, to: target)
          if let targetPrior { targetTape.bind(targetPrior, to: priorParameters) }
          if let selection { targetTape.bind(selection.φ, to: online) }
          targetTape.replay()
          tape.bind(φ, to: online)
          if let prior { tape.bind(prior, to: priorParameters) }
          tape.replay(0..<forward)
          slopes.pointer.update(repeating: 0, count: slopes.count)
          loss = 0
          for head in 0..<architecture.heads { evaluate(head, batch, masks) }
          loss /= Double(architecture.heads)
          tape.replay(forward..<tape.count)
        }
      }
    }
    summarize(batch)
  }

  /// y of head k, yᵢ = rᵢ + γ(1 − d) Q_k′(s′ᵢ, argmaxₐ Q_k(s′ᵢ, a)), its loss 1/B Σᵢ mᵢₖ L(Q_k(sᵢ, aᵢ) − yᵢ) and the slopes of it.
  private func evaluate(_ head: Int, _ batch: TransitionBatch, _ masks: HeadMasks) {
    let (n, width) = (architecture.actions, values.columns)
    let picked = UnsafePointer((selection?.values ?? nextValues).pointer)
    for i in 0..<batch.count {
      let first = i * width + head * n
      let row = Span(_unsafeStart: picked + first, count: n)
      let best = ActionValueExploration.greedy(row, allowed: batch.nextAllowed?.row(i))
      targets[i] = batch.rewards[i] + batch.discounts[i] * nextValues.pointer[first + best]
      chosen[i] = values.pointer[first + Int(batch.actions[i, 0])]
      weights[i] = masks.contains(head, at: batch.places[i]) ? 1 : 0
    }
    loss += chosen.withUnsafePointer { chosen in
      headSlopes.withUnsafeMutablePointer { headSlopes in
        ExpectedValueLoss.evaluate(
          chosen, targets, weights: weights, threshold: huberThreshold, slopes: headSlopes,
          errors: &errors)
      }
    }
    for i in 0..<batch.count {
      slopes.pointer[i * width + head * n + Int(batch.actions[i, 0])] = headSlopes[i]
    }
  }

  private func summarize(_ batch: TransitionBatch) {
    let (n, width, heads) = (architecture.actions, values.columns, Double(architecture.heads))
    var (sum, spread) = (0.0, 0.0)
    for i in 0..<batch.count {
      var (total, squares) = (0.0, 0.0)
      for head in 0..<architecture.heads {
        let value = Double(values.pointer[i * width + head * n + Int(batch.actions[i, 0])])
        total += value
        squares += value * value
      }
      let mean = total / heads
      sum += mean
      spread += max(0, squares / heads - mean * mean).squareRoot()
    }
    meanValue = sum / Double(batch.count)
    disagreement = spread / Double(batch.count)
  }
}
