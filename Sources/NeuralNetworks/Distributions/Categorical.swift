public import LinearAlgebra

/// Distributions over `logits.columns` categories, one a row; p ∝ exp(logits).
public struct Categorical<Element: BLASScalar> {
  /// Unnormalised log-probabilities [batch × categories]; about −10¹⁵ where a mask forbids.
  public let logits: Variable<Element>

  /// The distributions with the given logits [batch × categories].
  ///
  /// - Parameters:
  ///   - logits: Unnormalised log-probabilities [batch × categories].
  ///   - allowed: Where given, a leaf of the same shape: 1 for an allowed category, 0 for one whose probability
  ///     is to be exactly 0. No gradient flows to forbidden logits; the log-probability of a forbidden category
  ///     is about −10¹⁵ and its exponential 0.
  /// - Precondition: The mask allows something in every row, now and at each replay.
  public init(logits: Variable<Element>, allowed: Variable<Element>? = nil) {
    self.logits = allowed.map { logits.masked($0) } ?? logits
  }

  /// Each category's probability [batch × categories].
  public var probabilities: Variable<Element> { logits.softmax() }

  /// log p of the category numbers `actions` [batch × 1]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    logits.gather(actions) - logits.logSumExp()
  }

  /// −Σ p log p [batch × 1], in nats.
  public func entropy() -> Variable<Element> {
    logits.logSumExp() - (probabilities * logits).rowSums()
  }

  /// KL(self ‖ other) = Σ p (log p − log q) [batch × 1], in nats; of the order of 10¹⁵ in place of ∞ where
  /// `other` forbids what this allows.
  public func divergence(from other: Categorical) -> Variable<Element> {
    (probabilities * (logits.logSoftmax() - other.logits.logSoftmax())).rowSums()
  }

  /// What draws category numbers [batch × 1]. Its mode is the first category of the largest probability.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(.choices([probabilities]), rows: logits.rows, width: 1)
  }
}
