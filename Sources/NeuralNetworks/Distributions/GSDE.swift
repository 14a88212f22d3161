public import LinearAlgebra

/// Generalised state-dependent exploration (A. Raffin, J. Kober and F. Stulp, "Smooth exploration for robotic
/// reinforcement learning", 2022): a = μ(s) + φ(s) (σ ⊙ ξ), where the noise ξ ∼ N(0, 1) [features × components]
/// is kept for several steps. Between two draws of ξ the action is a deterministic function of the state.
///
/// Over ξ, an action's components are independent and normal with variance Σᵢ φᵢ(s)² σᵢⱼ², to which 10⁻⁶ is
/// added so that log p is finite where all features are 0.
public struct GSDE<Element: BLASScalar> {
  /// φ(s) [batch × features].
  public let features: Variable<Element>
  /// log σ [features × components].
  public let logDeviation: Variable<Element>
  /// The distribution of an action over the noise.
  public let marginal: DiagonalGaussian<Element>

  /// The distributions with means μ [batch × components], features φ [batch × features] and log σ
  /// [features × components].
  public init(
    mean: Variable<Element>, features: Variable<Element>, logDeviation: Variable<Element>
  ) {
    precondition(
      features.rows == mean.rows && logDeviation.rows == features.columns
        && logDeviation.columns == mean.columns,
      """
      A mean of \(mean.shape), features of \(features.shape) and a log-deviation of \
      \(logDeviation.shape) do not fit.
      """)
    self.features = features
    self.logDeviation = logDeviation
    let variance = square(features).times(exp(2 * logDeviation)) + 1e-6
    marginal = DiagonalGaussian(mean: mean, logDeviation: 0.5 * log(variance))
  }

  /// log p of `actions` [batch × components] over the noise; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    marginal.logProbability(of: actions)
  }

  /// The differential entropy over the noise [batch × 1], in nats.
  public func entropy() -> Variable<Element> { marginal.entropy() }

  /// KL(self ‖ other) over the noise [batch × 1], in nats.
  public func divergence(from other: GSDE) -> Variable<Element> {
    marginal.divergence(from: other.marginal)
  }

  /// Samples μ + φ (σ ⊙ ξ) [batch × components] through which gradients flow, for one leaf ξ ∼ N(0, 1)
  /// [features × components] that all rows share.
  public func sample(noise: Variable<Element>) -> Variable<Element> {
    precondition(
      noise.shape == logDeviation.shape,
      "Noise of \(noise.shape) does not fit a log-deviation of \(logDeviation.shape).")
    return marginal.mean + features.times(exp(logDeviation) * noise)
  }

  /// What draws actions [batch × components], with noise of its own for each row that is drawn anew at every
  /// `interval`th call; see ``ExplorationNoise``. Its mode is μ.
  public func sampler(interval: Int) -> DistributionSampler<Element> {
    sampler(interval: interval, bounds: nil)
  }

  /// The same, squashed by tanh into `bounds` if there are some.
  func sampler(interval: Int, bounds: ActionBounds<Element>?) -> DistributionSampler<Element> {
    precondition(interval > 0, "Noise cannot be drawn every \(interval) steps.")
    var sampler = DistributionSampler(
      .stateDependent(
        mean: marginal.mean, features: features, deviations: exp(logDeviation), bounds: bounds),
      rows: features.rows, width: marginal.mean.columns)
    sampler.noise = ExplorationNoise(
      values: Vector(count: features.rows * logDeviation.count), interval: interval)
    return sampler
  }
}

/// The noise of ``GSDE`` that outlives a step: part of a run's state, since the next actions depend on it.
public struct ExplorationNoise<Element: BLASScalar>: Sendable, Codable, Equatable {
  /// ξ of each row, one after another [rows × features × components].
  var values: Vector<Element>
  /// The number of calls for which noise is kept.
  let interval: Int
  /// The number of calls that the present noise has served; it is drawn anew where that is `interval`.
  var age: Int

  init(values: Vector<Element>, interval: Int) {
    self.values = values
    self.interval = interval
    age = interval
  }

  /// Whether this is noise for as many rows, features and components, kept for as many calls as `other`.
  package func isAlike(_ other: ExplorationNoise) -> Bool {
    values.count == other.values.count && interval == other.interval
  }

  /// Has the noise drawn anew at the next call, as at the start of a rollout.
  public mutating func renew() { age = interval }
}
