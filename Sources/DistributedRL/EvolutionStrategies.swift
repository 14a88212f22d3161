public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Evolution strategies: the policy's parameters climb by the returns of perturbed ones, without any gradient of the policy
/// (chapter 16).
///
///     g = 1/(2nσ) Σᵢ (u(θ + σ εᵢ) − u(θ − σ εᵢ)) εᵢ,   εᵢ ∼ N(0, I),   θ ← θ + α (Adam(g) − λ θ)
///
/// with u the centred ranks of the returns, which no single large return can outweigh. Perturbations come in pairs of opposite
/// sign. Whoever evaluates one needs θ and the pair's seed, and tells a return: a few numbers an iteration, whatever the size
/// of θ, is all that workers exchange. Here they are threads.
/// T. Salimans, J. Ho, X. Chen, S. Sidor and I. Sutskever, "Evolution strategies as a scalable alternative to reinforcement
/// learning", 2017, algorithm 2. Differences: the two of a pair meet the same starts and chance; observations are not
/// normalised by a virtual batch.
public struct EvolutionStrategies: Learner {
  /// `evolution-strategies`.
  public static let algorithm = "evolution-strategies"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// None: the policy sees observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps of all perturbations so far.
  public internal(set) var environmentSteps = 0

  var optimizer: Adam<Scalar>
  var random: RandomStream
  private let pool: WorkerPool

  /// A learner of `environment`; the same seed gives the same bits, for any number of threads.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if episodes may never end.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    guard environment.stepLimit != nil else {
      throw UnsupportedSpaceError(
        "\(environment.name) has no limit of steps, and evolution strategies need whole episodes.")
    }
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    random = RandomStream(seed: seed)
    policy = StochasticPolicy(
      for: environment, hidden: configuration.hiddenWidths, activation: configuration.activation,
      using: &random)
    optimizer = Adam(
      count: policy.parameters.count, learningRate: configuration.learningRate,
      weightDecay: configuration.weightDecay)
    pool = WorkerPool(threads: configuration.threads)
  }

  /// One pass of the loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if an environment gives a reward or an observation that is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Draw the seeds of ε₁ … ε_n.
    let seeds = (0..<configuration.pairs).map { _ in random.next() }
    // 2. F(θ + σ εᵢ) and F(θ − σ εᵢ).
    let results = try evaluate(seeds)
    let returns = results.map(\.mean)
    // 3. u, the returns or their centred ranks.
    let fitness = configuration.ranksReturns ? Self.centredRanks(returns) : returns
    // 4. θ ← θ + α (Adam(g) − λ θ) with g = 1/(2nσ) Σᵢ (uᵢ⁺ − uᵢ⁻) εᵢ.
    let gradient = gradient(seeds, fitness)
    gradient.withUnsafePointer {
      optimizer.update(&policy.parameters, gradient: $0, scale: -1)
    }
    iteration += 1
    environmentSteps += results.reduce(0) { $0 + $1.lengths.reduce(0, +) }
    return Metrics(self, results, gradientNorm: Double(gradient.norm))
  }

  /// Evaluates every pair, the positive perturbation first.
  private func evaluate(_ seeds: [UInt64]) throws -> [Evaluation] {
    var results = [Result<Evaluation, any Error>?](repeating: nil, count: 2 * seeds.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each partition writes to its own place.
      nonisolated(unsafe) let results = results
      pool.run(2 * seeds.count) { i in
        results[i] = Result { try play(seeds[i / 2], sign: i % 2 == 0 ? 1 : -1) }
      }
    }
    return try results.map { try $0!.get() }
  }

  /// Runs π of θ ± σ ε.
  private func play(_ seed: UInt64, sign: Scalar) throws -> Evaluation {
    var (perturbed, noise) = (policy, RandomStream(seed: seed))
    let step = sign * Scalar(configuration.deviation)
    for j in 0..<perturbed.parameters.count {
      perturbed.parameters[j] += step * Scalar(noise.normal())
    }
    return try Evaluation(
      of: perturbed, in: environment, episodes: configuration.episodes, seed: noise.next(),
      isStochastic: configuration.isStochastic)
  }

  /// 1/(2nσ) Σᵢ (uᵢ⁺ − uᵢ⁻) εᵢ, with each ε drawn again from its seed.
  private func gradient(_ seeds: [UInt64], _ fitness: [Double]) -> Vector<Scalar> {
    var gradient = Vector<Scalar>(count: policy.parameters.count)
    let scale = 1 / (2 * Double(seeds.count) * configuration.deviation)
    for (i, seed) in seeds.enumerated() {
      let weight = Scalar(scale * (fitness[2 * i] - fitness[2 * i + 1]))
      var noise = RandomStream(seed: seed)
      for j in 0..<gradient.count { gradient[j] += weight * Scalar(noise.normal()) }
    }
    return gradient
  }

  /// The place of each value in ascending order, from −½ to ½; equal values share the mean of their places.
  package static func centredRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      let place = Double(first + end - 1) / 2
      for k in first..<end { ranks[order[k]] = place / Double(max(values.count - 1, 1)) - 0.5 }
      first = end
    }
    return ranks
  }

  /// Writes policy, optimiser, stream and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == policy.parameters.count else {
      throw checkpoint.refuse("the optimizer is one of \(optimizer.count) parameters")
    }
    self.optimizer = optimizer
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}

extension EvolutionStrategies: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) {
    policy.parameters.assign(from: θ)
  }
}
