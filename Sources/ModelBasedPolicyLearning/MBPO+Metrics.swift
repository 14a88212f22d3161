internal import ControlAsInference
internal import ModelBasedRL
public import ReinforcementLearning

extension MBPO {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// What the model-free learner logs.
    var sac = SAC.Metrics()
    /// The mean loss of the networks over the last fit; NaN without one.
    public internal(set) var modelLoss = Double.nan
    /// The mean squared error of the networks on steps that they had not learned from, in units of deviations; NaN without.
    public internal(set) var predictionError = Double.nan
    /// k of the last rollouts; NaN without.
    public internal(set) var rolloutLength = Double.nan
    /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
    public var returnMean: Double { sac.returnMean }

    /// The columns of `metrics.csv`.
    public static let documentation =
      SAC.Metrics.documentation + DynamicsLearner.documentation + [
        MetricColumn("rollout_length", "steps of the last rollouts; NaN without")
      ]

    /// The values in the order of the columns.
    public var values: [Double] { sac.values + [modelLoss, predictionError, rolloutLength] }
  }
}
