public import LinearAlgebra

/// Beta distributions with independent components on an interval, one a row:
/// a = low + (high − low) x, p(x) = x^(α−1) (1 − x)^(β−1) / B(α, β) (P. Chou et al., "Improving stochastic policy
/// gradients […] using the beta distribution", 2017).
///
/// Actions never leave the interval, so no probability is lost at its ends. There is no reparametrised
/// sampling.
public struct Beta<Element: BLASScalar> {
  /// α > 0 [batch × components].
  public let alpha: Variable<Element>
  /// β > 0 [batch × components].
  public let beta: Variable<Element>
  /// The intervals.
  public let bounds: ActionBounds<Element>

  /// The distributions with α and β [batch × components], both positive; both above 1 for one peak inside.
  public init(alpha: Variable<Element>, beta: Variable<Element>, bounds: ActionBounds<Element>) {
    precondition(
      alpha.shape == beta.shape && alpha.columns == bounds.components,
      "α of \(alpha.shape), β of \(beta.shape) and \(bounds.components) intervals do not fit.")
    self.alpha = alpha
    self.beta = beta
    self.bounds = bounds
  }

  /// log B(α, β) = log Γ(α) + log Γ(β) − log Γ(α + β).
  private var logNormalizer: Variable<Element> {
    logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta)
  }

  private var logWidth: Variable<Element> { log(bounds.high - bounds.low) }

  /// log p of `actions` [batch × components]; [batch × 1]. x is kept 2⁻²⁴ (in Double 2⁻⁵³) away from 0 and 1, so
  /// that the value is finite at the ends of the interval.
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    let margin = Element.ulpOfOne / 2
    let x = ((actions - bounds.low) / (bounds.high - bounds.low)).clamped(margin, 1 - margin)
    let density = (alpha - 1) * log(x) + (beta - 1) * log(1 - x)
    return (density - logNormalizer - logWidth).rowSums()
  }

  /// The differential entropy Σ log B − (α−1) ψ(α) − (β−1) ψ(β) + (α+β−2) ψ(α+β) + log(high − low) [batch × 1],
  /// in nats.
  public func entropy() -> Variable<Element> {
    let sum = alpha + beta
    let inner = (alpha - 1) * digamma(alpha) + (beta - 1) * digamma(beta)
    return (logNormalizer - inner + (sum - 2) * digamma(sum) + logWidth).rowSums()
  }

  /// KL(self ‖ other) [batch × 1], in nats.
  /// - Precondition: Both have the same intervals.
  public func divergence(from other: Beta) -> Variable<Element> {
    precondition(
      bounds.low.vector == other.bounds.low.vector
        && bounds.high.vector == other.bounds.high.vector,
      "Distributions over different intervals have no divergence.")
    let (dα, dβ) = (alpha - other.alpha, beta - other.beta)
    let expected = dα * digamma(alpha) + dβ * digamma(beta) - (dα + dβ) * digamma(alpha + beta)
    return (other.logNormalizer - logNormalizer + expected).rowSums()
  }

  /// low + (high − low) α / (α + β) [batch × components].
  public var mean: Variable<Element> {
    bounds.low + (bounds.high - bounds.low) * alpha / (alpha + beta)
  }

  /// What draws actions [batch × components]. Its mode is at x = (α − 1) / (α + β − 2) where both are above 1,
  /// otherwise at the end towards which the larger of the two pulls (the middle where they are equal).
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(
      .beta(alpha: alpha, beta: beta, bounds: bounds), rows: alpha.rows, width: alpha.columns)
  }
}
