internal import Foundation
public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// The density of visited states by how well they can be told from others (EX2; notes 17.2.1, "GANs").
///
/// A discriminator D that knows an exemplar s* from states drawn with the density p is at best D(s*) = δ / (δ + p(s*)), so that
/// p(s) ∝ f(s) = (1 − D(s)) / D(s) and the bonus −log f(s) is the logit of D (slip in 17.2.1, which names GANs only).
/// One network serves all exemplars (amortised): ``ExemplarNetwork``. Exemplars are states of the batch; the others are drawn
/// from the last states that were visited, those of the batch among them.
///
/// Differences from the paper: bonuses are taken with the encodings at their means, without noise, and D is kept within
/// 10⁻⁵ and 1 − 10⁻⁵, as in the course. J. Fu, J. Co-Reyes and S. Levine, "EX2: exploration with exemplar models for deep
/// reinforcement learning", 2017, section 4.
public struct ExemplarDensity: StateDensity {
  /// How the discriminator looks and how it is trained.
  public struct Configuration: Sendable, Equatable {
    /// The widths of the hidden layers of encoders and discriminator.
    public var hiddenWidths = [8, 8]
    /// The number of features of an encoding.
    public var latents = 4
    /// The step size of Adam.
    public var learningRate = 1e-3
    /// The gradient steps of a fit.
    public var steps = 1000
    /// The exemplars of a gradient step; there are as many pairs of different states.
    public var batchSize = 64
    /// λ, the weight of the encodings' divergence from N(0, I).
    public var divergenceWeight = 0.1
    /// The number of states that are kept.
    public var capacity = 100_000

    /// The settings of the course's fifth homework of fall 2019.
    public init() {}
  }

  /// How the discriminator looks and how it is trained.
  public let configuration: Configuration
  private var network: ExemplarNetwork
  private var optimizer: Adam<Scalar>
  private var memory: StateMemory
  private var random: RandomStream
  private let pass: ExemplarPass

  /// log((1 − 10⁻⁵) / 10⁻⁵).
  private static let bound = Scalar(log((1 - 1e-5) / 1e-5))

  /// A discriminator that knows nothing yet.
  public init(
    features: Int, configuration: Configuration = Configuration(),
    using random: inout RandomStream
  ) {
    self.configuration = configuration
    network = ExemplarNetwork(
      features: features, hidden: configuration.hiddenWidths, latents: configuration.latents,
      using: &random)
    optimizer = Adam(count: network.layout.count, learningRate: configuration.learningRate)
    memory = StateMemory(features: features, capacity: configuration.capacity)
    pass = ExemplarPass(
      network, features: features, exemplars: configuration.batchSize,
      divergenceWeight: configuration.divergenceWeight)
    self.random = random.split()
  }

  /// Puts the states among those that are kept, and trains the discriminator with them as exemplars.
  /// - Returns: The mean loss of the gradient steps; NaN without states.
  @discardableResult
  public mutating func learn(_ states: RowBuffer) -> Double {
    memory.append(states)
    guard states.count > 0 else { return .nan }
    var sum = 0.0
    for _ in 0..<configuration.steps {
      let (loss, gradient) = pass.gradient(
        network, exemplarsFrom: states, othersFrom: memory, using: &random)
      optimizer.update(&network.parameters, gradient: gradient)
      sum += Double(loss)
    }
    return sum / Double(configuration.steps)
  }

  /// Writes log f(s) = log (1 − D(s)) / D(s), within ±11.5.
  public mutating func writeLogDensities(
    of states: RowBuffer, into values: inout Vector<Scalar>
  ) {
    values.resize(states.count)
    pass.writeLogits(network, of: states, into: &values)
    for i in 0..<states.count { values[i] = -min(max(values[i], -Self.bound), Self.bound) }
  }
}

extension ExemplarDensity: Checkpointable {
  /// Writes network, optimiser, states and stream.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("memory", memory)
    try checkpoint.value("random", random)
  }

  /// Takes over what a discriminator of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == network.layout.count else {
      throw checkpoint.refuse(
        "the optimizer is one of \(optimizer.count) parameters, the network has "
          + "\(network.layout.count)")
    }
    self.optimizer = optimizer
    try checkpoint.part("memory", &memory)
    random = try checkpoint.value("random")
  }
}
