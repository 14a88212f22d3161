package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

extension Critic {
  /// Q_φ([s, a]).
  package func value(_ input: [Scalar]) -> Scalar {
    let tape = Tape<Scalar>()
    let x = tape.input(Matrix([input]))
    return network(x, tape.input(parameters)).scalar
  }
}
