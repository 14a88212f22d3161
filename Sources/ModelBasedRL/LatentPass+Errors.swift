internal import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// How well a latent model says what was observed, each error as a share of what there is to be said.
public struct LatentErrors: Sendable, Equatable {
  /// Σ ‖ŝ′ − s′‖² / Σ ‖s′ − s‖²: 1 if the networks do no better than to expect no change.
  public var dynamics = 0.0
  /// Σ ‖ô − o‖² / Σ ‖o − ō‖², ō the mean over the steps: 1 if all latent states are decoded to one observation, as they are
  /// when they have collapsed to a point.
  public var reconstruction = 0.0
  /// The mean squared error of the reward, in units of the rewards' deviation.
  public var reward = 0.0
  /// The root of the mean variance of a feature of s over the steps: 0 if the latent states have collapsed.
  public var latentDeviation = 0.0

  /// No errors.
  public init() {}
}

extension LatentPass {
  /// The errors of `model` on `batch`.
  package func errors(of model: LatentModel, on batch: TransitionBatch) -> LatentErrors {
    predict(model, on: batch)
    var errors = LatentErrors()
    let (moved, missed) = (squares(changes), said.map { squares($0.mean, less: changes) })
    errors.dynamics = missed.reduce(0, +) / Double(said.count) / moved
    for said in said {
      for i in 0..<batchSize {
        let miss = Double(said.mean[i, changes.columns] - rewards[i, 0])
        errors.reward += miss * miss / Double(self.said.count * batchSize)
      }
    }
    errors.reconstruction = squares(decoded, less: observations) / spread(observations)
    errors.latentDeviation =
      (spread(states) / Double(batchSize * states.columns)).squareRoot()
    return errors
  }

  /// Σ of the squares of the elements of `x`, or of their distances to the elements of `y` in the columns that `y` has.
  private func squares(_ x: Variable<Scalar>, less y: Variable<Scalar>? = nil) -> Double {
    let columns = y?.columns ?? x.columns
    var sum = 0.0
    for i in 0..<batchSize {
      for j in 0..<columns {
        let distance = Double(x[i, j] - (y?[i, j] ?? 0))
        sum += distance * distance
      }
    }
    return sum
  }

  /// Σ of the squared distances of the first rows of `x` to their mean.
  private func spread(_ x: Variable<Scalar>) -> Double {
    var sum = 0.0
    for j in 0..<x.columns {
      let column = (0..<batchSize).map { Double(x[$0, j]) }
      let mean = column.reduce(0, +) / Double(batchSize)
      for x in column { sum += (x - mean) * (x - mean) }
    }
    return sum
  }
}
