public import LinearAlgebra
internal import NeuralNetworks

/// Computes Q_φ(s, ·) without allocating: a tape and its recording for one number of observations. Scratch, not state.
public final class ActionValueEvaluator {
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let expectations: Variable<Scalar>
  private let noise: NetworkNoise?

  /// An evaluator of `network`, and of others of its architecture, for `rows` observations at once.
  public init(_ network: ActionValueNetwork, rows: Int) {
    let tape = tape
    noise = network.noise(on: tape)
    let noise = noise
    (φ, observations, expectations) = network.parameters.withUnsafePointer { pointer in
      let φ = tape.borrow(pointer, rows: 1, columns: network.parameters.count)
      let x = tape.input(rows: rows, columns: network.architecture.observationWidth)
      return (φ, x, network.expectations(network(x, φ, noise: noise)))
    }
  }

  /// Draws new noise for noisy layers; without it the network is their mean.
  public func drawNoise(using random: inout RandomStream) { noise?.draw(using: &random) }

  /// Computes Q_φ(s, ·) for each row of `input`.
  /// - Returns: The values row by row [rows × actions], valid until the next call.
  public func evaluate(
    _ network: ActionValueNetwork, _ input: Matrix<Scalar>
  ) -> UnsafePointer<Scalar> {
    precondition(
      network.parameters.count == φ.count,
      "A network of \(network.parameters.count) parameters does not fit an evaluator for \(φ.count)."
    )
    observations.assign(input)
    network.parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay()
    }
    return UnsafePointer(expectations.pointer)
  }
}
