internal import ActorCritic
internal import LinearAlgebra
public import ReinforcementLearning

extension BonusActorCritic {
  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics, Equatable {
    /// What batch actor-critic logs; returns are of the environment's own rewards.
    let actorCritic: BatchActorCritic.Metrics
    /// The mean of c 𝓑(s) over the batch; NaN without a bonus.
    public let bonusMean: Double
    /// Its standard deviation over the batch.
    public let bonusDeviation: Double
    /// The mean loss of the discriminator's fit; NaN for other models.
    public let noveltyLoss: Double
    /// The mean undiscounted return of the trajectories, without bonuses.
    public var returnMean: Double { actorCritic.returnMean }

    init(
      actorCritic: BatchActorCritic.Metrics, bonuses: Vector<Scalar>, weight: Double, loss: Double
    ) {
      self.actorCritic = actorCritic
      var (sum, squares) = (0.0, 0.0)
      let span = bonuses.span
      for i in span.indices {
        let bonus = weight * Double(span[i])
        sum += bonus
        squares += bonus * bonus
      }
      let count = Double(span.count)
      bonusMean = sum / count
      bonusDeviation =
        count > 0 ? max(0, squares / count - bonusMean * bonusMean).squareRoot() : .nan
      noveltyLoss = loss
    }

    /// The columns of `metrics.csv`.
    public static let documentation =
      BatchActorCritic.Metrics.documentation + [
        MetricColumn("bonus_mean", "mean of c 𝓑(s) over the batch; NaN without a bonus"),
        MetricColumn("bonus_deviation", "its standard deviation over the batch"),
        MetricColumn(
          "novelty_loss", "mean loss of the discriminator's fit; NaN for other models"),
      ]

    /// The values in the order of the columns.
    public var values: [Double] {
      actorCritic.values + [bonusMean, bonusDeviation, noveltyLoss]
    }
  }
}
