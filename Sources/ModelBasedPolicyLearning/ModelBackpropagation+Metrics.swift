internal import ModelBasedRL
public import ReinforcementLearning

extension ModelBackpropagation {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// The number of this iteration, from 1.
    public private(set) var iteration = 0
    /// The environment steps of this and all earlier iterations.
    public private(set) var environmentSteps = 0
    /// The episodes that have ended.
    public private(set) var episodes = 0
    /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
    public private(set) var returnMean = Double.nan
    /// The mean loss of the networks over the fit.
    public internal(set) var modelLoss = Double.nan
    /// The mean squared error of the networks on steps that they had not learned from, in units of deviations; NaN for the first fit.
    public internal(set) var predictionError = Double.nan
    private var steps = 0
    private var returns = 0.0
    private var norms = 0.0

    /// Takes in a gradient step of the policy.
    mutating func add(imaginedReturn: Double, gradientNorm: Double) {
      steps += 1
      returns += imaginedReturn
      norms += gradientNorm
    }

    /// Takes over what the collector has seen.
    mutating func record(_ collector: OffPolicyCollector, iteration: Int) {
      self.iteration = iteration
      environmentSteps = collector.environmentSteps
      episodes = collector.returns.episodes
      returnMean = collector.returns.mean
    }

    /// The mean discounted return of rollouts, over the iteration's gradient steps of the policy.
    public var imaginedReturn: Double { returns / Double(steps) }
    /// The mean norm of their gradients, before it is limited.
    public var gradientNorm: Double { norms / Double(steps) }

    /// The columns of `metrics.csv`.
    public static let documentation =
      [
        MetricColumn("iteration", "the number of the iteration, from 1"),
        MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
        MetricColumn("episodes", "episodes that have ended"),
        MetricColumn(
          "return_mean", "mean undiscounted return of the last 100 episodes, exploration included"),
      ] + DynamicsLearner.documentation + [
        MetricColumn(
          "imagined_return",
          "mean discounted return of rollouts over the policy's gradient steps, with the entropy's part"
        ),
        MetricColumn("gradient_norm", "mean norm of their gradients, before it is limited"),
      ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(episodes), returnMean, modelLoss,
        predictionError, imaginedReturn, gradientNorm,
      ]
    }
  }
}
