public import LinearAlgebra

/// Draws from distributions on a tape, one a row.
///
/// It holds the nodes that drawing reads (probabilities, deviations), recorded once; after each replay it draws
/// from the new distributions. Drawing allocates nothing.
public struct DistributionSampler<Element: BLASScalar> {
  /// What is drawn, from which nodes.
  enum Source {
    /// A category for each column, from probabilities [rows × categories].
    case choices([Variable<Element>])
    /// Bits with probabilities [rows × width].
    case bits(Variable<Element>)
    /// μ + σ ε, squashed by tanh where there are bounds; σ [rows or 1 × width].
    case gaussian(
      mean: Variable<Element>, deviation: Variable<Element>, bounds: ActionBounds<Element>?)
    /// μ + L ε.
    case fullGaussian(mean: Variable<Element>, factor: [[Variable<Element>]])
    /// One of several Gaussians, with weights [rows × K] and the rest as in ``GaussianMixture``.
    case mixture(
      weights: Variable<Element>, means: Variable<Element>, deviations: Variable<Element>)
    /// x ∼ Beta(α, β) on an interval.
    case beta(alpha: Variable<Element>, beta: Variable<Element>, bounds: ActionBounds<Element>)
    /// μ + φ (σ ⊙ ξ) with `noise` ξ that is kept, squashed by tanh where there are bounds.
    case stateDependent(
      mean: Variable<Element>, features: Variable<Element>, deviations: Variable<Element>,
      bounds: ActionBounds<Element>?)
    /// Categories that depend on the earlier ones; `context` [2 × features] and `probabilities` are scratch.
    case autoregressive(
      AutoregressiveCategorical<Element>, context: Variable<Element>,
      probabilities: Variable<Element>)
    /// Actions within such categories.
    case discretized(
      DiscretizedActions<Element>, context: Variable<Element>, probabilities: Variable<Element>)
  }

  private let source: Source
  /// The number of distributions.
  public let rows: Int
  /// The number of columns of what is drawn.
  public let width: Int
  /// The noise of ``GSDE``, which is kept from call to call; nil for every other distribution.
  public var noise: ExplorationNoise<Element>?

  init(_ source: Source, rows: Int, width: Int) {
    self.source = source
    self.rows = rows
    self.width = width
  }

  /// Draws from each row's distribution, from row i with `streams[i]`.
  ///
  /// - Parameters:
  ///   - actions: Receives the draws [rows × width].
  ///   - streams: One random stream a row.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func sample(
    into actions: inout Matrix<Element>, using streams: inout [RandomStream]
  ) {
    check(actions)
    precondition(streams.count == rows, "\(streams.count) streams do not fit \(rows) rows.")
    let (source, width) = (source, width)
    actions.withUnsafeMutablePointer { actions in
      switch source {
      case .choices(let probabilities):
        Self.sampleChoices(probabilities, actions, &streams)
      case .bits(let probabilities):
        Self.sampleBits(probabilities, actions, &streams)
      case .gaussian(let mean, let deviation, let bounds):
        Self.sampleGaussian(mean, deviation, bounds, actions, &streams)
      case .fullGaussian(let mean, let factor):
        Self.sampleFullGaussian(mean, factor, actions, &streams)
      case .mixture(let weights, let means, let deviations):
        Self.sampleMixture(weights, means, deviations, width, actions, &streams)
      case .beta(let alpha, let beta, let bounds):
        Self.sampleBeta(alpha, beta, bounds, actions, &streams)
      case .stateDependent(let mean, let features, let deviations, let bounds):
        noise?.sample(mean, features, deviations, into: actions, using: &streams)
        if let bounds { Self.squash(actions, rows * width, into: bounds) }
      case .autoregressive(let distribution, let context, let probabilities):
        Self.walk(distribution, context, probabilities, actions) { row, p in
          streams[row].categoricalIfFinite(p) ?? 0
        }
      case .discretized(let distribution, let context, let probabilities):
        Self.walk(distribution.bins, context, probabilities, actions) { row, p in
          streams[row].categoricalIfFinite(p) ?? 0
        }
        distribution.place(actions, rows: rows) { streams[$0].uniform() }
      }
    }
  }

  /// The mode of each row's distribution, as its documentation defines it.
  ///
  /// - Parameter actions: Receives the modes [rows × width].
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func mode(into actions: inout Matrix<Element>) {
    check(actions)
    actions.withUnsafeMutablePointer { actions in
      switch source {
      case .choices(let probabilities): Self.likeliestChoices(probabilities, actions)
      case .bits(let probabilities):
        let p = probabilities.pointer
        for e in 0..<rows * width { actions[e] = p[e] > 0.5 ? 1 : 0 }
      case .gaussian(let mean, _, let bounds): Self.gaussianCenter(mean, bounds, actions)
      case .fullGaussian(let mean, _):
        actions.update(from: mean.pointer, count: rows * width)
      case .stateDependent(let mean, _, _, let bounds):
        Self.gaussianCenter(mean, bounds, actions)
      case .mixture(let weights, let means, _):
        for i in 0..<rows {
          let k = Self.firstLargest(weights.pointer + i * weights.columns, weights.columns)
          (actions + i * width).update(
            from: means.pointer + i * means.columns + k * width, count: width)
        }
      case .beta(let alpha, let beta, let bounds): Self.betaModes(alpha, beta, bounds, actions)
      case .autoregressive(let distribution, let context, let probabilities):
        Self.walk(distribution, context, probabilities, actions) { _, p in
          var best = 0
          for j in p.indices where p[j] > p[best] { best = j }
          return best
        }
      case .discretized(let distribution, let context, let probabilities):
        Self.walk(distribution.bins, context, probabilities, actions) { _, p in
          var best = 0
          for j in p.indices where p[j] > p[best] { best = j }
          return best
        }
        distribution.place(actions, rows: rows) { _ in 0.5 }
      }
    }
  }

  private func check(_ actions: Matrix<Element>) {
    precondition(
      actions.rows == rows && actions.columns == width,
      "Actions of \(actions.rows)×\(actions.columns) do not fit \(rows)×\(width).")
  }
}
