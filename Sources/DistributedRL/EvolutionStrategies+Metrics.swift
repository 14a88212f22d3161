internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension EvolutionStrategies {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// The number of this iteration, from 1.
    public let iteration: Int
    /// The environment steps of this and all earlier iterations.
    public let environmentSteps: Int
    /// The episodes of this iteration.
    public let episodes: Int
    /// The mean return of the perturbed policies.
    public let returnMean: Double
    /// The largest return of a perturbed policy.
    public let returnBest: Double
    /// The standard deviation of the perturbed policies' returns.
    public let returnDeviation: Double
    /// ‖g‖.
    public let gradientNorm: Double
    /// ‖θ‖ after the step.
    public let parameterNorm: Double

    init(_ learner: EvolutionStrategies, _ results: [Evaluation], gradientNorm: Double) {
      iteration = learner.iteration
      environmentSteps = learner.environmentSteps
      let returns = results.map(\.mean)
      let mean = returns.reduce(0, +) / Double(returns.count)
      episodes = results.reduce(0) { $0 + $1.returns.count }
      returnMean = mean
      returnBest = returns.max() ?? .nan
      let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      returnDeviation = (squares / Double(returns.count)).squareRoot()
      self.gradientNorm = gradientNorm
      parameterNorm = Double(learner.policy.parameters.norm)
    }

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("episodes", "episodes of this iteration"),
      MetricColumn("return_mean", "mean return of the perturbed policies"),
      MetricColumn("return_best", "largest return of a perturbed policy"),
      MetricColumn("return_deviation", "standard deviation of the perturbed policies' returns"),
      MetricColumn("gradient_norm", "‖g‖, the norm of the estimated gradient"),
      MetricColumn("parameter_norm", "‖θ‖ after the step"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(episodes), returnMean, returnBest,
        returnDeviation, gradientNorm, parameterNorm,
      ]
    }
  }
}
