public import ReinforcementLearning

extension SAC {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// What every learner with a replay buffer logs.
    public internal(set) var common = OffPolicyMetrics()
    /// α after the iteration.
    public internal(set) var temperature = 0.0
    private var entropies = 0.0
    private var updates = 0

    /// Nothing yet.
    package init() {}

    mutating func add(entropy: Double) {
      entropies += entropy
      updates += 1
    }

    /// The mean of −log π(a|s) over the iteration's gradient steps, of actions from −1 to 1; NaN if there were none.
    public var entropy: Double { entropies / Double(updates) }
    /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
    public var returnMean: Double { common.returnMean }

    /// The columns of `metrics.csv`.
    public static let documentation =
      OffPolicyMetrics.documentation + [
        MetricColumn("temperature", "α, the weight of the entropy"),
        MetricColumn(
          "entropy", "mean of −log π(a|s) over the gradient steps, in nats; NaN without"),
      ]

    /// The values in the order of the columns.
    public var values: [Double] { common.values + [temperature, entropy] }
  }
}
