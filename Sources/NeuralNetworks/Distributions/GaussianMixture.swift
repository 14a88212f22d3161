internal import Foundation
public import LinearAlgebra

/// Mixtures of K normal distributions with independent components, one mixture a row:
/// p(a) = Σₖ wₖ N(a; μₖ, diag σₖ²), w = softmax(logits).
///
/// Neither entropy nor divergence has a closed form, and there is no reparametrised sampling.
public struct GaussianMixture<Element: BLASScalar> {
  /// The unnormalised log-weights [batch × K].
  public let logits: Variable<Element>
  /// The means side by side [batch × K·n], mixture component by mixture component.
  public let means: Variable<Element>
  /// log σ, laid out as the means [batch or 1 × K·n].
  public let logDeviations: Variable<Element>

  /// The mixtures with log-weights [batch × K], means and log-deviations [batch × K·n].
  public init(
    logits: Variable<Element>, means: Variable<Element>, logDeviations: Variable<Element>
  ) {
    precondition(
      logits.columns > 0 && means.columns % logits.columns == 0 && means.rows == logits.rows
        && logDeviations.columns == means.columns
        && (logDeviations.rows == 1 || logDeviations.rows == means.rows),
      """
      Logits of \(logits.shape), means of \(means.shape) and log-deviations of \(logDeviations.shape) do \
      not fit.
      """)
    self.logits = logits
    self.means = means
    self.logDeviations = logDeviations
  }

  /// The number K of mixture components.
  public var modes: Int { logits.columns }
  /// The number n of components of an action.
  public var components: Int { means.columns / modes }

  /// log p = log Σₖ exp(log wₖ + log N(a; μₖ, σₖ²)) of `actions` [batch × n]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    let (K, n) = (modes, components)
    precondition(
      actions.columns == n, "Actions of \(actions.shape) do not fit \(n) components.")
    // Two products with matrices of zeros and ones: an action beside itself K times, sums over each n.
    let tape = means.tape
    let repeated = tape.input(Matrix(rows: n, columns: K * n) { i, j in j % n == i ? 1 : 0 })
    let grouped = tape.input(Matrix(rows: K * n, columns: K) { i, j in i / n == j ? 1 : 0 })
    let z = (actions.times(repeated) - means) * exp(-logDeviations)
    let logDensities =
      (-0.5 * square(z) - logDeviations).times(grouped)
      - Element(0.5 * Double(n) * Foundation.log(2 * Double.pi))
    return (logits.logSoftmax() + logDensities).logSumExp()
  }

  /// What draws actions [batch × n]. Its mode is the mean of the component with the largest weight.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(
      .mixture(weights: logits.softmax(), means: means, deviations: exp(logDeviations)),
      rows: means.rows, width: components)
  }
}
