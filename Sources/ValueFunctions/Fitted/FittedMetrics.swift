public import ReinforcementLearning

/// What an iteration of fitted or online Q-iteration logs; a row of the metrics table.
public struct FittedMetrics: LoggedMetrics, Equatable {
  /// The number of this iteration, from 1.
  public let iteration: Int
  /// The environment steps of this and all earlier iterations.
  public let environmentSteps: Int
  /// The number of episodes that ended.
  public let episodes: Int
  /// Their mean undiscounted return; that of the last ones where none ended, NaN before any did.
  public let returnMean: Double
  /// Their mean number of steps; NaN where none ended.
  public let episodeLength: Double
  /// The mean of |y − Q(s, a)| over the samples, before they were fitted.
  public let errorMean: Double
  /// ε or the temperature of exploration at the end.
  public let exploration: Double

  init(
    _ report: EpisodeReport, iteration: Int, environmentSteps: Int, error: Double,
    exploration: Double
  ) {
    self.iteration = iteration
    self.environmentSteps = environmentSteps
    episodes = report.episodes
    returnMean = report.returnMean
    episodeLength = report.lengthMean
    errorMean = error
    self.exploration = exploration
  }

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
    MetricColumn("episodes", "the number of episodes that ended"),
    MetricColumn(
      "return_mean", "their mean undiscounted return; of the last ones where none ended"),
    MetricColumn("episode_length", "their mean number of steps; NaN where none ended"),
    MetricColumn("error_mean", "mean of |y − Q(s, a)| over the samples, before each fit"),
    MetricColumn("exploration", "ε or the temperature at the end"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(episodes), returnMean, episodeLength,
      errorMean, exploration,
    ]
  }
}
