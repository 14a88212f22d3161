public import LinearAlgebra

/// A policy's distributions over actions, one a row: of whichever kind the action space asks for.
public enum ActionDistribution<Element: BLASScalar> {
  /// Over the numbers of discrete actions.
  case categorical(Categorical<Element>)
  /// Over vectors of continuous actions.
  case gaussian(DiagonalGaussian<Element>)

  /// log π(a|s) of `actions` [batch × action width]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    switch self {
    case .categorical(let distribution): distribution.logProbability(of: actions)
    case .gaussian(let distribution): distribution.logProbability(of: actions)
    }
  }

  /// The entropy in nats: [batch × 1], or [1 × 1] where it does not depend on the state.
  public func entropy() -> Variable<Element> {
    switch self {
    case .categorical(let distribution): distribution.entropy()
    case .gaussian(let distribution): distribution.entropy()
    }
  }

  /// KL(self ‖ other) [batch × 1], in nats.
  /// - Precondition: Both are of one kind.
  public func divergence(from other: ActionDistribution) -> Variable<Element> {
    switch (self, other) {
    case (.categorical(let p), .categorical(let q)): return p.divergence(from: q)
    case (.gaussian(let p), .gaussian(let q)): return p.divergence(from: q)
    default: preconditionFailure("Distributions of two kinds have no divergence.")
    }
  }
}
