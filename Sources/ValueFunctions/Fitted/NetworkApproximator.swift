public import LinearAlgebra
public import NeuralNetworks

/// f_φ as a perceptron, fitted by steps of Adam on the mean squared error of all samples.
public struct NetworkApproximator: ValueApproximator {
  /// The layers.
  public let network: MLP
  /// φ.
  public private(set) var parameters: Vector<Double>
  /// The number of gradient steps of a fit.
  public let gradientSteps: Int

  private let layout: ParameterLayout
  private var optimizer: Adam<Double>

  /// A network with random parameters.
  ///
  /// - Parameters:
  ///   - inputs: The number of features.
  ///   - outputs: 1 for V, A for Q.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - learningRate: α of Adam.
  ///   - gradientSteps: The number of steps of a fit.
  ///   - stream: Where parameters are drawn from.
  public init(
    inputs: Int, outputs: Int = 1, hidden: [Int] = [64, 64], activation: Activation = .tanh,
    learningRate: Double = 1e-3, gradientSteps: Int = 100, using stream: inout RandomStream
  ) {
    precondition(gradientSteps > 0, "\(gradientSteps) gradient steps fit nothing.")
    var layout = ParameterLayout()
    network = MLP([inputs] + hidden + [outputs], hidden: activation, name: "value", in: &layout)
    parameters = layout.initialParameters(using: &stream)
    optimizer = Adam(count: layout.count, learningRate: learningRate)
    self.layout = layout
    self.gradientSteps = gradientSteps
  }

  /// The number of features.
  public var inputs: Int { network.inputs }
  /// The number of outputs.
  public var outputs: Int { network.outputs }

  /// f_φ of each row.
  public mutating func predict(_ features: Matrix<Double>) -> Matrix<Double> {
    let tape = Tape<Double>()
    return parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: parameters.count)
      let values = network(tape.input(features), φ)
      return Matrix(rows: features.rows, columns: outputs) { values[$0, $1] }
    }
  }

  /// Steps of Adam on ½ · mean (f − y)².
  public mutating func fit(
    _ features: Matrix<Double>, outputs: [Int], targets: Vector<Double>
  ) throws {
    requireSamples(features, inputs, outputs, targets)
    // The targets, and 1 where a sample has one, so that the other outputs count nothing.
    var wanted = Matrix<Double>(rows: features.rows, columns: self.outputs)
    var mask = wanted
    for (i, output) in outputs.enumerated() {
      wanted[i, output] = targets[i]
      mask[i, output] = 1
    }
    let tape = Tape<Double>()
    let scale = 0.5 / Double(max(features.rows, 1))
    let (φ, gradient) = parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: parameters.count, trainable: true)
      let error = (network(tape.input(features), φ) - tape.input(wanted)) * tape.input(mask)
      let loss = square(error).sum() * scale
      return (φ, tape.gradient(of: loss, withRespectTo: φ))
    }
    for step in 0..<gradientSteps {
      if step > 0 {
        parameters.withUnsafePointer {
          tape.bind(φ, to: $0)
          tape.replay()
        }
      }
      optimizer.update(&parameters, gradient: gradient)
    }
  }
}
