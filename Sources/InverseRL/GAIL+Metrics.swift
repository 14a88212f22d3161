internal import AdvancedPolicyGradients
public import ReinforcementLearning

extension GAIL {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// What TRPO logs; returns are of the environment's own rewards.
    let trpo: TRPO.Metrics
    /// The classifier's loss before its last step.
    public let classifierLoss: Double
    /// The share of the expert's pairs that it takes for the expert's.
    public let expertAccuracy: Double
    /// The share of the policy's pairs that it takes for the policy's.
    public let policyAccuracy: Double
    /// The mean learned reward of a step.
    public let rewardMean: Double
    /// The mean return of the demonstrations.
    public let expertReturn: Double
    /// The mean undiscounted return of the latest hundred episodes, by the environment's own rewards.
    public var returnMean: Double { trpo.returnMean }

    init(
      trpo: TRPO.Metrics, fit: RewardClassifier.Fit, rewardMean: Double, expertReturn: Double
    ) {
      self.trpo = trpo
      classifierLoss = fit.loss
      expertAccuracy = fit.expertAccuracy
      policyAccuracy = fit.policyAccuracy
      self.rewardMean = rewardMean
      self.expertReturn = expertReturn
    }

    /// The columns of `metrics.csv`.
    public static let documentation =
      TRPO.Metrics.documentation + [
        MetricColumn("classifier_loss", "the classifier's loss before its last step"),
        MetricColumn("expert_accuracy", "share of the expert's pairs taken for the expert's"),
        MetricColumn("policy_accuracy", "share of the policy's pairs taken for the policy's"),
        MetricColumn("reward_mean", "mean learned reward of a step"),
        MetricColumn("expert_return", "mean return of the demonstrations"),
      ]

    /// The values in the order of the columns.
    public var values: [Double] {
      trpo.values + [classifierLoss, expertAccuracy, policyAccuracy, rewardMean, expertReturn]
    }
  }
}
