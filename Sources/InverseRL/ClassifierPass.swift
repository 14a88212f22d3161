internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The classifier's loss and gradient on all pairs at once, the expert's first, recorded once: scratch, not state.
final class ClassifierPass {
  private let tape = Tape<Scalar>()
  private let ω: Variable<Scalar>
  /// What the network sees [shown + done × width]; actions that are not choices stand behind the observations.
  let inputs: Variable<Scalar>
  /// Which output counts [shown + done × 1], where there is one for each choice.
  private let choices: Variable<Scalar>?
  private let logits: Variable<Scalar>
  private let loss: Variable<Scalar>
  let gradient: Variable<Scalar>
  private let shown: Int
  private let done: Int
  /// How many columns of the inputs are actions.
  private let actionWidth: Int

  init(
    _ network: MLP, _ layout: ParameterLayout, _ parameters: Vector<Scalar>, shown: Int,
    done: Int, actionWidth: Int, entropyWeight: Double
  ) {
    (self.shown, self.done, self.actionWidth) = (shown, done, actionWidth)
    let (tape, rows) = (tape, shown + done)
    (ω, inputs, choices, logits, loss, gradient) = parameters.withUnsafePointer { pointer in
      let ω = tape.borrow(pointer, rows: 1, columns: layout.count, trainable: true)
      let inputs = tape.input(rows: rows, columns: network.inputs)
      let outputs = network(inputs, ω)
      let choices = network.outputs > 1 ? tape.input(rows: rows, columns: 1) : nil
      let logits = choices.map { outputs.gather($0) } ?? outputs
      // −log D where the expert acted, −log(1 − D) where the policy did.
      let label = Self.column(tape, shown, done) { $0 ? -1 : 1 }
      let weight = Self.column(tape, shown, done) { 1 / Scalar($0 ? shown : done) }
      let crossEntropy = softplus(logits * label)
      let entropy = softplus(logits) - sigmoid(logits) * logits
      let loss = ((crossEntropy - Scalar(entropyWeight) * entropy) * weight).sum()
      return (ω, inputs, choices, logits, loss, tape.gradient(of: loss, withRespectTo: ω))
    }
  }

  /// A leaf [shown + done × 1] of one number for the expert's rows and another for the policy's.
  private static func column(
    _ tape: Tape<Scalar>, _ shown: Int, _ done: Int, _ value: (_ isShown: Bool) -> Scalar
  ) -> Variable<Scalar> {
    tape.input(Matrix(rows: shown + done, columns: 1) { i, _ in value(i < shown) })
  }

  /// Writes the actions: choices, or features behind the observations.
  func write(shown expert: UnsafePointer<Scalar>, done policy: UnsafePointer<Scalar>) {
    if let choices {
      choices.pointer.update(from: expert, count: shown)
      (choices.pointer + shown).update(from: policy, count: done)
    } else {
      writeFeatures(expert, rows: 0..<shown)
      writeFeatures(policy, rows: shown..<shown + done)
    }
  }

  private func writeFeatures(_ actions: UnsafePointer<Scalar>, rows: Range<Int>) {
    let first = inputs.columns - actionWidth
    for (k, i) in rows.enumerated() {
      (inputs.pointer + i * inputs.columns + first).update(
        from: actions + k * actionWidth, count: actionWidth)
    }
  }

  /// Computes loss and gradient at `parameters`.
  func run(_ parameters: Vector<Scalar>) {
    parameters.withUnsafePointer {
      tape.bind(ω, to: $0)
      tape.replay()
    }
  }

  /// What the last run saw.
  var fit: RewardClassifier.Fit {
    let z = logits.pointer
    let right = (0..<shown).count { z[$0] > 0 }
    let wrong = (shown..<shown + done).count { z[$0] > 0 }
    return RewardClassifier.Fit(
      loss: Double(loss.scalar), expertAccuracy: Double(right) / Double(shown),
      policyAccuracy: 1 - Double(wrong) / Double(done))
  }

  /// Writes the rewards of the policy's pairs.
  func writeRewards(_ form: GAIL.RewardForm, into rewards: inout Vector<Scalar>) {
    rewards.resize(done)
    let z = logits.pointer + shown
    for i in 0..<done { rewards[i] = form.reward(logit: z[i]) }
  }
}
