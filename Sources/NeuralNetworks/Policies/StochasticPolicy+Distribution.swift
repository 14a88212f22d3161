internal import Foundation
internal import LinearAlgebra

extension StochasticPolicy {
  /// π_θ(·|s).
  ///
  /// - Parameters:
  ///   - observations: [batch × features]
  ///   - θ: The parameters, a node of the same tape.
  ///   - allowed: For discrete actions, where given, a leaf [batch × choices] with 1 for each allowed choice and
  ///     0 for each forbidden one, the components one after another.
  /// - Precondition: A mask is given for discrete choices only, and allows one in each component of each row.
  public func distribution(
    _ observations: Variable<Element>, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    distribution(ofFeatures: features(observations, θ), θ, allowed: allowed)
  }

  /// What the last layer takes: the last hidden layer's outputs, or the observations if there is none.
  public func features(
    _ observations: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    var features = observations
    for layer in network.layers.dropLast() { features = layer(features, θ) }
    return features
  }

  /// π_θ(·|s) from what ``features(_:_:)`` gave, which a value function may share.
  public func distribution(
    ofFeatures features: Variable<Element>, _ θ: Variable<Element>,
    allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    precondition(
      allowed == nil || head.choices > 0, "Actions of the head \(head) cannot be masked.")
    let outputs = network.layers[network.layers.count - 1](features, θ)
    let tape = outputs.tape

    switch head {
    case .categorical: return .categorical(Categorical(logits: outputs, allowed: allowed))
    case .multiCategorical(let counts):
      return .multiCategorical(MultiCategorical(logits: outputs, counts: counts, allowed: allowed))
    case .autoregressive:
      guard let layers = autoregressive else { preconditionFailure("The head has no layers.") }
      return .autoregressive(
        AutoregressiveCategorical(features: outputs, layers: layers, θ, allowed: allowed))
    case .bernoulli: return .bernoulli(Bernoulli(logits: outputs))
    case .gaussian:
      return .gaussian(DiagonalGaussian(mean: outputs, logDeviation: freeLogDeviation(θ)))
    case .stateDependentGaussian(_, let deviation):
      return .gaussian(Self.gaussian(outputs, deviation))
    case .squashedGaussian(let low, let high, let deviation):
      return .squashedGaussian(
        SquashedGaussian(
          Self.gaussian(outputs, deviation), bounds: ActionBounds(low: low, high: high, on: tape)))
    case .beta(let low, let high):
      let n = low.count
      return .beta(
        Beta(
          alpha: 1 + softplus(outputs.columns(0..<n)),
          beta: 1 + softplus(outputs.columns(n..<2 * n)),
          bounds: ActionBounds(low: low, high: high, on: tape)))
    case .mixture(let components, let modes, let deviation):
      let size = modes * components
      return .mixture(
        GaussianMixture(
          logits: outputs.columns(0..<modes), means: outputs.columns(modes..<modes + size),
          logDeviations: Self.logDeviation(
            outputs.columns(modes + size..<modes + 2 * size), deviation)))
    case .gsde(_, _, let interval):
      return .gsde(
        GSDE(
          mean: outputs, features: features.stopGradient(), logDeviation: freeLogDeviation(θ)),
        interval: interval)
    }
  }

  private func freeLogDeviation(_ θ: Variable<Element>) -> Variable<Element> {
    guard let slot = logDeviation else { preconditionFailure("The head has no log-deviation.") }
    return θ.view(offset: slot.offset, rows: slot.rows, columns: slot.columns)
  }

  private static func gaussian(
    _ outputs: Variable<Element>, _ deviation: Double
  ) -> DiagonalGaussian<Element> {
    let n = outputs.columns / 2
    return DiagonalGaussian(
      mean: outputs.columns(0..<n),
      logDeviation: logDeviation(outputs.columns(n..<2 * n), deviation))
  }

  /// log σ from an output that is 0 where σ is `deviation`, kept within [−20, 2].
  private static func logDeviation(
    _ output: Variable<Element>, _ deviation: Double
  ) -> Variable<Element> {
    (output + Element(Foundation.log(deviation))).clamped(-20, 2)
  }
}
