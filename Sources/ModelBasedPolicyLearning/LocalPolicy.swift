package import Environments
package import LinearAlgebra
package import NeuralNetworks
package import PolicyGradients
package import ReinforcementLearning

/// A policy π_θᵢ for the episodes that begin in one state, and how it learns.
package struct LocalPolicy {
  /// π_θᵢ.
  package private(set) var policy: StochasticPolicy<Scalar>
  /// What went wrong in the last improvement.
  package private(set) var failure: NotFiniteError?
  /// The environment steps of the last improvement.
  package private(set) var steps = 0
  /// The mean of log π_θ(a|s) over the steps of the last trajectories.
  package private(set) var meanLogProbability = 0.0
  private var optimizer: Adam<Scalar>
  private var sampler: TrajectorySampler
  private var rewards = Vector<Scalar>(count: 0)
  private var returns = Vector<Scalar>(count: 0)
  private let bench = Bench()

  /// What an improvement works with; scratch.
  private final class Bench: @unchecked Sendable {
    let tape = Tape<Scalar>()
    let estimator = PolicyGradientEstimator()
  }

  /// A local policy that samples `episodes` trajectories at once.
  package init(
    _ policy: StochasticPolicy<Scalar>, _ environment: EnvironmentSpecification, episodes: Int,
    learningRate: Double, using random: inout RandomStream
  ) {
    self.policy = policy
    optimizer = Adam(count: policy.layout.count, learningRate: learningRate)
    sampler = TrajectorySampler(
      environment: environment, policy: policy, workers: 1, copies: episodes, threads: 1,
      using: &random)
  }

  /// The trajectories of the last gradient step.
  package var trajectories: Trajectories { sampler.trajectories }
  /// The number of entries in a mask of actions; 0 where everything is always allowed.
  package var choices: Int { trajectories.masks?.columns ?? 0 }

  /// Takes `count` gradient steps on E[Σ γᵗ r̃(s, a)] with r̃ = r + λ log π_θ(a|s).
  ///
  /// - Parameters:
  ///   - start: Where the trajectories begin: the copy of number `copy`.
  ///   - count: The number of gradient steps, each on trajectories of its own.
  ///   - globalPolicy: π_θ.
  ///   - λ: The weight of its word.
  ///   - form: How returns and gradient are computed.
  package mutating func improve(
    from start: any EnvironmentBatch, copy: Int, steps count: Int,
    toward globalPolicy: StochasticPolicy<Scalar>, weight λ: Double, _ form: REINFORCE.Configuration
  ) {
    (failure, steps) = (nil, 0)
    for _ in 0..<count {
      do {
        try sampler.sample(policy, from: start, copy: copy)
      } catch let error as NotFiniteError {
        failure = error
        return
      } catch {
        failure = NotFiniteError("\(error)")
        return
      }
      steps += trajectories.steps
      shapeRewards(by: globalPolicy, λ)
      returns.resize(rewards.count)
      form.estimateReturns(of: rewards, trajectories: trajectories.ranges, into: &returns)
      Baselines.subtractMeanPerTimeStep(from: &returns, trajectories: trajectories.ranges)
      if form.normalizesAdvantages { Advantages.normalize(&returns) }
      let gradient = bench.estimator.gradient(
        policy, trajectories, returns, isOnPolicy: true, form)
      guard bench.estimator.gradientNorm.isFinite else {
        failure = NotFiniteError("The policy gradient of local policy \(copy + 1) is not finite.")
        return
      }
      optimizer.update(&policy.parameters, gradient: gradient, scale: -1)
    }
  }

  /// r̃ = r + λ log π_θ(a|s) of the trajectories' steps into `rewards`.
  private mutating func shapeRewards(by globalPolicy: StochasticPolicy<Scalar>, _ λ: Double) {
    rewards.resize(trajectories.steps)
    rewards.assign(from: trajectories.rewards)
    let tape = bench.tape
    tape.reset()
    let θ = tape.input(globalPolicy.parameters)
    let π = globalPolicy.distribution(
      tape.input(trajectories.observations), θ, allowed: trajectories.masks.map { tape.input($0) })
    let logProbabilities = π.logProbability(of: tape.input(trajectories.actions))
    var sum = 0.0
    for t in 0..<rewards.count {
      rewards[t] += Scalar(λ) * logProbabilities.pointer[t]
      sum += Double(logProbabilities.pointer[t])
    }
    meanLogProbability = sum / Double(max(rewards.count, 1))
  }
}

extension LocalPolicy: Checkpointable {
  /// Writes policy, optimiser, environments, streams, and the trajectories' number of steps.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("sampler", sampler)
  }

  /// Takes over what a local policy of the same kind wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    guard optimizer.count == policy.layout.count else {
      throw checkpoint.refuse("the optimizer has \(optimizer.count) parameters")
    }
    self.optimizer = optimizer
    try checkpoint.part("sampler", &sampler)
  }
}
