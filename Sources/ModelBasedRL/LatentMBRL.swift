public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// Model-based reinforcement learning with latent space models (notes 10.1.4, Algorithm 18): learn in which latent states
/// observations are made, what follows upon these, what is observed and what is earned there, and plan in the latent space.
///
///     max_{φ,ψ} 1/N Σᵢ Σₜ log p_φ(g_ψ(o_{t+1}) | g_ψ(o_t), a_t) + log p_φ(o_t | g_ψ(o_t)) + log p_φ(r_t | g_ψ(o_t), a_t)
///
/// All are Gaussians. Encoder g_ψ and decoder are perceptrons (``LatentAutoencoder``); dynamics and reward are one network or an
/// ensemble, as in ``MBRL`` and ``PETS``, and so are the planners.
///
/// The first term alone is greatest where all observations are encoded to one point. It is the second that prevents this: an
/// observation has to be told from its latent state. The latent space's scale is no matter of the second, since the decoder can
/// make up for it, so that latent states are normalised (``LatentSettings/normalizes``).
///
/// Differences from the notes (where the first term has g(o′_{t+1}), for g(o_{t+1}), p(o|s) lacks φ, and the data lack r): the
/// reward depends on the action too, and whether the episode terminates is predicted; the networks predict s′ − s; minibatches
/// from where the last fit ended. Episodes are brought to their end before a fit, if there is a time limit.
///
/// M. Watter, J. Springenberg, J. Boedecker and M. Riedmiller, "Embed to control: a locally linear latent dynamics model for
/// control from raw images", 2015; D. Hafner et al., "Learning latent dynamics for planning from pixels", 2019.
public struct LatentMBRL: Learner, PlanningLearner {
  /// `latent-mbrl`.
  public static var algorithm: String { "latent-mbrl" }
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The policy that plans on the model as it is now.
  public internal(set) var policy: LatentPlanningPolicy
  /// None: the model has its own coding of observations.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps so far.
  public internal(set) var gradientSteps = 0
  /// The environment, and the buffer 𝓓.
  package internal(set) var collector: OffPolicyCollector
  private var fit: LatentFit
  private var random: RandomStream
  private var actor: LatentPlanningActor
  private var batch: TransitionBatch
  private var places: [Int] = []

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`, or `UnsupportedSpaceError` if actions can be forbidden.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    collector = try OffPolicyCollector(
      environment: environment, copies: 1, capacity: configuration.replayCapacity, using: &random)
    guard collector.allowed == nil else {
      throw UnsupportedSpaceError(
        "\(Self.algorithm) plans with any actions; \(environment.name) forbids some at times.")
    }
    let model = LatentModel(
      observations: environment.observationSpace, actions: environment.actionSpace,
      latent: configuration.latent, model: configuration.model, using: &random)
    fit = LatentFit(
      model, collector.replay.layout, configuration.latent,
      configuration: configuration.model.fit, using: &random)
    policy = try LatentPlanningPolicy(
      model, configuration.latent, actionSpace: environment.actionSpace,
      planner: configuration.planner, particles: configuration.particles,
      canTerminate: configuration.model.predictsTermination)
    policy.threads = configuration.threads
    actor = policy.makePlanningActor(copies: 1)
    batch = TransitionBatch(collector.replay.layout, size: configuration.model.batchSize)
    self.random = random
  }

  /// A fit, and the environment steps up to the next: one pass of the notes' outer Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or an action is not finite.
  public mutating func iterate() throws -> LatentMetrics {
    var metrics = LatentMetrics()
    if iteration == 0 {
      // 1. Run the base policy π₀ and collect 𝓓 = {(o, a, r, o′)}.
      try collect(configuration.warmUpSteps) { $0.collector.chooseRandomly() }
    }
    // 2. Learn p_φ(s′|s, a), p_φ(r|s, a), p_φ(o|s) and g_ψ(o).
    let loss = fit.fit(&policy.model, to: collector.replay, steps: configuration.model.fitSteps)
    gradientSteps += configuration.model.fitSteps
    guard loss.isFinite else {
      throw NotFiniteError("The model's loss of iteration \(iteration + 1) is not finite.")
    }
    actor.assign(policy.model)
    actor.begin(0)
    // Loop
    metrics.planned.begin(collector)
    try collect(configuration.iterationSteps) { learner in
      // 3. Plan through the model to choose actions.
      learner.plan(&metrics)
    }
    iteration += 1
    metrics.record(
      collector, iteration: iteration, gradientSteps: gradientSteps, loss: loss,
      errors: fit.errors(of: policy.model, on: batch))
    return metrics
  }

  mutating func beginEpisode() { actor.begin(0) }

  /// Takes the new steps, from the row of number `row` on, into the codings' means and deviations, and draws a batch of them.
  mutating func takeIn(after row: Int) {
    collector.replay.writePlaces(into: &places, after: [row])
    collector.replay.read(places, through: &batch) { policy.model.take($0, count: $1) }
    collector.replay.sample(into: &batch, from: places, using: &random)
  }

  /// Writes the action that the planner finds from the latent state of what is observed.
  private mutating func plan(_ metrics: inout LatentMetrics) {
    actor.act(
      collector.observations, allowed: nil, isStochastic: true, into: &collector.actions,
      using: &collector.streams)
    metrics.planned.add(expectedReturn: actor.expectedReturn)
  }
}

extension LatentMBRL {
  /// Writes model, optimisers, environment, buffer, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("model", policy.model)
    try checkpoint.part("fit", fit)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("model", &policy.model)
    try checkpoint.part("fit", &fit)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
