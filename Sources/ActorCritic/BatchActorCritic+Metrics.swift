internal import Environments
internal import LinearAlgebra
public import ReinforcementLearning

extension BatchActorCritic {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// The number of this iteration, from 1.
    public internal(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public internal(set) var environmentSteps = 0
    /// The number of trajectories.
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
    /// ‖∇J(θ)‖.
    public internal(set) var gradientNorm = 0.0
    /// The critic's mean squared error before its last step.
    public internal(set) var criticLoss = 0.0
    /// The mean of V̂_φ(sₜ) after the fit.
    public internal(set) var valueMean = 0.0

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

    mutating func record(values: Vector<Scalar>) {
      let span = values.span
      var sum = 0.0
      for t in span.indices { sum += Double(span[t]) }
      valueMean = sum / Double(max(span.count, 1))
    }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("trajectories", "the number of trajectories"),
      MetricColumn("return_mean", "mean undiscounted return of the trajectories"),
      MetricColumn("return_deviation", "its standard deviation over the trajectories"),
      MetricColumn("return_minimum", "the smallest return"),
      MetricColumn("return_maximum", "the largest return"),
      MetricColumn("episode_length", "mean number of steps of a trajectory"),
      MetricColumn("entropy", "mean entropy of π_θ(·|s) before the update, in nats"),
      MetricColumn("gradient_norm", "‖∇J(θ)‖"),
      MetricColumn(
        "critic_loss",
        "the critic's mean squared error before its last step; of normalised targets where they are"
      ),
      MetricColumn("value_mean", "the mean of V_φ(s) after the fit"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(trajectories), returnMean,
        returnDeviation, returnMinimum, returnMaximum, episodeLength, entropy, gradientNorm,
        criticLoss, valueMean,
      ]
    }
  }
}
