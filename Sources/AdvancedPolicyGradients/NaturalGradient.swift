internal import Environments
package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// What natural policy gradients and TRPO share: rollout, direction x = (F + λ I)⁻¹ g, and the fit of V.
package struct NaturalGradient: Checkpointable {
  package internal(set) var network: ActorCriticNetwork<Scalar>
  package internal(set) var collector: RolloutCollector
  var critic: CriticFit
  /// Where the order of minibatches comes from.
  var random: RandomStream
  /// g = ∇L(θ_old).
  package private(set) var gradient: Vector<Scalar>
  /// x = (F + λ I)⁻¹ g, as far as conjugate gradients came.
  package private(set) var direction: Vector<Scalar>
  /// θ_old.
  private var start: Vector<Scalar>
  private var product: Vector<Scalar>
  private var solver: ConjugateGradient<Scalar>
  private let states: [Int]
  private let fisher: FisherProduct<Scalar>
  let objective: SurrogateObjective

  init(
    _ environment: EnvironmentSpecification, _ configuration: some NaturalGradientConfiguration,
    seed: UInt64
  ) throws {
    var random = RandomStream(seed: seed)
    network = try configuration.makeNetwork(for: environment, using: &random)
    collector = configuration.makeCollector(environment, network, using: &random)
    self.random = random.split()
    let (rows, count) = (configuration.rolloutSize, network.policyCount)
    let isMasked = collector.rollout.masks != nil
    critic = CriticFit(network, rows: rows, batchSize: configuration.criticBatchSize)
    gradient = Vector(count: count)
    (direction, product) = (gradient, gradient)
    start = network.parameters
    solver = ConjugateGradient(
      count: count, maximumIterations: configuration.conjugateGradientSteps,
      damping: Scalar(configuration.damping))
    states = Array(stride(from: 0, to: rows, by: configuration.fisherStride))
    fisher = FisherProduct(network, rows: states.count, isMasked: isMasked)
    objective = SurrogateObjective(network, rows: rows, isMasked: isMasked)
  }

  /// Collects a rollout under the present policy.
  mutating func collect() throws { try collector.collect(network) }

  /// Estimates the rollout's advantages.
  mutating func estimateAdvantages(_ configuration: some NaturalGradientConfiguration) {
    collector.rollout.estimateAdvantages(
      discount: configuration.discount, lambda: configuration.lambda)
    if configuration.normalizesAdvantages { Advantages.normalize(&collector.rollout.advantages) }
  }

  /// Computes g and x ≈ (F + λ I)⁻¹ g.
  /// - Returns: L(θ_old), the mean entropy of π_old, and xᵀ (F + λ I) x, which is 0 if there is no direction.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if g is not finite.
  mutating func findDirection() throws -> (gain: Double, entropy: Double, curvature: Double) {
    let (gain, entropy) = objective.begin(network, collector.rollout)
    let source = objective.gradient
    gradient.withUnsafeMutablePointer { $0.update(from: source.pointer, count: source.count) }
    direction.withUnsafeMutablePointer { $0.update(repeating: 0, count: source.count) }
    guard gradient.isFinite else {
      throw NotFiniteError("The policy gradient is not finite.")
    }
    fisher.prepare(
      network, collector.rollout.observations, masks: collector.rollout.masks, rows: states[...])
    let fisher = fisher
    do {
      try solver.solve(gradient, into: &direction) { fisher.multiply($0, into: &$1) }
    } catch .nonPositiveCurvature {
      // Rounding can take the curvature of a flat direction below 0; what was found before it serves.
    } catch {
      throw NotFiniteError("A Fisher–vector product is not finite: \(error)")
    }
    fisher.multiply(direction, into: &product)
    product.add(direction, scaledBy: solver.damping)
    start.assign(from: network.parameters)
    return (gain, entropy, Double(direction.dot(product)))
  }

  /// θ ← θ_old + `step` x, for the policy's part of θ.
  mutating func move(by step: Double) {
    let count = direction.count
    network.parameters.withUnsafeMutablePointer { θ in
      start.withUnsafePointer { start in
        direction.withUnsafePointer { x in
          for k in 0..<count { θ[k] = start[k] + Scalar(step) * x[k] }
        }
      }
    }
  }

  /// Fits V to the returns.
  /// - Returns: The mean squared error.
  mutating func fitCritic(
    _ configuration: some NaturalGradientConfiguration, environmentSteps: Int
  ) throws -> Double {
    try critic.fit(
      &network, collector.rollout, epochs: configuration.criticEpochs,
      learningRate: configuration.criticLearningRate.value(at: environmentSteps), using: &random)
  }

  /// Writes network, environments, streams, statistics and the critic's optimiser.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    try checkpoint.part("collector", collector)
    try checkpoint.part("critic", critic)
    try checkpoint.value("random", random)
  }

  /// Takes over what was written by the same configuration.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    try checkpoint.part("collector", &collector)
    try checkpoint.part("critic", &critic)
    random = try checkpoint.value("random")
  }
}
