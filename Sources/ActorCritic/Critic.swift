internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// V̂_φ(s) of Algorithm 3: a network that is fitted to targets of whole batches.
struct Critic: Parameterized {
  let layout: ParameterLayout
  var parameters: Vector<Scalar>
  var optimizer: Adam<Scalar>
  private let network: MLP
  private let evaluation = Tape<Scalar>()
  private let regression = Tape<Scalar>()
  /// What the network's outputs are scaled to: V̂_φ = mean + deviation · f_φ.
  var scale = Scale()
  /// V̂_φ(sₜ) of the last evaluation, [steps].
  private(set) var values = Vector<Scalar>(count: 0)
  /// V̂_φ of what each trajectory's last step led to, [trajectories].
  private(set) var finalValues = Vector<Scalar>(count: 0)

  struct Scale: Codable, Equatable {
    var mean = 0.0
    var deviation = 1.0

    func apply(to values: inout Vector<Scalar>) {
      guard self != Scale() else { return }
      for i in 0..<values.count { values[i] = Scalar(mean + deviation * Double(values[i])) }
    }
  }

  init(
    observations: Int, hidden: [Int], activation: Activation, learningRate: Double,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    network = MLP([observations] + hidden + [1], hidden: activation, name: "critic", in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: learningRate)
  }

  /// Computes V̂_φ of all steps, and of all last observations.
  mutating func evaluate(_ trajectories: Trajectories) {
    values.resize(0)
    finalValues.resize(0)
    parameters.withUnsafePointer {
      evaluation.reset()
      let φ = evaluation.borrow($0, rows: 1, columns: layout.count)
      let steps = network(evaluation.input(trajectories.observations), φ)
      values.append(steps.pointer, count: steps.count)
      let ends = network(evaluation.input(trajectories.finalObservations), φ)
      finalValues.append(ends.pointer, count: ends.count)
    }
    scale.apply(to: &values)
    scale.apply(to: &finalValues)
  }

  /// Takes `steps` gradient steps on 1/N Σ (f_φ(sᵢ) − yᵢ)², the targets as they are before `scale`; they are constants.
  /// - Returns: The loss before the last step.
  mutating func fit(
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

extension Critic: Checkpointable {
  func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: self)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.value("scale", scale)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &self)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == layout.count else {
      throw checkpoint.refuse(
        "the critic's optimizer is one of \(optimizer.count) parameters, the critic has "
          + "\(layout.count)")
    }
    self.optimizer = optimizer
    scale = try checkpoint.value("scale")
  }
}
