package import LinearAlgebra
package import NeuralNetworks

/// f_φ(s), a network that is fitted to one number for each observation of a whole batch: what the critic of batch
/// actor-critic and the learned baseline of REINFORCE are made of.
package struct ValueRegression: Parameterized {
  package let layout: ParameterLayout
  package var parameters: Vector<Scalar>
  private var optimizer: Adam<Scalar>
  private let network: MLP
  private let evaluation = Tape<Scalar>()
  private let regression = Tape<Scalar>()

  /// A network from `observations` values to one.
  /// - Parameters:
  ///   - name: What its tensors' names begin with.
  ///   - observations: The width of an observation.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Of the hidden layers.
  ///   - learningRate: α of Adam.
  ///   - random: What φ is drawn from.
  package init(
    _ name: String, observations: Int, hidden: [Int], activation: Activation, learningRate: Double,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    network = MLP([observations] + hidden + [1], hidden: activation, name: name, in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: learningRate)
  }

  /// Writes f_φ of every row of `observations` into `values`, which takes their number.
  package func evaluate(_ observations: RowBuffer, into values: inout Vector<Scalar>) {
    values.resize(0)
    parameters.withUnsafePointer {
      evaluation.reset()
      let φ = evaluation.borrow($0, rows: 1, columns: layout.count)
      let outputs = network(evaluation.input(observations), φ)
      values.append(outputs.pointer, count: outputs.count)
    }
  }

  /// Takes `steps` steps of Adam on 1/N Σ (f_φ(sᵢ) − yᵢ)²; the targets are constants.
  /// - Returns: The loss before the last step.
  package mutating func fit(
    _ observations: RowBuffer, to targets: Vector<Scalar>, steps: Int
  ) -> Scalar {
    regression.reset()
    let (φ, loss, gradient) = parameters.withUnsafePointer {
      let φ = regression.borrow($0, rows: 1, columns: layout.count, trainable: true)
      let values = network(regression.input(observations), φ)
      let loss = square(values - regression.column(targets)).mean()
      return (φ, loss, regression.gradient(of: loss, withRespectTo: φ))
    }
    optimizer.update(&parameters, gradient: gradient)
    for _ in 1..<steps {
      parameters.withUnsafePointer {
        regression.bind(φ, to: $0)
        regression.replay()
      }
      optimizer.update(&parameters, gradient: gradient)
    }
    return loss.scalar
  }
}

extension ValueRegression: Checkpointable {
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: self)
    try checkpoint.value("optimizer", optimizer)
  }

  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &self)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == layout.count else {
      throw checkpoint.refuse(
        "its optimizer is one of \(optimizer.count) parameters, the network has \(layout.count)")
    }
    self.optimizer = optimizer
  }
}
