public import ReinforcementLearning

extension BootstrappedDQN {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public private(set) var environmentSteps = 0
    /// The gradient steps of this and all earlier iterations.
    public internal(set) var gradientSteps = 0
    /// The episodes that have ended.
    public private(set) var episodes = 0
    /// The mean undiscounted return of the last 100 episodes, by single heads; NaN before the first has ended.
    public private(set) var returnMean = Double.nan
    /// The mean number of their steps.
    public private(set) var episodeLength = Double.nan
    /// The transitions in the replay buffer.
    public private(set) var replayCount = 0
    private var updates = 0
    private var losses = 0.0
    private var predictions = 0.0
    private var spreads = 0.0
    private var norms = 0.0

    init() {}

    mutating func add(loss: Double, value: Double, disagreement: Double, gradientNorm: Double) {
      updates += 1
      losses += loss
      predictions += value
      spreads += disagreement
      norms += gradientNorm
    }

    mutating func record(_ collector: OffPolicyCollector) {
      environmentSteps = collector.environmentSteps
      episodes = collector.returns.episodes
      returnMean = collector.returns.mean
      episodeLength = collector.returns.meanLength
      replayCount = collector.replay.count
    }

    /// The mean loss of a head in the iteration's gradient steps; NaN if there were none.
    public var loss: Double { losses / Double(updates) }
    /// The mean over heads of Q_k(s, a) over their batches.
    public var valueMean: Double { predictions / Double(updates) }
    /// The mean of the standard deviation of Q_k(s, a) over the heads.
    public var disagreement: Double { spreads / Double(updates) }
    /// The mean norm of their gradients before clipping.
    public var gradientNorm: Double { norms / Double(updates) }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("gradient_steps", "gradient steps of this and all earlier iterations"),
      MetricColumn("episodes", "episodes that have ended"),
      MetricColumn(
        "return_mean", "mean undiscounted return of the last 100 episodes, by single heads"),
      MetricColumn("episode_length", "mean number of their steps"),
      MetricColumn("replay_count", "transitions in the replay buffer"),
      MetricColumn("loss", "mean loss of a head in the iteration's gradient steps; NaN without"),
      MetricColumn("value_mean", "mean over heads of Q(s, a) over their batches"),
      MetricColumn("disagreement", "mean of the standard deviation of Q(s, a) over the heads"),
      MetricColumn("gradient_norm", "mean norm of their gradients before clipping"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(gradientSteps), Double(episodes),
        returnMean, episodeLength, Double(replayCount), loss, valueMean, disagreement,
        gradientNorm,
      ]
    }
  }
}
