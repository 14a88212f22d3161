internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension A3C {
  /// An actor-learner: an environment, a copy θ′ of the parameters, and the gradient of its last rollout.
  struct Worker {
    var collector: RolloutCollector
    /// The episodes that ended in this iteration.
    private(set) var episodes: [FinishedEpisode] = []
    private(set) var metrics = ActorCriticMetrics()
    private(set) var failure: NotFiniteError?
    private var network: ActorCriticNetwork<Scalar>
    private let objective: ActorCriticObjective
    private let discount: Double
    private let lambda: Double
    private let limit: Double

    init(
      _ environment: EnvironmentSpecification, _ network: ActorCriticNetwork<Scalar>,
      _ configuration: Configuration, using random: inout RandomStream
    ) {
      self.network = network
      (discount, lambda) = (configuration.discount, configuration.lambda)
      limit = configuration.gradientLimit ?? .infinity
      collector = RolloutCollector(
        environment: environment, network: network, copies: 1, steps: configuration.horizon,
        using: &random)
      objective = ActorCriticObjective(
        network, rows: configuration.horizon, isMasked: collector.rollout.masks != nil,
        valueCoefficient: configuration.valueCoefficient,
        entropyCoefficient: configuration.entropyCoefficient)
    }

    /// Forgets what the last iteration logged.
    mutating func begin() {
      episodes.removeAll(keepingCapacity: true)
      metrics = ActorCriticMetrics()
      failure = nil
    }

    /// Synchronises θ′ ← θ, acts for t_max steps, and computes the gradient.
    mutating func roll(_ shared: SharedRMSProp) {
      guard failure == nil else { return }
      shared.load(into: &network.parameters)
      do {
        try collector.collect(network)
      } catch let error as NotFiniteError {
        failure = error
        return
      } catch {
        failure = NotFiniteError("\(error)")
        return
      }
      collector.rollout.estimateAdvantages(discount: discount, lambda: lambda)
      objective.evaluate(network, collector.rollout)
      for episode in collector.rollout.episodes { episodes.append(episode) }
    }

    /// Applies the gradient to the shared θ.
    mutating func apply(to shared: SharedRMSProp, _ learningRate: Double) {
      guard failure == nil else { return }
      guard objective.gradient.norm.isFinite else {
        failure = NotFiniteError("A worker's gradient is not finite.")
        return
      }
      let norm = shared.update(
        gradient: objective.gradient, learningRate: learningRate, limit: limit)
      metrics.add(objective, collector.rollout, gradientNorm: norm, learningRate: learningRate)
    }
  }

  /// Writes parameters, mean squares, every worker's environment and streams, and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: network)
    checkpoint.tensor("meanSquares", meanSquares)
    for (i, worker) in workers.enumerated() {
      try checkpoint.part("worker.\(i)", worker.collector)
    }
    try checkpoint.value("recent", recent)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &network)
    meanSquares = try checkpoint.tensor("meanSquares", count: network.layout.count)
    for i in workers.indices {
      try checkpoint.part("worker.\(i)", &workers[i].collector)
    }
    recent = try checkpoint.value("recent")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
