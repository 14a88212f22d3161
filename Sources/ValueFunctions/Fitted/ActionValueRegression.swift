internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The gradient of 1/n Σ_i ½ (Q_φ(s_i, a_i) − y_i)² for n samples, recorded once. Scratch, not state.
///
/// The targets y_i are constants: no gradient flows through them (semi-gradient).
final class ActionValueRegression {
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let targets: Variable<Scalar>
  private let selection: Variable<Scalar>
  private let loss: Variable<Scalar>
  /// ∂/∂φ of the loss.
  let gradient: Variable<Scalar>

  init(_ network: ActionValueNetwork, rows: Int) {
    let (tape, actions) = (tape, network.architecture.actions)
    (φ, observations, targets, selection, loss, gradient) =
      network.parameters.withUnsafePointer { pointer in
        let φ = tape.borrow(
          pointer, rows: 1, columns: network.parameters.count, trainable: true)
        let x = tape.input(rows: rows, columns: network.architecture.observationWidth)
        let y = tape.input(rows: rows, columns: actions)
        let selection = tape.input(rows: rows, columns: actions)
        let values = network.expectations(network(x, φ, noise: nil))
        let loss = square((values - y) * selection).sum() * (0.5 / Scalar(rows))
        return (φ, x, y, selection, loss, tape.gradient(of: loss, withRespectTo: φ))
      }
  }

  /// Takes over samples.
  /// - Parameters:
  ///   - observations: s_i [n × features].
  ///   - targets: y_i in the column of a_i [n × A].
  ///   - selection: 1 in the column of a_i, 0 elsewhere [n × A].
  func load(
    _ observations: Matrix<Scalar>, targets: Matrix<Scalar>, selection: Matrix<Scalar>
  ) {
    self.observations.assign(observations)
    self.targets.assign(targets)
    self.selection.assign(selection)
  }

  /// Computes the gradient at `parameters`.
  /// - Returns: The loss.
  func evaluate(_ parameters: Vector<Scalar>) -> Scalar {
    parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay()
    }
    return loss.scalar
  }
}
