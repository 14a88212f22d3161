package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// Random network distillation: f̂_θ learns what a network f* with random weights says of visited states, so that
/// ‖f̂_θ(s) − f*(s)‖² is large where it has not been.
///
/// 𝓑(s) = ‖f̂_θ(s) − f*(s)‖² / σ, where σ is a running mean of the errors' standard deviation over a batch. Both networks begin
/// with weights from the same distribution, and the wider that is, the faster f* changes from state to state, and the less what
/// was learned of a state says about its neighbours.
package struct RandomNetworkDistillation {
  /// f̂_θ's parameters θ.
  package private(set) var parameters: Vector<Scalar>
  /// f*'s parameters, which never change.
  package private(set) var targetParameters: Vector<Scalar>
  private var optimizer: Adam<Scalar>
  /// σ; 0 before the first batch.
  package private(set) var deviation = 0.0
  private let decay: Double
  private let pass: DistillationPass

  /// Networks that have seen nothing.
  ///
  /// - Parameters:
  ///   - features: The number of features of a state.
  ///   - hidden: The widths of the hidden layers, tanh.
  ///   - outputs: The number of outputs.
  ///   - weightBound: The weights and biases of the hidden layers begin uniformly over ± this.
  ///   - learningRate: The step size of Adam.
  ///   - decay: How much of σ is kept at each batch.
  ///   - batchSize: The number of states of a batch.
  ///   - random: Where the weights come from.
  package init(
    features: Int, hidden: [Int], outputs: Int, weightBound: Double, learningRate: Double,
    decay: Double, batchSize: Int, using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    let weights = Initializer.uniform(bound: weightBound)
    var layers: [Linear] = []
    var width = features
    for (i, next) in hidden.enumerated() {
      layers.append(
        Linear(
          inputs: width, outputs: next, activation: .tanh, weight: weights, bias: weights,
          name: "distillation.\(i)", in: &layout))
      width = next
    }
    layers.append(
      Linear(
        inputs: width, outputs: outputs, activation: .identity, weight: .fanIn,
        name: "distillation.\(hidden.count)", in: &layout))
    parameters = layout.initialParameters(using: &random)
    targetParameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: learningRate)
    pass = DistillationPass(layers, parameters, features: features, batchSize: batchSize)
    self.decay = decay
  }

  /// Writes 𝓑(s) of each row of `states`, and makes a step of Adam toward f* on them.
  /// - Returns: The mean of ‖f̂_θ(s) − f*(s)‖² before the step.
  /// - Precondition: As many states and bonuses as a batch has.
  package mutating func learn(
    _ states: Matrix<Scalar>, bonuses: inout Vector<Scalar>
  ) -> Double {
    let errors = pass.run(parameters, targetParameters, states)
    let count = Double(states.rows)
    var (sum, squares) = (0.0, 0.0)
    for i in 0..<states.rows {
      let error = Double(errors[i])
      sum += error
      squares += error * error
    }
    let mean = sum / count
    let spread = max(0, squares / count - mean * mean).squareRoot()
    deviation = deviation == 0 ? spread : decay * deviation + (1 - decay) * spread
    // Where all errors are the same there is no spread to measure them by.
    let scale = Scalar(deviation > 0 ? 1 / deviation : 1)
    for i in 0..<states.rows { bonuses[i] = errors[i] * scale }
    optimizer.update(&parameters, gradient: pass.gradient)
    return mean
  }
}

extension RandomNetworkDistillation: Checkpointable {
  /// Writes both networks, the optimiser and σ.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("parameters", parameters)
    checkpoint.tensor("target", targetParameters)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.value("deviation", deviation)
  }

  /// Takes over what networks of the same widths wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    let count = parameters.count
    parameters = try checkpoint.tensor("parameters", count: count)
    targetParameters = try checkpoint.tensor("target", count: count)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has \(count)")
    }
    self.optimizer = optimizer
    deviation = try checkpoint.value("deviation")
  }
}

/// Both networks on a batch, recorded once and replayed. Scratch, not state.
private final class DistillationPass {
  private let tape = Tape<Scalar>()
  private let states: Variable<Scalar>
  private let θ: Variable<Scalar>
  private let target: Variable<Scalar>
  /// ‖f̂_θ(s) − f*(s)‖² [batch × 1].
  private let errors: Variable<Scalar>
  /// That of the mean error by θ.
  let gradient: Variable<Scalar>

  init(_ layers: [Linear], _ parameters: Vector<Scalar>, features: Int, batchSize: Int) {
    let tape = tape
    states = tape.input(rows: batchSize, columns: features)
    let states = states
    (θ, target, errors, gradient) = parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: parameters.count, trainable: true)
      let target = tape.borrow($0, rows: 1, columns: parameters.count)
      let said = layers.reduce(states) { $1($0, θ) }
      let wanted = layers.reduce(states) { $1($0, target) }
      let errors = square(said - wanted).rowSums()
      return (θ, target, errors, tape.gradient(of: errors.mean(), withRespectTo: θ))
    }
  }

  /// Computes errors and gradient.
  /// - Returns: The errors, valid until the next call.
  func run(
    _ parameters: Vector<Scalar>, _ targetParameters: Vector<Scalar>, _ batch: Matrix<Scalar>
  ) -> UnsafePointer<Scalar> {
    states.assign(batch)
    parameters.withUnsafePointer { parameters in
      targetParameters.withUnsafePointer { targetParameters in
        tape.bind(θ, to: parameters)
        tape.bind(target, to: targetParameters)
        tape.replay()
      }
    }
    return UnsafePointer(errors.pointer)
  }
}
