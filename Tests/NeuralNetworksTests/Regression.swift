import LinearAlgebra
import NeuralNetworks

/// A perceptron that is fitted to targets by Adam, with an update that is recorded and one that is replayed.
struct Regression<Element: BLASScalar> {
  let network: MLP
  var parameters: Vector<Element>
  var optimizer: Adam<Element>
  let tape = Tape<Element>()

  init(_ widths: [Int], hidden: Activation = .tanh) {
    var layout = ParameterLayout()
    var stream = RandomStream(seed: 1)
    network = MLP(widths, hidden: hidden, in: &layout)
    parameters = layout.initialParameters(using: &stream)
    optimizer = Adam(count: layout.count, learningRate: 0.01)
  }

  /// The leaves and the gradient of one recording.
  typealias Recording = (
    θ: Variable<Element>, x: Variable<Element>, y: Variable<Element>, gradient: Variable<Element>
  )

  /// Records the loss and its gradient for inputs `x` and targets `y`.
  func record(_ x: Matrix<Element>, _ y: Matrix<Element>) -> Recording {
    parameters.withUnsafePointer { pointer in
      tape.reset()
      let θ = tape.borrow(pointer, rows: 1, columns: parameters.count, trainable: true)
      let (x, y) = (tape.input(x), tape.input(y))
      let loss = square(network(x, θ) - y).mean()
      return (θ, x, y, tape.gradient(of: loss, withRespectTo: θ))
    }
  }

  /// One update on a new recording.
  mutating func recordedUpdate(_ x: Matrix<Element>, _ y: Matrix<Element>) {
    let gradient = record(x, y).gradient
    optimizer.update(&parameters, gradient: gradient)
  }

  /// One update by a replay of `recording`.
  mutating func replayedUpdate(
    _ recording: Recording, _ x: Matrix<Element>, _ y: Matrix<Element>
  ) {
    recording.x.assign(x)
    recording.y.assign(y)
    parameters.withUnsafePointer {
      tape.bind(recording.θ, to: $0)
      tape.replay()
    }
    optimizer.update(&parameters, gradient: recording.gradient)
  }
}
