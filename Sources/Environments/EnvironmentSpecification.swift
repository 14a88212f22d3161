/// An environment of the catalogue: its name, what it is like, and how to make it.
public struct EnvironmentSpecification: Sendable {
  /// The name under which it is found, with its version, such as `CartPole-v1`.
  public let name: String
  /// The task in a sentence.
  public let summary: String
  /// What it observes.
  public let observationSpace: ObservationSpace
  /// The actions it takes.
  public let actionSpace: ActionSpace
  /// The number of steps after which an episode is truncated, if there is one.
  public let stepLimit: Int?
  /// The mean return over episodes from which the task counts as solved, if one is agreed on.
  public let rewardThreshold: Double?
  /// Makes sure that what the environment needs from outside, such as a model's file, is there, and throws an
  /// error that says what to do if it is not. `EnvironmentCatalogue.named` has called it.
  public let prepare: @Sendable () throws -> Void
  /// The reward as a function of what is observed; nil if it cannot be told from that.
  public let reward: RewardFunction?
  /// Makes a batch of copies from a seed, stepped by a number of threads.
  public let makeBatch:
    @Sendable (_ copies: Int, _ seed: UInt64, _ threads: Int) -> any EnvironmentBatch

  /// Describes `environment`, which is limited to `stepLimit` steps an episode if there is a limit.
  ///
  /// - Parameters:
  ///   - name: The name, with the version.
  ///   - summary: The task in a sentence.
  ///   - environment: The environment, without its time limit.
  ///   - stepLimit: The number of steps after which an episode is truncated.
  ///   - rewardThreshold: The mean return from which the task counts as solved.
  @inlinable
  public init<E: Environment>(
    name: String, summary: String, environment: E, stepLimit: Int? = nil,
    rewardThreshold: Double? = nil
  ) {
    self.init(
      name: name, summary: summary, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, stepLimit: stepLimit,
      rewardThreshold: rewardThreshold, reward: rewardFunction(of: E.self)
    ) { copies, seed, threads in
      if let stepLimit {
        let limited = TimeLimit(environment, steps: stepLimit)
        return Batch(limited, count: copies, seed: seed, threads: threads)
      }
      return Batch(environment, count: copies, seed: seed, threads: threads)
    }
  }

  /// Describes an environment that is made in its own way.
  public init(
    name: String, summary: String, observationSpace: ObservationSpace, actionSpace: ActionSpace,
    stepLimit: Int?, rewardThreshold: Double?,
    reward: RewardFunction? = nil, prepare: @escaping @Sendable () throws -> Void = {},
    makeBatch:
      @escaping @Sendable (_ copies: Int, _ seed: UInt64, _ threads: Int) -> any EnvironmentBatch
  ) {
    self.name = name
    self.summary = summary
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    self.stepLimit = stepLimit
    self.rewardThreshold = rewardThreshold
    self.reward = reward
    self.prepare = prepare
    self.makeBatch = makeBatch
  }
}
