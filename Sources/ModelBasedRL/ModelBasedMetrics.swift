public import ReinforcementLearning

/// What a learner that plans on a learned model logs of an iteration.
public struct ModelBasedMetrics: LoggedMetrics {
  /// The number of this iteration, from 1.
  public private(set) var iteration = 0
  /// The environment steps of this and all earlier iterations.
  public private(set) var environmentSteps = 0
  /// The gradient steps of each network in this and all earlier iterations.
  public private(set) var gradientSteps = 0
  /// The episodes that have ended.
  public private(set) var episodes = 0
  /// The mean undiscounted return of the episodes that ended in this iteration, the last 100 at most; NaN if none did.
  public private(set) var returnMean = Double.nan
  /// The mean number of their steps.
  public private(set) var episodeLength = Double.nan
  /// The steps in the buffer.
  public private(set) var replayCount = 0
  /// The mean loss of the networks over the gradient steps of the fit.
  public private(set) var modelLoss = Double.nan
  /// The mean squared error of what the networks expect of steps of this iteration, which they have not seen.
  public private(set) var predictionError = Double.nan
  /// The mean return that the best sequences had on the model.
  public var plannedReturn: Double { planned / Double(plans) }

  private var planned = 0.0
  private var plans = 0
  private var before = 0

  /// Nothing yet.
  init() {}

  /// Begins to count what is done in an iteration.
  mutating func begin(_ collector: OffPolicyCollector) { before = collector.returns.episodes }

  /// Takes in what a search expects of its best sequence.
  mutating func add(expectedReturn: Double) {
    planned += expectedReturn
    plans += 1
  }

  /// Takes over what was seen since ``begin(_:)``.
  mutating func record(
    _ collector: OffPolicyCollector, iteration: Int, gradientSteps: Int, loss: Double, error: Double
  ) {
    self.iteration = iteration
    self.gradientSteps = gradientSteps
    environmentSteps = collector.environmentSteps
    replayCount = collector.replay.count
    modelLoss = loss
    predictionError = error
    episodes = collector.returns.episodes
    returnMean = collector.returns.mean(ofLast: episodes - before)
    episodeLength = collector.returns.meanLength(ofLast: episodes - before)
  }

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
    MetricColumn(
      "gradient_steps", "gradient steps of each network in this and all earlier iterations"),
    MetricColumn("episodes", "episodes that have ended"),
    MetricColumn(
      "return_mean",
      "mean undiscounted return of the planned episodes of this iteration; NaN if none ended"),
    MetricColumn("episode_length", "mean number of their steps"),
    MetricColumn("replay_count", "steps in the buffer"),
    MetricColumn("model_loss", "mean loss of the networks over the gradient steps of the fit"),
    MetricColumn(
      "prediction_error",
      "mean squared error of the networks on this iteration's steps, before they learn from them, in units of deviations"
    ),
    MetricColumn("planned_return", "mean return that the best sequences had on the model"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(gradientSteps), Double(episodes),
      returnMean, episodeLength, Double(replayCount), modelLoss, predictionError, plannedReturn,
    ]
  }
}
