internal import Foundation
public import LinearAlgebra

/// Normal distributions squashed into an interval, one a row: a = c + h tanh u, u ∼ N(μ, diag σ²), where c is
/// the interval's center and h half its width (T. Haarnoja et al., "Soft actor-critic", 2018, appendix C).
///
/// log p(a) = log N(u; μ, σ²) − Σ log h + log(1 − tanh² u), and log(1 − tanh² u) is computed as
/// 2 (log 2 − u − softplus(−2u)), which neither cancels nor overflows. The entropy has no closed form: use
/// −log p of a reparametrised sample. The divergence has one: squashing is one to one, so that it is the
/// Gaussians'.
public struct SquashedGaussian<Element: BLASScalar> {
  /// The distribution of u.
  public let base: DiagonalGaussian<Element>
  /// The intervals.
  public let bounds: ActionBounds<Element>
  /// What actions are drawn by, if noise is kept for several steps; the distribution over that noise is `base`.
  private var exploration: (noise: GSDE<Element>, interval: Int)?

  /// The distributions of squashed draws from `base`.
  public init(_ base: DiagonalGaussian<Element>, bounds: ActionBounds<Element>) {
    precondition(
      base.mean.columns == bounds.components,
      "\(bounds.components) intervals do not fit a mean of \(base.mean.shape).")
    self.base = base
    self.bounds = bounds
  }

  /// The distributions of squashed draws by noise that is kept for `interval` steps.
  public init(_ noise: GSDE<Element>, interval: Int, bounds: ActionBounds<Element>) {
    self.init(noise.marginal, bounds: bounds)
    exploration = (noise, interval)
  }

  /// log p of `actions` [batch × components]; [batch × 1].
  ///
  /// u is found again by the inverse of tanh, whose argument is kept 2⁻²⁴ (in Double 2⁻⁵³) away from ±1; so the
  /// value is finite at the ends of the interval and beyond. With ``sample(noise:)`` nothing is inverted.
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    let limit = 1 - Element.ulpOfOne / 2
    let y = ((actions - bounds.center) / bounds.halfWidth).clamped(-limit, limit)
    return logProbability(unsquashed: 0.5 * (log(1 + y) - log(1 - y)))
  }

  /// log p [batch × 1] of the actions c + h tanh u for u [batch × components].
  public func logProbability(unsquashed u: Variable<Element>) -> Variable<Element> {
    let logSlope = 2 * (Element(Foundation.log(2.0)) - u - softplus(-2 * u))
    return base.logProbability(of: u) - (logSlope + log(bounds.halfWidth)).rowSums()
  }

  /// KL(self ‖ other) [batch × 1], in nats.
  /// - Precondition: Both have the same intervals.
  public func divergence(from other: SquashedGaussian) -> Variable<Element> {
    precondition(
      bounds.low.vector == other.bounds.low.vector
        && bounds.high.vector == other.bounds.high.vector,
      "Distributions over different intervals have no divergence.")
    return base.divergence(from: other.base)
  }

  /// Samples [batch × components] and their log p [batch × 1], through both of which gradients flow, for a leaf
  /// ε ∼ N(0, 1) [batch × components].
  public func sample(
    noise: Variable<Element>
  ) -> (actions: Variable<Element>, logProbability: Variable<Element>) {
    let (positions, logProbability) = samplePositions(noise: noise)
    return (
      bounds.center + bounds.halfWidth * positions,
      logProbability - log(bounds.halfWidth).rowSums()
    )
  }

  /// Samples in units of the intervals, tanh u ∈ (−1, 1), and the log p of these: the same for all widths.
  ///
  /// - Parameter noise: A leaf ε ∼ N(0, 1) [batch × components].
  /// - Returns: Positions [batch × components] and their log p [batch × 1], through both of which gradients flow.
  public func samplePositions(
    noise: Variable<Element>
  ) -> (positions: Variable<Element>, logProbability: Variable<Element>) {
    let u = base.sample(noise: noise)
    // log N(u; μ, σ²) in terms of ε, so that u − μ need not be computed again; −log(1 − tanh² u) as above.
    let constant = Element(0.5 * Foundation.log(2 * Double.pi) + 2 * Foundation.log(2.0))
    let terms = 0.5 * square(noise) + base.logDeviation - 2 * (u + softplus(-2 * u))
    return (tanh(u), -(terms + constant).rowSums())
  }

  /// c + h tanh μ [batch × components]: the median, and what a policy does without exploring. (The density's
  /// own maximum has no closed form, and lies at an end of the interval where σ is large.)
  public var median: Variable<Element> { squashed(base.mean) }

  /// What draws actions [batch × components]. Its mode is ``median``.
  public func sampler() -> DistributionSampler<Element> {
    if let (noise, interval) = exploration {
      return noise.sampler(interval: interval, bounds: bounds)
    }
    return DistributionSampler(
      .gaussian(mean: base.mean, deviation: exp(base.logDeviation), bounds: bounds),
      rows: base.mean.rows, width: base.mean.columns)
  }

  private func squashed(_ u: Variable<Element>) -> Variable<Element> {
    bounds.center + bounds.halfWidth * tanh(u)
  }
}
