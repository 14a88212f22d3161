internal import LinearAlgebra
public import ReinforcementLearning

/// What the episodes that ended were like.
struct EpisodeReport: Codable, Equatable, Sendable {
  private(set) var episodes = 0
  private(set) var returns = 0.0
  private(set) var steps = 0
  /// The mean return when an episode last ended; NaN before.
  private(set) var lastMean = Double.nan

  mutating func begin() {
    if episodes > 0 { lastMean = returns / Double(episodes) }
    (episodes, returns, steps) = (0, 0, 0)
  }

  mutating func record(reward: Double, steps: Int) {
    episodes += 1
    returns += reward
    self.steps += steps
  }

  var returnMean: Double { episodes > 0 ? returns / Double(episodes) : lastMean }
  var lengthMean: Double { episodes > 0 ? Double(steps) / Double(episodes) : .nan }
}

/// What an iteration of a tabular algorithm logs; a row of the metrics table.
public struct TabularMetrics: LoggedMetrics, Equatable {
  /// The number of this iteration, from 1.
  public internal(set) var iteration = 0
  /// The environment steps of this and all earlier iterations.
  public internal(set) var environmentSteps = 0
  /// The number of episodes that ended.
  public internal(set) var episodes = 0
  /// Their mean undiscounted return; that of the last ones where none ended, NaN before any did.
  public internal(set) var returnMean = Double.nan
  /// Their mean number of steps; NaN where none ended.
  public internal(set) var episodeLength = Double.nan
  /// The mean of |y − Q(s, a)| over the updates, each before it was made.
  public internal(set) var errorMean = Double.nan
  /// ε or the temperature of exploration at the end.
  public internal(set) var exploration = 0.0
  /// The number of different states that were met.
  public internal(set) var states = 0

  init() {}

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
    MetricColumn("episodes", "the number of episodes that ended"),
    MetricColumn(
      "return_mean", "their mean undiscounted return; of the last ones where none ended"),
    MetricColumn("episode_length", "their mean number of steps; NaN where none ended"),
    MetricColumn("error_mean", "mean of |y − Q(s, a)| over the updates, before each"),
    MetricColumn("exploration", "ε or the temperature at the end"),
    MetricColumn("states", "the number of different states that were met"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(episodes), returnMean, episodeLength,
      errorMean, exploration, Double(states),
    ]
  }
}
