internal import LinearAlgebra
public import ReinforcementLearning

/// What an iteration of ``OnlineActorCritic``, ``A2C`` or ``A3C`` logs; a row of the metrics table. Losses and norms are
/// means over the iteration's updates.
public struct ActorCriticMetrics: LoggedMetrics, Equatable {
  /// The number of this iteration, from 1.
  public internal(set) var iteration = 0
  /// The environment steps of this and all earlier iterations.
  public internal(set) var environmentSteps = 0
  /// The number of episodes that ended in this iteration.
  public internal(set) var episodes = 0
  /// The mean undiscounted return of the latest hundred episodes that ended; NaN before the first.
  public internal(set) var returnMean = Double.nan
  /// Their mean number of steps.
  public internal(set) var episodeLength = Double.nan
  /// −mean log π_θ(a|s) Â.
  public internal(set) var policyLoss = 0.0
  /// V's mean squared error.
  public internal(set) var valueLoss = 0.0
  /// The mean of V_θ(s).
  public internal(set) var valueMean = 0.0
  /// The mean entropy of π_θ(·|s), in nats.
  public internal(set) var entropy = 0.0
  /// The norm of the policy's gradient, or of the gradient of both parts together, before it is limited.
  public internal(set) var gradientNorm = 0.0
  /// α of the last update.
  public internal(set) var learningRate = 0.0

  /// The columns of `metrics.csv`.
  public static let documentation = [
    MetricColumn("iteration", "the number of the iteration, from 1"),
    MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
    MetricColumn("episodes", "episodes that ended in this iteration"),
    MetricColumn("return_mean", "mean undiscounted return of the latest hundred episodes"),
    MetricColumn("episode_length", "their mean number of steps"),
    MetricColumn("policy_loss", "−log π(a|s) Â, mean over the updates"),
    MetricColumn("value_loss", "V's mean squared error, mean over the updates"),
    MetricColumn("value_mean", "mean of V(s)"),
    MetricColumn("entropy", "mean entropy of π_θ(·|s), in nats"),
    MetricColumn("gradient_norm", "‖g‖ before it is limited, mean over the updates"),
    MetricColumn("learning_rate", "α of the last update"),
  ]

  /// The values in the order of the columns.
  public var values: [Double] {
    [
      Double(iteration), Double(environmentSteps), Double(episodes), returnMean, episodeLength,
      policyLoss, valueLoss, valueMean, entropy, gradientNorm, learningRate,
    ]
  }

  /// Adds what an update gave.
  mutating func add(
    _ objective: ActorCriticObjective, _ rollout: Rollout, gradientNorm norm: Double,
    learningRate rate: Double
  ) {
    policyLoss += objective.policyLoss
    valueLoss += objective.valueLoss
    entropy += objective.entropy
    addValues(rollout)
    gradientNorm += norm
    learningRate = rate
    episodes += rollout.episodes.count
  }

  /// Adds the mean of a rollout's values.
  private mutating func addValues(_ rollout: Rollout) {
    let values = rollout.values.span
    var sum = 0.0
    for t in values.indices { sum += Double(values[t]) }
    valueMean += sum / Double(values.count)
  }

  /// Adds V's error, of an update of V by itself.
  mutating func add(valueLoss loss: Double) { valueLoss += loss }

  /// Makes means of the sums.
  mutating func average(updates: Int) {
    let n = Double(updates)
    policyLoss /= n
    valueLoss /= n
    valueMean /= n
    entropy /= n
    gradientNorm /= n
  }

  /// Takes over the returns of the latest episodes.
  mutating func record(_ recent: RecentEpisodes) {
    returnMean = recent.meanReturn
    episodeLength = recent.meanLength
  }
}

extension A2C {
  /// What an iteration logs.
  public typealias Metrics = ActorCriticMetrics
}

extension OnlineActorCritic {
  /// What an iteration logs.
  public typealias Metrics = ActorCriticMetrics
}
