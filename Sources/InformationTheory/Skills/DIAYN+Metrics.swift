internal import ControlAsInference
public import ReinforcementLearning

extension DIAYN {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// What soft actor-critic logs.
    var sac = SAC.Metrics()
    private var losses = 0.0
    private var accuracies = 0.0
    private var rewards = 0.0
    private var updates = 0

    mutating func add(_ fit: SkillDiscriminator.Fit, reward: Double) {
      losses += fit.loss
      accuracies += fit.accuracy
      rewards += reward
      updates += 1
    }

    /// −log q(z|s), mean over the iteration's gradient steps; NaN if there were none.
    public var discriminatorLoss: Double { losses / Double(updates) }
    /// The share of states whose likeliest skill is the one that they were come to by.
    public var accuracy: Double { accuracies / Double(updates) }
    /// E[log q(z|s) − log p(z)], a lower bound of I(S; Z), in nats; at most log k.
    public var information: Double { rewards / Double(updates) }
    /// The mean undiscounted return of the last 100 episodes, by the environment's own rewards; NaN before the first.
    public var returnMean: Double { sac.returnMean }

    /// The columns of `metrics.csv`.
    public static let documentation =
      SAC.Metrics.documentation + [
        MetricColumn("discriminator_loss", "mean of −log q(z|s) over the gradient steps"),
        MetricColumn("accuracy", "share of states whose likeliest skill is theirs"),
        MetricColumn("information", "lower bound of I(S; Z), in nats; at most log k"),
      ]

    /// The values in the order of the columns.
    public var values: [Double] {
      sac.values + [discriminatorLoss, accuracy, information]
    }
  }
}
