internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// What an exemplar network computes, recorded once for batches of a fixed size and replayed. Scratch, not state.
final class ExemplarPass {
  /// The number of exemplars of a batch.
  let exemplars: Int
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  /// s and s*: first each exemplar with itself, then with another state [2 · exemplars × features].
  private let states: Variable<Scalar>
  private let others: Variable<Scalar>
  private let noise: (Variable<Scalar>, Variable<Scalar>)
  private let loss: Variable<Scalar>
  private let gradient: Variable<Scalar>

  private let evaluation = Tape<Scalar>()
  private let evaluationφ: Variable<Scalar>
  private let evaluated: Variable<Scalar>
  private let logit: Variable<Scalar>
  private static let evaluationRows = 256

  init(_ network: ExemplarNetwork, features: Int, exemplars: Int, divergenceWeight: Double) {
    self.exemplars = exemplars
    let (tape, count) = (tape, network.layout.count)
    let pairs = 2 * exemplars
    φ = network.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: count, trainable: true)
    }
    states = tape.input(rows: pairs, columns: features)
    others = tape.input(rows: pairs, columns: features)
    noise = (
      tape.input(rows: pairs, columns: network.latents),
      tape.input(rows: pairs, columns: network.latents)
    )
    let labels = tape.input(Matrix(rows: pairs, columns: 1) { i, _ in i < exemplars ? 1 : 0 })
    loss = network.loss(
      states, others, labels: labels, noise: noise, divergenceWeight: Scalar(divergenceWeight), φ)
    gradient = tape.gradient(of: loss, withRespectTo: φ)

    let evaluation = evaluation
    evaluationφ = network.parameters.withUnsafePointer {
      evaluation.borrow($0, rows: 1, columns: count)
    }
    evaluated = evaluation.input(rows: Self.evaluationRows, columns: features)
    logit = network.logit(evaluated, evaluated, evaluationφ)
  }

  /// Draws exemplars from `batch`, and others from `memory`, and computes the gradient of the loss.
  /// - Returns: The loss and the gradient; valid until the next call.
  func gradient(
    _ network: ExemplarNetwork, exemplarsFrom batch: RowBuffer, othersFrom memory: StateMemory,
    using random: inout RandomStream
  ) -> (loss: Scalar, gradient: UnsafePointer<Scalar>) {
    let width = batch.columns
    let half = exemplars * width
    batch.elements.withUnsafePointer { batchRows in
      memory.elements.withUnsafePointer { memoryRows in
        for i in 0..<exemplars {
          let row = batchRows + random.integer(below: batch.count) * width
          let other = memoryRows + random.integer(below: memory.count) * width
          (states.pointer + i * width).update(from: row, count: width)
          (states.pointer + half + i * width).update(from: other, count: width)
          (others.pointer + i * width).update(from: row, count: width)
          (others.pointer + half + i * width).update(from: row, count: width)
        }
      }
    }
    for e in 0..<noise.0.count { noise.0.pointer[e] = Scalar(random.normal()) }
    for e in 0..<noise.1.count { noise.1.pointer[e] = Scalar(random.normal()) }
    network.parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay()
    }
    return (loss.scalar, UnsafePointer(gradient.pointer))
  }

  /// Writes the logit of D(s, s) of each row of `batch` into `values`, which has their number.
  func writeLogits(
    _ network: ExemplarNetwork, of batch: RowBuffer, into values: inout Vector<Scalar>
  ) {
    let (rows, width) = (Self.evaluationRows, batch.columns)
    network.parameters.withUnsafePointer { parameters in
      evaluation.bind(evaluationφ, to: parameters)
      batch.elements.withUnsafePointer { elements in
        for first in stride(from: 0, to: batch.count, by: rows) {
          let count = min(rows, batch.count - first)
          evaluated.pointer.update(from: elements + first * width, count: count * width)
          evaluation.replay()
          for i in 0..<count { values[first + i] = logit.pointer[i] }
        }
      }
    }
  }
}
