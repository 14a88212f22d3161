public import LinearAlgebra

/// A policy's distributions over actions, one a row: of whichever kind its head is.
public enum ActionDistribution<Element: BLASScalar> {
  /// Over the numbers of discrete actions.
  case categorical(Categorical<Element>)
  /// Over vectors of independent discrete choices.
  case multiCategorical(MultiCategorical<Element>)
  /// Over vectors of discrete choices that depend on each other.
  case autoregressive(AutoregressiveCategorical<Element>)
  /// Over vectors within bounds, by bins that depend on each other.
  case discretized(DiscretizedActions<Element>)
  /// Over vectors of bits.
  case bernoulli(Bernoulli<Element>)
  /// Over vectors of continuous actions.
  case gaussian(DiagonalGaussian<Element>)
  /// Over vectors of continuous actions that depend on each other.
  case fullGaussian(FullGaussian<Element>)
  /// Over vectors within bounds, by tanh.
  case squashedGaussian(SquashedGaussian<Element>)
  /// Over vectors within bounds.
  case beta(Beta<Element>)
  /// Over vectors of continuous actions, with several peaks.
  case mixture(GaussianMixture<Element>)
  /// Over vectors of continuous actions, by noise that is kept for `interval` steps.
  case gsde(GSDE<Element>, interval: Int)

  /// log π(a|s) of `actions` [batch × action width]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    switch self {
    case .categorical(let distribution): distribution.logProbability(of: actions)
    case .multiCategorical(let distribution): distribution.logProbability(of: actions)
    case .autoregressive(let distribution): distribution.logProbability(of: actions)
    case .discretized(let distribution): distribution.logProbability(of: actions)
    case .bernoulli(let distribution): distribution.logProbability(of: actions)
    case .gaussian(let distribution): distribution.logProbability(of: actions)
    case .fullGaussian(let distribution): distribution.logProbability(of: actions)
    case .squashedGaussian(let distribution): distribution.logProbability(of: actions)
    case .beta(let distribution): distribution.logProbability(of: actions)
    case .mixture(let distribution): distribution.logProbability(of: actions)
    case .gsde(let distribution, _): distribution.logProbability(of: actions)
    }
  }

  /// Whether ``entropy()`` exists: not for autoregressive and discretised distributions, squashed Gaussians and mixtures.
  public var hasEntropy: Bool {
    switch self {
    case .autoregressive, .discretized, .squashedGaussian, .mixture: false
    default: true
    }
  }

  /// The entropy in nats: [batch × 1], or [1 × 1] where it does not depend on the state.
  /// - Precondition: It has a closed form, ``hasEntropy``; −log π of a sample is an estimate where it has none.
  public func entropy() -> Variable<Element> {
    switch self {
    case .categorical(let distribution): return distribution.entropy()
    case .multiCategorical(let distribution): return distribution.entropy()
    case .bernoulli(let distribution): return distribution.entropy()
    case .gaussian(let distribution): return distribution.entropy()
    case .fullGaussian(let distribution): return distribution.entropy()
    case .beta(let distribution): return distribution.entropy()
    case .gsde(let distribution, _): return distribution.entropy()
    case .autoregressive, .discretized, .squashedGaussian, .mixture:
      preconditionFailure("The entropy of this distribution has no closed form.")
    }
  }

  /// KL(self ‖ other) [batch × 1], in nats.
  /// - Precondition: Both are of one kind, which is neither autoregressive, discretised nor a mixture: those have no closed
  ///   form.
  public func divergence(from other: ActionDistribution) -> Variable<Element> {
    switch (self, other) {
    case (.categorical(let p), .categorical(let q)): return p.divergence(from: q)
    case (.multiCategorical(let p), .multiCategorical(let q)): return p.divergence(from: q)
    case (.bernoulli(let p), .bernoulli(let q)): return p.divergence(from: q)
    case (.gaussian(let p), .gaussian(let q)): return p.divergence(from: q)
    case (.fullGaussian(let p), .fullGaussian(let q)): return p.divergence(from: q)
    case (.squashedGaussian(let p), .squashedGaussian(let q)): return p.divergence(from: q)
    case (.beta(let p), .beta(let q)): return p.divergence(from: q)
    case (.gsde(let p, _), .gsde(let q, _)): return p.divergence(from: q)
    case (.autoregressive, .autoregressive), (.discretized, .discretized), (.mixture, .mixture):
      preconditionFailure("The divergence of these distributions has no closed form.")
    default: preconditionFailure("Distributions of two kinds have no divergence.")
    }
  }

  /// What draws actions [batch × action width].
  public func sampler() -> DistributionSampler<Element> {
    switch self {
    case .categorical(let distribution): distribution.sampler()
    case .multiCategorical(let distribution): distribution.sampler()
    case .autoregressive(let distribution): distribution.sampler()
    case .discretized(let distribution): distribution.sampler()
    case .bernoulli(let distribution): distribution.sampler()
    case .gaussian(let distribution): distribution.sampler()
    case .fullGaussian(let distribution): distribution.sampler()
    case .squashedGaussian(let distribution): distribution.sampler()
    case .beta(let distribution): distribution.sampler()
    case .mixture(let distribution): distribution.sampler()
    case .gsde(let distribution, let interval): distribution.sampler(interval: interval)
    }
  }
}
