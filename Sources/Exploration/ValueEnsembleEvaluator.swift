package import LinearAlgebra
internal import NeuralNetworks

/// Computes the values of all heads without allocating: a tape and its recording for one number of observations. Scratch, not
/// state.
package final class ValueEnsembleEvaluator {
  private let tape = Tape<Scalar>()
  private let observations: Variable<Scalar>
  private let φ: Variable<Scalar>
  private let prior: Variable<Scalar>?
  private let values: Variable<Scalar>

  /// An evaluator of `ensemble`, and of others of its architecture, for `rows` observations at once.
  package init(_ ensemble: ValueEnsemble, rows: Int) {
    let tape = tape
    observations = tape.input(rows: rows, columns: ensemble.architecture.observationWidth)
    let x = observations
    (φ, prior, values) = ensemble.parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: ensemble.layout.count)
      let prior = ensemble.borrowPrior(on: tape)
      return (φ, prior, ensemble(x, φ, prior: prior))
    }
  }

  /// Computes Q_k(s, ·) for each row of `input`.
  /// - Returns: [rows × heads · actions], valid until the next call.
  package func evaluate(
    _ ensemble: ValueEnsemble, _ input: Matrix<Scalar>
  ) -> UnsafePointer<Scalar> {
    observations.assign(input)
    ensemble.parameters.withUnsafePointer { parameters in
      ensemble.priorParameters.withUnsafePointer { priorParameters in
        tape.bind(φ, to: parameters)
        if let prior { tape.bind(prior, to: priorParameters) }
        tape.replay()
      }
    }
    return UnsafePointer(values.pointer)
  }
}
