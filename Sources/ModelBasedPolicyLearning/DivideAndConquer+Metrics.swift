public import ReinforcementLearning

extension DivideAndConquer {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// The number of this iteration, from 1.
    public private(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public private(set) var environmentSteps = 0
    /// The trajectories of the local policies' last gradient steps.
    public private(set) var episodes = 0
    private var returns = 0.0
    private var likelihoods = 0.0
    private var locals = 0
    private var losses = 0.0
    private var mimicSteps = 0

    /// Takes in what a local policy did in its last gradient step.
    mutating func add(_ local: LocalPolicy) {
      let trajectories = local.trajectories
      for i in 0..<trajectories.count { returns += trajectories.totalReward(i) }
      episodes += trajectories.count
      likelihoods += local.meanLogProbability
      locals += 1
    }

    /// Takes in a gradient step of the global policy.
    mutating func add(mimicryLoss: Double) {
      losses += mimicryLoss
      mimicSteps += 1
    }

    mutating func finish(iteration: Int, environmentSteps: Int) {
      self.iteration = iteration
      self.environmentSteps = environmentSteps
    }

    /// The mean undiscounted return of these trajectories, without the global policy's word.
    public var returnMean: Double { returns / Double(episodes) }
    /// The mean of log π_θ(a|s) over their steps, before the global policy learned from them.
    public var logProbability: Double { likelihoods / Double(locals) }
    /// The mean loss of the global policy's gradient steps.
    public var mimicryLoss: Double { losses / Double(mimicSteps) }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn(
        "environment_steps",
        "environment steps of all local policies in this and all earlier iterations"),
      MetricColumn("episodes", "trajectories of the local policies' last gradient steps"),
      MetricColumn("return_mean", "their mean undiscounted return"),
      MetricColumn(
        "log_probability",
        "mean of log π_θ(a|s) over their steps, before the global policy learned from them"),
      MetricColumn("mimicry_loss", "mean loss of the global policy's gradient steps"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(episodes), returnMean, logProbability,
        mimicryLoss,
      ]
    }
  }
}
