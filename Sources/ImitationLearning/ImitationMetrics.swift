public import ReinforcementLearning

/// What an iteration of ``BehaviourCloning`` or ``DAgger`` logs; a row of the metrics table.
public struct ImitationMetrics: LoggedMetrics, Equatable {
  /// The number of this iteration, from 1.
  public internal(set) var iteration = 0
  /// The environment steps so far: those of the demonstrations and those on which the clone's returns were measured.
  public internal(set) var environmentSteps = 0
  /// The number of pairs of observation and action that are learned from or validated on.
  public internal(set) var samples = 0
  /// β of the trajectories that were added last.
  public internal(set) var mixing = 1.0
  /// The mean of −log π_θ(a|s) over the iteration's minibatches.
  public internal(set) var trainingLoss = 0.0
  /// The mean of −log π_θ(a|s) over the steps for validation; NaN without any.
  public internal(set) var validationLoss = Double.nan
  /// ‖∇‖ of the last minibatch.
  public internal(set) var gradientNorm = 0.0
  /// The clone's mean undiscounted return.
  public internal(set) var returnMean = 0.0
  /// Its standard deviation over the episodes.
  public internal(set) var returnDeviation = 0.0
  /// The mean return of the expert's demonstrations.
  public internal(set) var expertReturn = 0.0
  /// The number of iterations since the least validation loss; 0 if fitting does not end early.
  public internal(set) var iterationsSinceBest = 0
  /// Whether fitting has ended.
  public internal(set) var hasEnded = false

  /// Takes over the clone's returns.
  mutating func record(_ trajectories: Trajectories) {
    let count = Double(trajectories.count)
    let returns = (0..<trajectories.count).map { trajectories.totalReward($0) }
    returnMean = returns.reduce(0, +) / count
    let squares = returns.reduce(0) { $0 + ($1 - returnMean) * ($1 - returnMean) }
    returnDeviation = (squares / count).squareRoot()
  }

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn(
      "environment_steps", "environment steps of demonstrations and of the clone's trials so far"),
    MetricColumn("samples", "pairs of observation and action in the data set"),
    MetricColumn("mixing", "β of the trajectories that were added last"),
    MetricColumn("training_loss", "mean of −log π_θ(a|s) over the iteration's minibatches"),
    MetricColumn(
      "validation_loss", "mean of −log π_θ(a|s) over the steps for validation; NaN without any"),
    MetricColumn("gradient_norm", "norm of the gradient of the last minibatch"),
    MetricColumn("return_mean", "mean undiscounted return of the clone"),
    MetricColumn("return_deviation", "its standard deviation over the episodes"),
    MetricColumn("expert_return", "mean undiscounted return of the expert's demonstrations"),
    MetricColumn("iterations_since_best", "iterations since the least validation loss"),
    MetricColumn("has_ended", "1 once fitting has ended early, 0 before"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(samples), mixing, trainingLoss,
      validationLoss, gradientNorm, returnMean, returnDeviation, expertReturn,
      Double(iterationsSinceBest), hasEnded ? 1 : 0,
    ]
  }
}
