public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

/// What an expert showed: whole trajectories of observations as the environment gave them, and what the expert did,
/// or in a data set of ``DAgger`` what the expert would have done.
public struct Demonstrations: Sendable {
  /// The name of the environment.
  public let environment: String
  /// Whose actions they are, ``Expert/origin``.
  public let origin: String
  /// The actions that are possible.
  public let actionSpace: ActionSpace
  /// The trajectories, in the order in which they were added; rewards are those that were received.
  public private(set) var trajectories: Trajectories

  /// No trajectories yet.
  public init(of environment: EnvironmentSpecification, origin: String, choices: Int = 0) {
    self.environment = environment.name
    self.origin = origin
    actionSpace = environment.actionSpace
    trajectories = Trajectories(
      observationWidth: environment.observationSpace.count,
      actionWidth: environment.actionSpace.width, choices: choices)
  }

  /// Has `expert` act for `episodes` whole episodes.
  ///
  /// - Parameters:
  ///   - expert: Who acts.
  ///   - environment: What is acted in.
  ///   - episodes: Their number.
  ///   - isStochastic: Whether a policy's actions are drawn; otherwise the most likely or best one is taken.
  ///   - seed: Decides starts and chance.
  /// - Throws: `NotFiniteError` if a reward, an observation or an action is not finite.
  public init(
    by expert: Expert, in environment: EnvironmentSpecification, episodes: Int,
    isStochastic: Bool = false, seed: UInt64
  ) throws {
    var random = RandomStream(seed: seed)
    var sampler = MixedSampler(
      environment: environment, expert: expert, isStochastic: isStochastic,
      copies: min(16, episodes), using: &random)
    try sampler.sample(episodes: episodes, mixing: 1, clone: nil, labels: true)
    self.init(of: environment, origin: expert.origin, choices: sampler.choices)
    trajectories.append(sampler.trajectories)
  }

  /// The number of trajectories.
  public var count: Int { trajectories.count }
  /// The number of pairs of observation and action.
  public var steps: Int { trajectories.steps }

  /// The mean undiscounted return of the trajectories.
  public var returnMean: Double {
    (0..<count).reduce(0) { $0 + trajectories.totalReward($1) } / Double(max(count, 1))
  }

  /// Adds trajectories of the same environment.
  public mutating func append(_ more: Trajectories) { trajectories.append(more) }

  /// Puts other trajectories in the place of the present ones.
  mutating func replace(with trajectories: Trajectories) { self.trajectories = trajectories }
}
