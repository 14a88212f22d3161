package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// A gradient step's pass of one network over a batch of steps, recorded once and replayed. Scratch, not state.
package final class DynamicsPass: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  /// [s, a], standardised [batch × inputs].
  private let inputs: Variable<Scalar>
  /// [s′ − s, r], standardised [batch × outputs].
  private let outputs: Variable<Scalar>
  /// 1 where the episode terminated [batch × 1].
  private let ended: Variable<Scalar>
  private let squaredError: Variable<Scalar>
  private let objective: Variable<Scalar>
  private let gradient: Variable<Scalar>
  private let prediction: Range<Int>

  /// How strongly the bounds of the variances' logarithms are drawn together.
  static let boundsWeight: Scalar = 0.01

  package init(_ model: DynamicsNetwork, batchSize: Int) {
    let tape = tape
    θ = model.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: model.layout.count, trainable: true)
    }
    inputs = tape.input(rows: batchSize, columns: model.network.inputs)
    outputs = tape.input(rows: batchSize, columns: model.predictions)
    ended = tape.input(rows: batchSize, columns: 1)
    let start = tape.count
    let said = model(inputs, θ)
    let squares = square(said.mean - outputs)
    squaredError = squares.mean()
    prediction = start..<tape.count
    // − log p(d) of a termination d with the logit z: log(1 + exp z) − d z.
    let termination = (softplus(said.logit) - ended * said.logit).mean()
    var loss = squaredError
    if let logVariance = said.logVariance, let bounds = model.bounds {
      loss =
        (squares * exp(-1 * logVariance) + logVariance).mean()
        + Self.boundsWeight * (θ.view(bounds.high) - θ.view(bounds.low)).mean()
    }
    objective = loss + termination
    gradient = tape.gradient(of: objective, withRespectTo: θ)
  }

  private func load(_ batch: TransitionBatch, _ coding: StepCoding) {
    let (width, count) = (coding.features, coding.outputCount)
    batch.observations.withUnsafePointer { s in
      batch.actions.withUnsafePointer { a in
        batch.nextObservations.withUnsafePointer { next in
          for i in 0..<batch.count {
            let input = inputs.pointer + i * inputs.columns
            let output = outputs.pointer + i * count
            coding.writeInput(s + i * width, a + i * batch.actions.columns, to: input)
            coding.writeOutput(s + i * width, next + i * width, batch.rewards[i], to: output)
            coding.input.standardize(input)
            coding.output.standardize(output)
            ended.pointer[i] = batch.discounts[i] == 0 ? 1 : 0
          }
        }
      }
    }
  }

  /// Computes the gradient of the loss on `batch`.
  /// - Returns: The loss and the gradient; valid until the next call.
  package func gradient(
    _ model: DynamicsNetwork, on batch: TransitionBatch, _ coding: StepCoding
  ) -> (loss: Scalar, gradient: UnsafePointer<Scalar>) {
    load(batch, coding)
    model.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    return (objective.scalar, UnsafePointer(gradient.pointer))
  }

  /// The mean squared error of the expected change and reward on `batch`, in units of deviations.
  package func error(
    _ model: DynamicsNetwork, on batch: TransitionBatch, _ coding: StepCoding
  ) -> Scalar {
    load(batch, coding)
    model.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(prediction)
    }
    return squaredError.scalar
  }
}
