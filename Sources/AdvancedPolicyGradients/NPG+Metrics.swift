public import ReinforcementLearning

extension NPG {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public internal(set) var environmentSteps = 0
    /// The number of episodes that ended in this iteration.
    public internal(set) var episodes = 0
    /// The mean undiscounted return of the latest hundred episodes that ended; NaN before the first.
    public internal(set) var returnMean = Double.nan
    /// Their mean number of steps.
    public internal(set) var episodeLength = Double.nan
    /// L(θ) − L(θ_old), what the step gained of the surrogate objective.
    public internal(set) var improvement = 0.0
    /// KL(π_old ‖ π_θ) of the step that was taken, over the rollout's states.
    public internal(set) var divergence = 0.0
    /// The mean entropy of π_old(·|s), in nats.
    public internal(set) var entropy = 0.0
    /// α of θ + α x.
    public internal(set) var stepSize = 0.0
    /// V's mean squared error, mean over the minibatches.
    public internal(set) var valueLoss = 0.0
    /// How much of the returns' variance V explained before the update.
    public internal(set) var explainedVariance = Double.nan

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("episodes", "episodes that ended in this iteration"),
      MetricColumn("return_mean", "mean undiscounted return of the latest hundred episodes"),
      MetricColumn("episode_length", "their mean number of steps"),
      MetricColumn("improvement", "L(θ) − L(θ_old) of the step that was taken"),
      MetricColumn("divergence", "KL(π_old ‖ π_θ) of the step that was taken"),
      MetricColumn("entropy", "mean entropy of π_old(·|s), in nats"),
      MetricColumn("step_size", "α of θ + α x"),
      MetricColumn("value_loss", "V's mean squared error, mean over minibatches"),
      MetricColumn("explained_variance", "share of the returns' variance that V explained"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(episodes), returnMean, episodeLength,
        improvement, divergence, entropy, stepSize, valueLoss, explainedVariance,
      ]
    }
  }
}
