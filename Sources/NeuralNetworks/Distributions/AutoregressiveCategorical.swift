public import LinearAlgebra

/// Distributions over vectors of choices that depend on each other, one a row:
/// p(a) = Πⱼ p(aⱼ | a₁ … aⱼ₋₁), component j among nⱼ categories; for discretised continuous actions, for instance.
///
/// The conditional distributions share a running sum, as in H. Larochelle and I. Murray, "The neural
/// autoregressive distribution estimator" (2011): hⱼ = tanh(f + Σᵢ﹤ⱼ Eᵢ[aᵢ]), logitsⱼ = hⱼ Vⱼ + bⱼ, where f
/// [batch × features] comes from the state and Eᵢ[aᵢ] is row aᵢ of a table.
///
/// The entropy is a sum over all vectors and has no closed form, nor has the divergence; along given actions both
/// have estimates without bias, ``entropy(along:)`` and ``divergence(from:along:)``.
public struct AutoregressiveCategorical<Element: BLASScalar> {
  /// The tables and heads in a parameter vector.
  public struct Layers: Sendable, Equatable {
    /// Eⱼ [nⱼ × features] of every component but the last.
    let embeddings: [ParameterLayout.Slot]
    /// From features to logits, one for each component.
    let heads: [Linear]

    /// Appends the tensors `name.embedding.<j>` and `name.head.<j>` to `layout`.
    public init(
      counts: [Int], features: Int, name: String, in layout: inout ParameterLayout
    ) {
      precondition(
        !counts.isEmpty && counts.allSatisfy { $0 > 0 } && features > 0,
        "Choices among \(counts) with \(features) features are none.")
      embeddings = counts.dropLast().indices.map {
        layout.add("\(name).embedding.\($0)", rows: counts[$0], columns: features, .glorot)
      }
      heads = counts.indices.map {
        Linear(
          inputs: features, outputs: counts[$0], activation: .identity, name: "\(name).head.\($0)",
          in: &layout)
      }
    }

    /// nⱼ for each component.
    public var counts: [Int] { heads.map(\.weight.columns) }
  }

  /// f [batch × features].
  public let features: Variable<Element>
  /// The tables and heads.
  public let layers: Layers
  /// The parameter vector in which they lie.
  let θ: Variable<Element>
  /// The masks side by side [batch × Σ nⱼ].
  let allowed: Variable<Element>?

  /// The distributions for f [batch × features], with the parameters `θ` of `layers`, and where given a mask
  /// [batch × Σ nⱼ] (see ``Categorical``).
  public init(
    features: Variable<Element>, layers: Layers, _ θ: Variable<Element>,
    allowed: Variable<Element>? = nil
  ) {
    let choices = layers.counts.reduce(0, +)
    precondition(
      features.columns == layers.heads[0].weight.rows,
      "Features of \(features.shape) do not fit \(layers.heads[0].weight.rows).")
    precondition(
      allowed.map { $0.rows == features.rows && $0.columns == choices } ?? true,
      "A mask of \(allowed?.shape ?? "") does not fit \(features.rows)×\(choices).")
    self.features = features
    self.layers = layers
    self.θ = θ
    self.allowed = allowed
  }

  /// log p of `actions` [batch × components], whole numbers; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    sum(conditionals(along: actions)) { j, p in p.logProbability(of: actions.column(j)) }
  }

  /// Σⱼ H(p(·|a₁ … aⱼ₋₁)) along `actions` [batch × components]; [batch × 1], in nats.
  ///
  /// For actions drawn from this distribution its expectation is the entropy.
  public func entropy(along actions: Variable<Element>) -> Variable<Element> {
    sum(conditionals(along: actions)) { _, p in p.entropy() }
  }

  /// Σⱼ KL(p(·|a₁ … aⱼ₋₁) ‖ q(·|a₁ … aⱼ₋₁)) along `actions` [batch × components]; [batch × 1], in nats.
  ///
  /// For actions drawn from this distribution its expectation is KL(self ‖ other).
  public func divergence(
    from other: AutoregressiveCategorical, along actions: Variable<Element>
  ) -> Variable<Element> {
    let others = other.conditionals(along: actions)
    return sum(conditionals(along: actions)) { j, p in p.divergence(from: others[j]) }
  }

  /// What draws vectors of category numbers [batch × components]. Its mode is greedy: each component's most
  /// likely category given those before.
  public func sampler() -> DistributionSampler<Element> {
    let tape = features.tape
    return DistributionSampler(
      .autoregressive(
        self, context: tape.input(rows: 2, columns: features.columns),
        probabilities: tape.input(rows: 1, columns: layers.counts.max() ?? 1)),
      rows: features.rows, width: layers.heads.count)
  }

  /// The distribution of each component given the earlier ones in `actions`.
  private func conditionals(along actions: Variable<Element>) -> [Categorical<Element>] {
    precondition(
      actions.columns == layers.heads.count && actions.rows == features.rows,
      "Actions of \(actions.shape) do not fit \(features.rows)×\(layers.heads.count).")
    var (context, start) = (features, 0)
    var result: [Categorical<Element>] = []
    for (j, head) in layers.heads.enumerated() {
      let range = start..<start + head.weight.columns
      start = range.upperBound
      result.append(
        Categorical(logits: head(tanh(context), θ), allowed: allowed?.columns(range)))
      guard j < layers.embeddings.count else { break }
      let slot = layers.embeddings[j]
      let table = θ.view(offset: slot.offset, rows: slot.rows, columns: slot.columns)
      context = context + table.rows(at: actions.column(j))
    }
    return result
  }

  private func sum(
    _ conditionals: [Categorical<Element>],
    _ term: (Int, Categorical<Element>) -> Variable<Element>
  ) -> Variable<Element> {
    var result = term(0, conditionals[0])
    for j in 1..<conditionals.count { result = result + term(j, conditionals[j]) }
    return result
  }
}
