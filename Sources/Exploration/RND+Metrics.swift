public import ReinforcementLearning

extension RND {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public private(set) var environmentSteps = 0
    /// The gradient steps of the exploitation critic in this and all earlier iterations.
    public internal(set) var gradientSteps = 0
    /// The episodes that have ended.
    public private(set) var episodes = 0
    /// The mean undiscounted return of the last 100 episodes, of whichever critic acted; NaN before the first has ended.
    public private(set) var returnMean = Double.nan
    /// The mean number of their steps.
    public private(set) var episodeLength = Double.nan
    /// The transitions in the replay buffer.
    public private(set) var replayCount = 0
    private var exploitation = (count: 0, loss: 0.0, value: 0.0)
    private var exploration = (count: 0, loss: 0.0, bonus: 0.0, error: 0.0)

    init() {}

    mutating func addExploitation(loss: Double, value: Double) {
      exploitation.count += 1
      exploitation.loss += loss
      exploitation.value += value
    }

    mutating func addExploration(loss: Double, bonus: Double, error: Double) {
      exploration.count += 1
      exploration.loss += loss
      exploration.bonus += bonus
      exploration.error += error
    }

    mutating func record(_ collector: OffPolicyCollector) {
      environmentSteps = collector.environmentSteps
      episodes = collector.returns.episodes
      returnMean = collector.returns.mean
      episodeLength = collector.returns.meanLength
      replayCount = collector.replay.count
    }

    /// The mean loss of the exploitation critic's gradient steps; NaN without.
    public var exploitationLoss: Double { exploitation.loss / Double(exploitation.count) }
    /// The mean of its Q(s, a) over their batches.
    public var valueMean: Double { exploitation.value / Double(exploitation.count) }
    /// The mean loss of the exploration critic's gradient steps; NaN without.
    public var explorationLoss: Double { exploration.loss / Double(exploration.count) }
    /// The mean bonus of their batches, in units of its deviation.
    public var bonusMean: Double { exploration.bonus / Double(exploration.count) }
    /// The mean of ‖f̂_θ(s′) − f*(s′)‖² over them.
    public var distillationLoss: Double { exploration.error / Double(exploration.count) }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn(
        "gradient_steps", "gradient steps of the exploitation critic in this and all earlier ones"),
      MetricColumn("episodes", "episodes that have ended"),
      MetricColumn(
        "return_mean",
        "mean undiscounted return of the last 100 episodes, of whichever critic acted"),
      MetricColumn("episode_length", "mean number of their steps"),
      MetricColumn("replay_count", "transitions in the replay buffer"),
      MetricColumn(
        "exploitation_loss", "mean loss of the exploitation critic's gradient steps; NaN without"),
      MetricColumn("value_mean", "mean of its Q(s, a) over their batches"),
      MetricColumn(
        "exploration_loss", "mean loss of the exploration critic's gradient steps; NaN without"),
      MetricColumn("bonus_mean", "mean bonus of their batches, in units of its deviation"),
      MetricColumn("distillation_loss", "mean of ‖f̂(s′) − f*(s′)‖² over them"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(gradientSteps), Double(episodes),
        returnMean, episodeLength, Double(replayCount), exploitationLoss, valueMean,
        explorationLoss, bonusMean, distillationLoss,
      ]
    }
  }
}
