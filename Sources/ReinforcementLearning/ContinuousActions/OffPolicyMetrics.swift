/// What every learner with a replay buffer and critics logs of an iteration.
public struct OffPolicyMetrics: LoggedMetrics {
  /// The number of this iteration, from 1.
  public var iteration = 0
  /// The environment steps of this and all earlier iterations.
  public var environmentSteps = 0
  /// The gradient steps of this and all earlier iterations.
  public var gradientSteps = 0
  /// The episodes that have ended.
  public var episodes = 0
  /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
  public var returnMean = Double.nan
  /// The mean number of their steps.
  public var episodeLength = Double.nan
  /// The transitions in the replay buffer.
  public var replayCount = 0
  private var updates = 0
  private var losses = 0.0
  private var predictions = 0.0

  /// Metrics of no gradient step.
  public init() {}

  /// Takes in a gradient step's critic loss, and the mean of the targets that the critics were fitted to.
  public mutating func add(loss: Double, target: Double) {
    updates += 1
    losses += loss
    predictions += target
  }

  /// Takes over what the collector has seen.
  public mutating func record(_ collector: OffPolicyCollector) {
    environmentSteps = collector.environmentSteps
    episodes = collector.returns.episodes
    returnMean = collector.returns.mean
    episodeLength = collector.returns.meanLength
    replayCount = collector.replay.count
  }

  /// The mean loss of the critics over the iteration's gradient steps; NaN if there were none.
  public var criticLoss: Double { losses / Double(updates) }
  /// The mean target y over their batches.
  public var targetMean: Double { predictions / Double(updates) }

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
    MetricColumn("gradient_steps", "gradient steps of this and all earlier iterations"),
    MetricColumn("episodes", "episodes that have ended"),
    MetricColumn(
      "return_mean", "mean undiscounted return of the last 100 episodes, exploration included"),
    MetricColumn("episode_length", "mean number of their steps"),
    MetricColumn("replay_count", "transitions in the replay buffer"),
    MetricColumn(
      "critic_loss", "mean squared error of the critics over the gradient steps; NaN without"),
    MetricColumn("target_mean", "mean of the targets y over their batches"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(gradientSteps), Double(episodes),
      returnMean, episodeLength, Double(replayCount), criticLoss, targetMean,
    ]
  }
}
