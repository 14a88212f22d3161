public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// What tells the variants of model-based reinforcement learning apart: name and defaults.
public protocol ModelBasedVariant: Sendable {
  /// The name on the command line and in run folders.
  static var algorithm: String { get }
  /// Puts the variant's defaults into `configuration`.
  static func setDefaults(_ configuration: inout ModelBasedLearner<Self>.Configuration)
}

/// Model-based reinforcement learning: learn what steps bring, and plan on it (notes 10.1, Algorithms 15 to 17).
///
/// As it stands this is version 1.5. Version 1.0 executes whole plans (``PlannerSettings/executedSteps`` = horizon), and version 0.5
/// is its first iteration: what is planned on a model of the base policy's steps alone.
///
/// Differences from the notes: f is an ensemble (10.2) that predicts s′ − s and the reward, and whether the episode terminates; it is
/// fitted by minibatches from where the last fit ended. Episodes are brought to their end before a fit, if there is a
/// time limit, and a new model begins without a plan. A. Nagabandi et al., "Neural network dynamics for model-based deep
/// reinforcement learning with model-free fine-tuning", 2018.
public struct ModelBasedLearner<Variant: ModelBasedVariant>: Learner, PlanningLearner {
  /// The name on the command line and in run folders.
  public static var algorithm: String { Variant.algorithm }
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// The policy that plans on the networks as they are now.
  public internal(set) var policy: PlanningPolicy
  /// None: the networks have their own coding of observations.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public var environmentSteps: Int { collector.environmentSteps }
  /// The number of gradient steps of each network so far.
  public internal(set) var gradientSteps = 0
  /// The environment, and the buffer 𝓓.
  package internal(set) var collector: OffPolicyCollector
  var fit: DynamicsFit
  var random: RandomStream
  private var actor: any ModelPlanning
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
        "\(Variant.algorithm) plans with any actions; \(environment.name) forbids some at times.")
    }
    let ensemble = DynamicsEnsemble(
      count: configuration.model.members, features: environment.observationSpace.count,
      actions: environment.actionSpace, hidden: configuration.model.hiddenWidths,
      activation: configuration.model.activation,
      isProbabilistic: configuration.model.isProbabilistic,
      using: &random)
    fit = DynamicsFit(
      ensemble, collector.replay.layout, configuration: configuration.model.fit,
      threads: configuration.threads, using: &random)
    policy = try PlanningPolicy(
      ensemble, actionSpace: environment.actionSpace, planner: configuration.planner,
      particles: configuration.particles, canTerminate: configuration.model.predictsTermination,
      rewards: configuration.reward == .known ? RewardSource(environment) : nil)
    policy.threads = configuration.threads
    actor = policy.makePlanningActor(copies: 1)
    batch = TransitionBatch(collector.replay.layout, size: configuration.model.batchSize)
    self.random = random
  }

  /// A fit, and the environment steps up to the next: one pass of the notes' outer Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or an action is not finite.
  public mutating func iterate() throws -> ModelBasedMetrics {
    var metrics = ModelBasedMetrics()
    if iteration == 0 {
      // 1. Run the base policy π₀ and collect 𝓓 = {(s, a, s′)}.
      try collect(configuration.warmUpSteps) { $0.collector.chooseRandomly() }
    }
    // 2. Learn f to minimise Σ ‖f(s, a) − s′‖².
    let loss = fit.fit(&policy.ensemble, to: collector.replay, steps: configuration.model.fitSteps)
    gradientSteps += configuration.model.fitSteps
    guard loss.isFinite else {
      throw NotFiniteError("The networks' loss of iteration \(iteration + 1) is not finite.")
    }
    actor.assign(policy.ensemble)
    actor.begin(0)
    // Loop
    metrics.begin(collector)
    try collect(configuration.iterationSteps) { learner in
      // 3. Plan through f to choose actions.
      learner.plan(&metrics)
    }
    iteration += 1
    metrics.record(
      collector, iteration: iteration, gradientSteps: gradientSteps, loss: loss,
      error: fit.error(of: policy.ensemble, on: batch))
    return metrics
  }

  mutating func beginEpisode() { actor.begin(0) }

  /// Takes the new steps, from the row of number `row` on, into the coding's means and deviations, and draws a batch of them.
  mutating func takeIn(after row: Int) {
    collector.replay.writePlaces(into: &places, after: [row])
    policy.ensemble.take(collector.replay, at: places, through: &batch)
    collector.replay.sample(into: &batch, from: places, using: &random)
  }

  /// Writes the action that the planner finds.
  private mutating func plan(_ metrics: inout ModelBasedMetrics) {
    actor.act(
      collector.observations, allowed: nil, isStochastic: true, into: &collector.actions,
      using: &collector.streams)
    metrics.add(expectedReturn: actor.expectedReturn)
  }
}

extension ModelBasedLearner {
  /// Writes networks, their optimisers, environment, buffer, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("ensemble", policy.ensemble)
    try checkpoint.part("fit", fit)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("ensemble", &policy.ensemble)
    try checkpoint.part("fit", &fit)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
