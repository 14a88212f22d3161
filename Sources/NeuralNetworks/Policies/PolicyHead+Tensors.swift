internal import Foundation
internal import LinearAlgebra

/// What a head has of its own in θ, beside the network whose outputs it takes.
struct PolicyHeadTensors<Element: BLASScalar>: Sendable {
  let head: PolicyHead
  /// log σ, where it is a parameter.
  let logDeviation: ParameterLayout.Slot?
  /// The layers of an autoregressive head.
  let autoregressive: AutoregressiveCategorical<Element>.Layers?

  /// Appends to `layout` what `head` needs behind a last hidden layer of `features` units.
  init(_ head: PolicyHead, features: Int, name: String, in layout: inout ParameterLayout) {
    self.head = head
    var logDeviation: ParameterLayout.Slot?
    switch head {
    case .gaussian(let components, let deviation):
      logDeviation = layout.add(
        "\(name).log_deviation", rows: 1, columns: components,
        .constant(Foundation.log(deviation)))
    case .gsde(let components, let deviation, _):
      logDeviation = layout.add(
        "\(name).log_deviation", rows: features, columns: components,
        .constant(Foundation.log(deviation)))
    case .squashedGSDE(let low, _, let deviation, _):
      logDeviation = layout.add(
        "\(name).log_deviation", rows: features, columns: low.count,
        .constant(Foundation.log(deviation)))
    default: break
    }
    self.logDeviation = logDeviation
    autoregressive = head.choiceLayers.map {
      AutoregressiveCategorical<Element>.Layers(
        counts: $0.counts, features: $0.features, name: name, in: &layout)
    }
  }

  /// The distributions that the network's `outputs` [batch × head.outputs] stand for.
  ///
  /// - Parameters:
  ///   - features: What the last layer saw [batch × features].
  ///   - θ: The parameters.
  ///   - allowed: A mask of discrete choices [batch × choices].
  func distribution(
    _ outputs: Variable<Element>, features: Variable<Element>, _ θ: Variable<Element>,
    allowed: Variable<Element>?
  ) -> ActionDistribution<Element> {
    precondition(
      allowed == nil || head.choices > 0, "Actions of the head \(head) cannot be masked.")
    let tape = outputs.tape
    switch head {
    case .categorical: return .categorical(Categorical(logits: outputs, allowed: allowed))
    case .multiCategorical(let counts):
      return .multiCategorical(MultiCategorical(logits: outputs, counts: counts, allowed: allowed))
    case .autoregressive:
      guard let layers = autoregressive else { preconditionFailure("The head has no layers.") }
      return .autoregressive(
        AutoregressiveCategorical(features: outputs, layers: layers, θ, allowed: allowed))
    case .discretized(let low, let high, _, _):
      guard let layers = autoregressive else { preconditionFailure("The head has no layers.") }
      let bins = AutoregressiveCategorical(features: outputs, layers: layers, θ)
      return .discretized(DiscretizedActions(bins, low: low, high: high))
    case .bernoulli: return .bernoulli(Bernoulli(logits: outputs))
    case .gaussian:
      return .gaussian(DiagonalGaussian(mean: outputs, logDeviation: freeLogDeviation(θ)))
    case .stateDependentGaussian(_, let deviation):
      return .gaussian(Self.gaussian(outputs, deviation))
    case .fullGaussian(let components, let deviation):
      return .fullGaussian(Self.fullGaussian(outputs, components, deviation))
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
    case .squashedGSDE(let low, let high, _, let interval):
      let noisy = GSDE(
        mean: outputs.clamped(-2, 2), features: features, logDeviation: freeLogDeviation(θ))
      return .squashedGaussian(
        SquashedGaussian(
          noisy, interval: interval, bounds: ActionBounds(low: low, high: high, on: tape)))
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

  private static func fullGaussian(
    _ outputs: Variable<Element>, _ n: Int, _ deviation: Double
  ) -> FullGaussian<Element> {
    var factor: [Variable<Element>] = []
    var column = n
    for i in 0..<n {
      if i > 0 { factor.append(outputs.columns(column..<column + i) * Element(deviation)) }
      factor.append(logDeviation(outputs.column(column + i), deviation))
      column += i + 1
    }
    return FullGaussian(mean: outputs.columns(0..<n), factor: concatenateColumns(factor))
  }

  /// log σ from an output that is 0 where σ is `deviation`, kept within [−20, 2].
  private static func logDeviation(
    _ output: Variable<Element>, _ deviation: Double
  ) -> Variable<Element> {
    (output + Element(Foundation.log(deviation))).clamped(-20, 2)
  }
}
