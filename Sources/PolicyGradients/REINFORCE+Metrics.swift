internal import Environments
public import ReinforcementLearning

extension REINFORCE {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public internal(set) var environmentSteps = 0
    /// The number of trajectories N.
    public internal(set) var trajectories: Int
    /// The mean undiscounted return of the trajectories.
    public internal(set) var returnMean: Double
    /// Its standard deviation over the trajectories.
    public internal(set) var returnDeviation: Double
    /// The smallest return.
    public internal(set) var returnMinimum: Double
    /// The largest return.
    public internal(set) var returnMaximum: Double
    /// The mean number of steps of a trajectory.
    public internal(set) var episodeLength: Double
    /// The mean entropy of π_θ(·|sₜ) before the update, in nats.
    public internal(set) var entropy = 0.0
    /// ‖∇J(θ)‖ of the first update.
    public internal(set) var gradientNorm = 0.0
    /// The learned baseline's mean squared error on standardised returns before its last step; NaN without
    /// one.
    public internal(set) var baselineLoss = Double.nan

    init(_ trajectories: Trajectories) {
      let count = Double(trajectories.count)
      self.trajectories = trajectories.count
      var (sum, squares) = (0.0, 0.0)
      var (low, high) = (Double.infinity, -Double.infinity)
      for i in 0..<trajectories.count {
        let total = trajectories.totalReward(i)
        sum += total
        squares += total * total
        low = min(low, total)
        high = max(high, total)
      }
      returnMean = sum / count
      returnDeviation = max(0, squares / count - returnMean * returnMean).squareRoot()
      returnMinimum = low
      returnMaximum = high
      episodeLength = Double(trajectories.steps) / count
    }

    mutating func record(_ estimator: PolicyGradientEstimator) {
      entropy = estimator.meanEntropy
      gradientNorm = estimator.gradientNorm
    }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("trajectories", "N, the number of trajectories"),
      MetricColumn("return_mean", "mean undiscounted return of the trajectories"),
      MetricColumn("return_deviation", "its standard deviation over the trajectories"),
      MetricColumn("return_minimum", "the smallest return"),
      MetricColumn("return_maximum", "the largest return"),
      MetricColumn("episode_length", "mean number of steps of a trajectory"),
      MetricColumn("entropy", "mean entropy of π_θ(·|s) before the update, in nats"),
      MetricColumn("gradient_norm", "‖∇J(θ)‖ of the first update"),
      MetricColumn(
        "baseline_loss",
        "the learned baseline's mean squared error on standardised returns before its last step; NaN without"
      ),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(trajectories), returnMean,
        returnDeviation, returnMinimum, returnMaximum, episodeLength, entropy, gradientNorm,
        baselineLoss,
      ]
    }
  }
}
