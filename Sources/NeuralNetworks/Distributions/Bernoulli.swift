public import LinearAlgebra

/// Distributions over vectors of independent bits, one a row: aⱼ is 1 with probability σ(logitⱼ), else 0.
public struct Bernoulli<Element: BLASScalar> {
  /// log(p / (1 − p)) [batch × components].
  public let logits: Variable<Element>

  /// The distributions with the given logits [batch × components].
  public init(logits: Variable<Element>) { self.logits = logits }

  /// The probabilities of 1 [batch × components].
  public var probabilities: Variable<Element> { sigmoid(logits) }

  /// log p = Σⱼ aⱼ logitⱼ − log(1 + exp logitⱼ) of `actions` [batch × components] of 0 and 1; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    (actions * logits - softplus(logits)).rowSums()
  }

  /// The entropy Σⱼ log(1 + exp logitⱼ) − pⱼ logitⱼ [batch × 1], in nats.
  public func entropy() -> Variable<Element> {
    (softplus(logits) - probabilities * logits).rowSums()
  }

  /// KL(self ‖ other) = Σⱼ pⱼ (log pⱼ − log qⱼ) + (1 − pⱼ) (log(1 − pⱼ) − log(1 − qⱼ)) [batch × 1], in nats.
  public func divergence(from other: Bernoulli) -> Variable<Element> {
    (probabilities * (logits - other.logits) - softplus(logits) + softplus(other.logits)).rowSums()
  }

  /// What draws vectors of bits [batch × components]. Its mode is 1 where p > ½.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(.bits(probabilities), rows: logits.rows, width: logits.columns)
  }
}
