public import LinearAlgebra

/// Distributions over `logits.columns` categories, one a row; p ∝ exp(logits).
public struct Categorical<Element: BLASScalar> {
  /// Unnormalised log-probabilities [batch × categories].
  public let logits: Variable<Element>

  /// The distributions with the given logits [batch × categories].
  public init(logits: Variable<Element>) { self.logits = logits }

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

  /// KL(self ‖ other) = Σ p (log p − log q) [batch × 1], in nats.
  public func divergence(from other: Categorical) -> Variable<Element> {
    (probabilities * (logits.logSoftmax() - other.logits.logSoftmax())).rowSums()
  }
}
