public import ReinforcementLearning

extension DeepQLearner {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public internal(set) var environmentSteps = 0
    /// The gradient steps of this and all earlier iterations.
    public internal(set) var gradientSteps = 0
    /// The episodes that have ended.
    public internal(set) var episodes = 0
    /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
    public internal(set) var returnMean = Double.nan
    /// The mean number of their steps.
    public internal(set) var episodeLength = Double.nan
    /// The transitions in the replay buffer.
    public internal(set) var replayCount = 0
    /// ε or the temperature.
    public internal(set) var explorationRate = 0.0
    private var updates = 0
    private var losses = 0.0
    private var predictions = 0.0
    private var norms = 0.0

    init() {}

    mutating func add(loss: Double, value: Double, gradientNorm: Double) {
      updates += 1
      losses += loss
      predictions += value
      norms += gradientNorm
    }

    mutating func record(_ collector: OffPolicyCollector) {
      episodes = collector.returns.episodes
      returnMean = collector.returns.mean
      episodeLength = collector.returns.meanLength
      replayCount = collector.replay.count
    }

    /// The mean loss of the iteration's gradient steps; NaN if there were none.
    public var loss: Double { losses / Double(updates) }
    /// The mean of Q_φ(s, a) over their batches.
    public var valueMean: Double { predictions / Double(updates) }
    /// The mean norm of their gradients before clipping.
    public var gradientNorm: Double { norms / Double(updates) }

    /// The columns of `metrics.csv`.
    public static var documentation: [MetricColumn] {
      [
        MetricColumn("iteration", "the number of the iteration, from 1"),
        MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
        MetricColumn("gradient_steps", "gradient steps of this and all earlier iterations"),
        MetricColumn("episodes", "episodes that have ended"),
        MetricColumn(
          "return_mean", "mean undiscounted return of the last 100 episodes, exploration included"),
        MetricColumn("episode_length", "mean number of their steps"),
        MetricColumn("replay_count", "transitions in the replay buffer"),
        MetricColumn("exploration_rate", "ε or the temperature"),
        MetricColumn("loss", "mean loss of the iteration's gradient steps; NaN without"),
        MetricColumn("value_mean", "mean of Q_φ(s, a) over their batches"),
        MetricColumn("gradient_norm", "mean norm of their gradients before clipping"),
      ]
    }

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(gradientSteps), Double(episodes),
        returnMean, episodeLength, Double(replayCount), explorationRate, loss, valueMean,
        gradientNorm,
      ]
    }
  }
}
