public import ReinforcementLearning

/// What is logged of an iteration of planning in a latent space.
public struct LatentMetrics: LoggedMetrics {
  /// What every learner that plans on a learned model logs; its prediction error is ``LatentErrors/dynamics``.
  public internal(set) var planned = ModelBasedMetrics()
  /// The model's errors on steps of this iteration, which it has not seen.
  public private(set) var errors = LatentErrors()

  /// Nothing yet.
  init() {}

  /// Takes over what was seen since the iteration began.
  mutating func record(
    _ collector: OffPolicyCollector, iteration: Int, gradientSteps: Int, loss: Double,
    errors: LatentErrors
  ) {
    planned.record(
      collector, iteration: iteration, gradientSteps: gradientSteps, loss: loss,
      error: errors.dynamics)
    self.errors = errors
  }

  /// The mean undiscounted return of the planned episodes of this iteration; NaN if none ended.
  public var returnMean: Double { planned.returnMean }

  /// The columns of `metrics.csv`.
  public static let documentation =
    ModelBasedMetrics.documentation.map { column in
      column.name == "prediction_error"
        ? MetricColumn(
          column.name,
          "squared error of the next latent state on this iteration's steps, before they are learned from, as a share of how far it moves"
        ) : column
    } + [
      MetricColumn(
        "reconstruction_error",
        "squared error of the reconstruction, as a share of the variance: 1 if the latent states have collapsed"
      ),
      MetricColumn(
        "reward_error", "squared error of the reward, in units of the rewards' deviation"),
      MetricColumn(
        "latent_deviation",
        "root mean variance of a latent feature over steps: 0 if the latent states have collapsed"),
    ]

  /// The values in the order of the columns.
  public var values: [Double] {
    planned.values + [errors.reconstruction, errors.reward, errors.latentDeviation]
  }
}
