internal import LinearAlgebra
public import ReinforcementLearning

extension PPO {
  /// What an iteration logs; a row of the metrics table. Losses and divergences are means over the minibatches.
  public struct Metrics: LoggedMetrics, Equatable {
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
    /// −min(…) of the clipped objective, or the penalised one.
    public internal(set) var policyLoss = 0.0
    /// V's mean squared error.
    public internal(set) var valueLoss = 0.0
    /// The mean entropy of π_θ(·|s), in nats.
    public internal(set) var entropy = 0.0
    /// KL(π_old ‖ π_θ) in the last pass over the rollout, as the mean of ρ − 1 − log ρ, ρ = π_θ/π_old.
    public internal(set) var divergence = 0.0
    /// The share of ratios beyond the clip range; 0 with a penalty.
    public internal(set) var clippedShare = 0.0
    /// ‖g‖ before it is limited.
    public internal(set) var gradientNorm = 0.0
    /// How much of the returns' variance V explained before the update.
    public internal(set) var explainedVariance = Double.nan
    /// The number of gradient steps.
    public internal(set) var updates = 0
    /// α in this iteration.
    public internal(set) var learningRate = 0.0
    /// ε, or β with a penalty.
    public internal(set) var proximity = 0.0

    /// The columns of `metrics.csv`.
    public static let documentation = [
      MetricColumn("iteration", "the number of the iteration, from 1"),
      MetricColumn("environment_steps", "environment steps of this and all earlier iterations"),
      MetricColumn("episodes", "episodes that ended in this iteration"),
      MetricColumn("return_mean", "mean undiscounted return of the latest hundred episodes"),
      MetricColumn("episode_length", "their mean number of steps"),
      MetricColumn("policy_loss", "the objective's policy part, negated, mean over minibatches"),
      MetricColumn("value_loss", "V's mean squared error, mean over minibatches"),
      MetricColumn("entropy", "mean entropy of π_θ(·|s), in nats"),
      MetricColumn("divergence", "KL(π_old ‖ π_θ) in the last pass, by ρ − 1 − log ρ"),
      MetricColumn("clipped_share", "share of ratios beyond the clip range"),
      MetricColumn("gradient_norm", "‖g‖ before it is limited"),
      MetricColumn("explained_variance", "share of the returns' variance that V explained"),
      MetricColumn("updates", "gradient steps of this iteration"),
      MetricColumn("learning_rate", "α in this iteration"),
      MetricColumn("proximity", "ε of clipped ratios, or β of the penalty"),
    ]

    /// The values in the order of the columns.
    public var values: [Double] {
      [
        Double(iteration), Double(environmentSteps), Double(episodes), returnMean, episodeLength,
        policyLoss, valueLoss, entropy, divergence, clippedShare, gradientNorm, explainedVariance,
        Double(updates), learningRate, proximity,
      ]
    }

    private var divergences = 0

    /// Begins a new pass over the rollout.
    mutating func beginEpoch() { (divergence, divergences) = (0, 0) }

    /// Adds how far the policy had gone before a minibatch.
    mutating func add(divergence part: Double) {
      divergence += part
      divergences += 1
    }

    /// Adds what a minibatch gave.
    mutating func add(_ part: PPOObjective.Terms, gradientNorm norm: Double) {
      policyLoss += part.policyLoss
      valueLoss += part.valueLoss
      entropy += part.entropy
      clippedShare += part.clippedShare
      gradientNorm += norm
      updates += 1
    }

    /// Makes means of the sums.
    mutating func average() {
      let n = Double(max(updates, 1))
      policyLoss /= n
      valueLoss /= n
      entropy /= n
      divergence /= Double(max(divergences, 1))
      clippedShare /= n
      gradientNorm /= n
    }
  }
}
