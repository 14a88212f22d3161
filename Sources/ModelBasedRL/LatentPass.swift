package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// A gradient step's pass of a latent model over a batch of steps, recorded once and replayed: the objective of Algorithm 18 and
/// its gradient. Scratch, not state.
package final class LatentPass: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  /// The parameters of encoder and decoder, and of each network of the dynamics.
  private let ψ: Variable<Scalar>
  private let θ: [Variable<Scalar>]
  /// All o, and below them all o′, coded [2 · batch × features].
  let observations: Variable<Scalar>
  /// a, coded [batch × indicators or components].
  private let actions: Variable<Scalar>
  /// r, standardised, and 1 where the episode terminated [batch × 1].
  let rewards: Variable<Scalar>
  private let ended: Variable<Scalar>
  /// How often each step counts for each network [batch × B].
  private let weights: Variable<Scalar>
  /// g(o) and g(o′) − g(o) [batch × L].
  let states: Variable<Scalar>
  let changes: Variable<Scalar>
  /// What the decoder says of g(o) [batch × features], and what each network says of [g(o), a].
  let decoded: Variable<Scalar>
  let said: [DynamicsNetwork.Prediction]
  private let objective: Variable<Scalar>
  private let gradients: [Variable<Scalar>]
  private let prediction: Range<Int>
  /// The number of steps of a batch.
  package let batchSize: Int
  /// [0, a] on its way into the coding.
  private var input: Vector<Scalar>

  package init(_ model: LatentModel, _ settings: LatentSettings, batchSize: Int) {
    let (tape, count) = (tape, model.ensemble.count)
    let (size, features) = (model.autoencoder.size, model.autoencoder.features)
    let coding = model.ensemble.coding
    self.batchSize = batchSize
    input = Vector(count: coding.inputCount)
    // The tape reads these parameters now, and others before each replay.
    ψ = model.autoencoder.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: model.autoencoder.layout.count, trainable: true)
    }
    θ = model.ensemble.networks.map { network in
      network.parameters.withUnsafePointer {
        tape.borrow($0, rows: 1, columns: network.layout.count, trainable: true)
      }
    }
    observations = tape.input(rows: 2 * batchSize, columns: features)
    actions = tape.input(rows: batchSize, columns: coding.inputCount - size)
    rewards = tape.input(rows: batchSize, columns: 1)
    ended = tape.input(rows: batchSize, columns: 1)
    weights = tape.input(rows: batchSize, columns: count)
    // 1/σ² of each latent feature and of the reward.
    let precision = tape.input(
      Matrix(rows: 1, columns: size + 1) { _, j in
        let deviation = j < size ? settings.fixedLatentDeviation : settings.fixedRewardDeviation
        return Scalar(1 / (deviation * deviation))
      })

    let start = tape.count
    let encoded = model.autoencoder.encode(observations, ψ)
    states = encoded.rows(0..<batchSize)
    changes = encoded.rows(batchSize..<2 * batchSize) - states
    decoded = model.autoencoder.decode(states, ψ)
    let input = concatenateColumns([states, actions])
    said = zip(model.ensemble.networks, θ).map { network, θ in network(input, θ) }
    prediction = start..<tape.count

    // −log p(o|s), Σ over features, mean over the batch.
    let blur = Scalar(0.5 / (settings.observationDeviation * settings.observationDeviation))
    var loss = square(decoded - observations.rows(0..<batchSize)).sum() * (blur / Scalar(batchSize))
    let outcomes = concatenateColumns([changes, rewards])
    for (b, said) in said.enumerated() {
      let network = model.ensemble.networks[b]
      // −log p(s′|s, a) − log p(r|s, a), with variances that are fixed or learned.
      let squares = square(said.mean - outcomes)
      var misfit = 0.5 * (squares * precision).rowSums()
      if let logVariance = said.logVariance, let bounds = network.bounds {
        misfit = 0.5 * (squares * exp(-1 * logVariance) + logVariance).rowSums()
        loss =
          loss + DynamicsPass.boundsWeight / Scalar(count)
          * (θ[b].view(bounds.high) - θ[b].view(bounds.low)).mean()
      }
      // −log p(d) of a termination d with the logit z: log(1 + exp z) − d z.
      let termination = softplus(said.logit) - ended * said.logit
      loss =
        loss + (1 / Scalar(count)) * (weights.column(b) * (misfit + termination)).mean()
    }
    objective = loss
    gradients = tape.gradient(of: loss, withRespectTo: [ψ] + θ)
  }

  /// Writes the steps of `batch` into the leaves.
  private func load(_ batch: TransitionBatch, _ model: LatentModel) {
    let (features, count) = (model.autoencoder.features, batchSize)
    let coding = model.ensemble.coding
    let size = coding.features
    batch.observations.withUnsafePointer {
      model.observations.write($0, rows: count, to: observations.pointer)
    }
    batch.nextObservations.withUnsafePointer {
      model.observations.write(
        $0, rows: count, to: observations.pointer + count * features)
    }
    let (mean, deviation) = (coding.output.mean[size], coding.output.deviation[size])
    let (actions, rewards, ended) = (actions, rewards, ended)
    input.withUnsafeMutablePointer { input in
      batch.actions.withUnsafePointer { a in
        for i in 0..<count {
          // The latent state's place in the row holds 0 before and after.
          input.update(repeating: 0, count: size)
          coding.writeInput(input, a + i * batch.actions.columns, to: input)
          coding.input.standardize(input)
          (actions.pointer + i * actions.columns).update(
            from: input + size, count: actions.columns)
          rewards.pointer[i] = (batch.rewards[i] - mean) / deviation
          ended.pointer[i] = batch.discounts[i] == 0 ? 1 : 0
        }
      }
    }
  }

  /// Calls `body` while the tape reads the parameters of `model`.
  private func withParameters(of model: LatentModel, _ body: () -> Void) {
    func bind(_ b: Int) {
      guard b < θ.count else { return body() }
      model.ensemble.networks[b].parameters.withUnsafePointer {
        tape.bind(θ[b], to: $0)
        bind(b + 1)
      }
    }
    model.autoencoder.parameters.withUnsafePointer {
      tape.bind(ψ, to: $0)
      bind(0)
    }
  }

  /// Computes the gradient of the loss, the notes' objective with the other sign, on `batch`.
  ///
  /// - Parameter weights: How often the step of a row counts for a network.
  /// - Returns: The loss; gradients are valid until the next call.
  package func evaluate(
    _ model: LatentModel, on batch: TransitionBatch,
    weights weight: (_ row: Int, _ network: Int) -> Scalar = { _, _ in 1 }
  ) -> Scalar {
    load(batch, model)
    for i in 0..<batchSize {
      for b in 0..<θ.count { weights.pointer[i * θ.count + b] = weight(i, b) }
    }
    withParameters(of: model) { tape.replay() }
    return objective.scalar
  }

  /// Computes what the model says of `batch`, without a gradient.
  func predict(_ model: LatentModel, on batch: TransitionBatch) {
    load(batch, model)
    withParameters(of: model) { tape.replay(prediction) }
  }

  /// The gradient with respect to the parameters of encoder and decoder, as ``evaluate(_:on:weights:)`` left it.
  package var autoencoderGradient: UnsafePointer<Scalar> { UnsafePointer(gradients[0].pointer) }

  /// The gradient with respect to the parameters of network `b`.
  package func gradient(of b: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(gradients[b + 1].pointer)
  }
}
