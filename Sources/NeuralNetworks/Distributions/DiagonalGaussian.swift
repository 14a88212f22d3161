internal import Foundation
public import LinearAlgebra

/// Normal distributions with independent components, one a row: a ∼ N(μ, diag σ²).
public struct DiagonalGaussian<Element: BLASScalar> {
  /// μ [batch × components].
  public let mean: Variable<Element>
  /// log σ [batch × components], or [1 × components] where it does not depend on the state.
  public let logDeviation: Variable<Element>

  /// The distributions with means μ [batch × components] and log σ [batch or 1 × components].
  public init(mean: Variable<Element>, logDeviation: Variable<Element>) {
    precondition(
      logDeviation.columns == mean.columns
        && (logDeviation.rows == 1 || logDeviation.rows == mean.rows),
      "A log-deviation of \(logDeviation.shape) does not fit a mean of \(mean.shape).")
    self.mean = mean
    self.logDeviation = logDeviation
  }

  private var dimension: Element { Element(mean.columns) }

  /// log p of `actions` [batch × components]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    let z = (actions - mean) * exp(-logDeviation)
    return (0.5 * square(z) + logDeviation).rowSums() * -1
      - dimension * Element(0.5 * Foundation.log(2 * Double.pi))
  }

  /// The differential entropy Σ log σ + n/2 (1 + log 2π) in nats: [batch × 1], or [1 × 1] where σ does not
  /// depend on the state.
  public func entropy() -> Variable<Element> {
    logDeviation.rowSums() + dimension * Element(0.5 * (1 + Foundation.log(2 * Double.pi)))
  }

  /// KL(self ‖ other) [batch × 1], in nats.
  public func divergence(from other: DiagonalGaussian) -> Variable<Element> {
    let difference = square((mean - other.mean) * exp(-other.logDeviation))
    let logRatio = logDeviation - other.logDeviation
    return ((exp(2 * logRatio) + difference) * 0.5 - logRatio).rowSums() - dimension * 0.5
  }

  /// Samples μ + σ ⊙ ε [batch × components] through which gradients flow, for a leaf ε ∼ N(0, 1) of that shape.
  public func sample(noise: Variable<Element>) -> Variable<Element> {
    precondition(
      noise.shape == mean.shape, "Noise of \(noise.shape) does not fit a mean of \(mean.shape).")
    return mean + exp(logDeviation) * noise
  }

  /// What draws actions [batch × components]. Its mode is μ.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(
      .gaussian(mean: mean, deviation: exp(logDeviation), bounds: nil), rows: mean.rows,
      width: mean.columns)
  }
}
