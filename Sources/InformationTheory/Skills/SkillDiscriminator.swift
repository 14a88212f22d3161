internal import Foundation
package import LinearAlgebra
package import NeuralNetworks
package import ReinforcementLearning

/// q_φ(z|s), which skill a state was come to by: a perceptron from observations to k logits.
package struct SkillDiscriminator: Parameterized {
  package let layout: ParameterLayout
  package var parameters: Vector<Scalar>
  private var optimizer: Adam<Scalar>
  private let features: Int
  private let skills: Int
  private let tape = Tape<Scalar>()
  private let φ: Variable<Scalar>
  private let states: Variable<Scalar>
  private let numbers: Variable<Scalar>
  private let logits: Variable<Scalar>
  /// log q(z|s) of each row [batch × 1].
  private let logProbabilities: Variable<Scalar>
  private let loss: Variable<Scalar>
  private let gradient: Variable<Scalar>

  /// A discriminator that knows nothing: its last layer starts at 0, so that q = 1/k.
  ///
  /// - Parameters:
  ///   - features: The features of a state.
  ///   - skills: k.
  ///   - hidden: The widths of the hidden layers, of ReLU.
  ///   - learningRate: The step size of Adam.
  ///   - batchSize: The rows of a batch.
  ///   - random: What φ is drawn from.
  package init(
    features: Int, skills: Int, hidden: [Int], learningRate: Double, batchSize: Int,
    using random: inout RandomStream
  ) {
    (self.features, self.skills) = (features, skills)
    var layout = ParameterLayout()
    let network = MLP(
      [features] + hidden + [skills], hidden: .relu, outputInitializer: .constant(0),
      name: "discriminator", in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: learningRate)
    let (tape, count) = (tape, layout.count)
    (φ, states, numbers, logits, logProbabilities, loss, gradient) = parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: count, trainable: true)
      let states = tape.input(rows: batchSize, columns: features)
      let numbers = tape.input(rows: batchSize, columns: 1)
      let logits = network(states, φ)
      let log = logits.logSoftmax().gather(numbers)
      let loss = -log.mean()
      return (
        φ, states, numbers, logits, log, loss, tape.gradient(of: loss, withRespectTo: φ)
      )
    }
  }

  /// What a step saw, before it.
  package struct Fit {
    /// −log q(z|s), mean over the batch.
    package var loss: Double
    /// The share of states whose likeliest skill is the one that they were come to by.
    package var accuracy: Double
  }

  /// Writes log q_φ(z|s′) − log p(z) = log k q_φ(z|s′) as rewards, then takes a step of Adam on −log q_φ(z|s′).
  ///
  /// - Parameter batch: Transitions whose next observations end with the skill.
  /// - Throws: `NotFiniteError` if the loss is not finite.
  package mutating func rewardAndLearn(_ batch: inout TransitionBatch) throws -> Fit {
    let prior = Foundation.log(Scalar(skills))
    for i in 0..<batch.count {
      for j in 0..<features { states.pointer[i * features + j] = batch.nextObservations[i, j] }
      var skill = 0
      while skill < skills - 1, batch.nextObservations[i, features + skill] != 1 { skill += 1 }
      numbers.pointer[i] = Scalar(skill)
    }
    parameters.withUnsafePointer {
      tape.bind(φ, to: $0)
      tape.replay()
    }
    guard loss.scalar.isFinite else {
      throw NotFiniteError("The loss of the discriminator of skills is \(loss.scalar).")
    }
    var hits = 0
    for i in 0..<batch.count {
      batch.rewards[i] = logProbabilities.pointer[i] + prior
      let row = logits.pointer + i * skills
      if (0..<skills).allSatisfy({ row[$0] <= row[Int(numbers.pointer[i])] }) { hits += 1 }
    }
    optimizer.update(&parameters, gradient: gradient)
    return Fit(loss: Double(loss.scalar), accuracy: Double(hits) / Double(batch.count))
  }
}

extension SkillDiscriminator: Checkpointable {
  /// Writes network and optimiser.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: self)
    try checkpoint.value("optimizer", optimizer)
  }

  /// Takes over what a discriminator of the same configuration wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &self)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == layout.count else {
      throw checkpoint.refuse(
        "the discriminator's optimizer is one of \(optimizer.count) parameters")
    }
    self.optimizer = optimizer
  }
}
