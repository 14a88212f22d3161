public import LinearAlgebra

/// Distributions over vectors of independent choices, one a row: component i among `counts[i]` categories.
///
/// log p(a) = Σᵢ log pᵢ(aᵢ); entropy and divergence are sums over the components as well.
public struct MultiCategorical<Element: BLASScalar> {
  /// The components' distributions.
  public let components: [Categorical<Element>]

  /// The distributions with the components' logits side by side [batch × Σ counts], and where given a mask of
  /// the same shape (see ``Categorical``).
  public init(logits: Variable<Element>, counts: [Int], allowed: Variable<Element>? = nil) {
    precondition(
      !counts.isEmpty && counts.allSatisfy { $0 > 0 } && logits.columns == counts.reduce(0, +),
      "Logits of \(logits.shape) do not fit choices among \(counts).")
    precondition(
      allowed == nil || allowed?.shape == logits.shape,
      "A mask of \(allowed?.shape ?? "") does not fit logits of \(logits.shape).")
    var components: [Categorical<Element>] = []
    var start = 0
    for count in counts {
      let range = start..<start + count
      components.append(
        Categorical(logits: logits.columns(range), allowed: allowed?.columns(range)))
      start += count
    }
    self.components = components
  }

  /// log p of `actions` [batch × components], whole numbers; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    precondition(
      actions.columns == components.count,
      "Actions of \(actions.shape) do not fit \(components.count) components.")
    return sum { components[$0].logProbability(of: actions.column($0)) }
  }

  /// The entropy [batch × 1], in nats.
  public func entropy() -> Variable<Element> { sum { components[$0].entropy() } }

  /// KL(self ‖ other) [batch × 1], in nats.
  /// - Precondition: `other` has the same components.
  public func divergence(from other: MultiCategorical) -> Variable<Element> {
    precondition(
      components.map(\.logits.columns) == other.components.map(\.logits.columns),
      "Distributions over different choices have no divergence.")
    return sum { components[$0].divergence(from: other.components[$0]) }
  }

  /// What draws vectors of category numbers [batch × components]; its mode is that of each component.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(
      .choices(components.map(\.probabilities)), rows: components[0].logits.rows,
      width: components.count)
  }

  private func sum(_ term: (Int) -> Variable<Element>) -> Variable<Element> {
    var result = term(0)
    for i in 1..<max(components.count, 1) { result = result + term(i) }
    return result
  }
}
