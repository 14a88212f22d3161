public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Batch actor-critic: a policy gradient whose advantages come from a fitted value function (notes 5.1.1,
/// Algorithm 3).
///
/// ∇J(θ) ≈ 1/N Σᵢ ∇log π_θ(aᵢ|sᵢ) Â(sᵢ, aᵢ), where N counts samples, unlike REINFORCE's, which counts
/// trajectories. In each iteration V̂_φ is fitted to targets that are computed anew a number of times, with a number of
/// gradient steps after each: the course's pair (target updates, gradient steps per target update).
///
/// Differences from the notes: the two targets of step 2 are alternatives, not equal, and both are offered; after a
/// termination the value that follows is 0, y = r + γ(1 − d)V̂(s′), while a truncation keeps bootstrapping; the n-step sum
/// ends at t + n − 1; targets are constants, so that no gradient flows through them; step 5 is a step of Adam.
/// V. Konda and J. Tsitsiklis, "Actor-critic algorithms", 1999.
public struct BatchActorCritic: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "batch-actor-critic"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// The statistic of the observations that the policy sees normalised, if it does.
  public var normalizer: ObservationNormalizer? { sampler.normalizer }
  /// The number of passes of the loop so far.
  public internal(set) var iteration = 0
  /// The number of environment steps so far.
  public internal(set) var environmentSteps = 0

  var sampler: TrajectorySampler
  var optimizer: Adam<Scalar>
  var critic: Critic
  package private(set) var targets = Vector<Scalar>(count: 0)
  package private(set) var advantages = Vector<Scalar>(count: 0)
  private let actorGradient = ActorGradient()

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    policy = StochasticPolicy(
      for: environment, hidden: configuration.hiddenWidths, activation: configuration.activation,
      deviation: configuration.initialDeviation, using: &random)
    optimizer = Adam(count: policy.layout.count, learningRate: configuration.learningRate)
    sampler = TrajectorySampler(
      environment: environment, policy: policy, workers: configuration.workers,
      copies: configuration.copies, threads: configuration.threads,
      normalizesObservations: configuration.normalizesObservations, using: &random)
    critic = Critic(
      ValueRegression(
        "critic", observations: environment.observationSpace.count,
        hidden: configuration.hiddenWidths, activation: configuration.activation,
        learningRate: configuration.criticLearningRate, using: &random))
  }

  /// V̂_φ's parameters φ.
  public var criticParameters: Vector<Scalar> { critic.network.parameters }

  /// One pass of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, the critic's loss or the gradient is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Run the policy and sample {sᵢ, aᵢ} from π_θ(a|s).
    try sample()
    // 2. to 5.
    return try improve(on: trajectories.rewards)
  }

  /// The trajectories of the present pass; observations as the policy saw them.
  package var trajectories: Trajectories { sampler.trajectories }

  /// Step 1.
  package mutating func sample() throws {
    try sampler.sample(policy, minimumSteps: configuration.batchSize)
  }

  /// Steps 2 to 5 on the trajectories of ``sample()``, with `rewards` in the place of theirs.
  /// - Returns: What is logged; the returns are those of the environment's own rewards.
  package mutating func improve(on rewards: Vector<Scalar>) throws -> Metrics {
    let trajectories = sampler.trajectories
    precondition(
      rewards.count == trajectories.steps,
      "\(rewards.count) rewards do not fit \(trajectories.steps) steps.")
    var metrics = Metrics(trajectories)

    // 2. Fit V̂_φ(s) to yₜ, either Σ_{t′≥t} γ^{t′−t} r_t′ or rₜ + γ V̂_φ(sₜ₊₁).
    for _ in 0..<configuration.targetUpdates {
      critic.evaluate(trajectories)
      estimateTargets(trajectories, rewards)
      let loss = critic.fit(
        trajectories.observations, to: &targets, normalizes: configuration.normalizesTargets,
        steps: configuration.gradientStepsPerTargetUpdate)
      guard loss.isFinite else {
        throw NotFiniteError("The critic's loss of iteration \(iteration + 1) is not finite.")
      }
      metrics.criticLoss = Double(loss)
    }
    // 3. Evaluate Â(sᵢ, aᵢ) = rᵢ + γ V̂_φ(sᵢ′) − V̂_φ(sᵢ).
    critic.evaluate(trajectories)
    estimateAdvantages(trajectories, rewards)
    metrics.record(values: critic.values)
    // 4. ∇J(θ) ≈ 1/N Σᵢ ∇log π_θ(aᵢ|sᵢ) Â(sᵢ, aᵢ).
    let gradient = actorGradient.gradient(
      policy, trajectories, advantages, entropyCoefficient: configuration.entropyCoefficient)
    guard actorGradient.norm.isFinite else {
      throw NotFiniteError("The policy gradient of iteration \(iteration + 1) is not finite.")
    }
    // 5. θ ← θ + α∇J(θ).
    optimizer.update(&policy.parameters, gradient: gradient, scale: -1)

    iteration += 1
    environmentSteps += trajectories.steps
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.entropy = actorGradient.meanEntropy
    metrics.gradientNorm = actorGradient.norm
    return metrics
  }

  /// What takes the place of V̂_φ after the last step of trajectory `i`.
  private func bootstrap(_ trajectories: Trajectories, _ i: Int) -> Scalar {
    let continues = trajectories.endings[i] == .truncated && configuration.bootstrapsTruncations
    return continues ? critic.finalValues[i] : 0
  }

  /// Writes yₜ, from the critic's values as they are: its value plus the one-step advantage, or the one to the end.
  private mutating func estimateTargets(
    _ trajectories: Trajectories, _ rewards: Vector<Scalar>
  ) {
    targets.resize(trajectories.steps)
    for (i, range) in trajectories.ranges.enumerated() {
      Advantages.generalized(
        rewards: rewards, values: critic.values, trajectory: range,
        bootstrap: bootstrap(trajectories, i), discount: configuration.discount,
        lambda: configuration.target == .bootstrapped ? 0 : 1, into: &targets)
    }
    for t in 0..<targets.count { targets[t] += critic.values[t] }
  }

  /// Writes Âₜ, normalised if asked for.
  private mutating func estimateAdvantages(
    _ trajectories: Trajectories, _ rewards: Vector<Scalar>
  ) {
    advantages.resize(trajectories.steps)
    for (i, range) in trajectories.ranges.enumerated() {
      configuration.advantage.write(
        rewards: rewards, values: critic.values, trajectory: range,
        bootstrap: bootstrap(trajectories, i), discount: configuration.discount,
        steps: configuration.advantageSteps, lambda: configuration.lambda, into: &advantages)
    }
    if configuration.normalizesAdvantages { Advantages.normalize(&advantages) }
  }
}

extension BatchActorCritic: FinetunableLearner {
  /// Makes θ the policy's parameters.
  public mutating func setPolicyParameters(_ θ: Vector<Scalar>) {
    policy.parameters.assign(from: θ)
  }
}
