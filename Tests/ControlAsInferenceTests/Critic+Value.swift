import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning

extension Critic {
  /// Q_φ([s, a]).
  func value(_ input: [Scalar]) -> Scalar {
    let tape = Tape<Scalar>()
    let x = tape.input(Matrix([input]))
    return network(x, tape.input(parameters)).scalar
  }
}
