public import Environments
public import LinearAlgebra
public import NeuralNetworks

extension LatentPolicy: Policy where Element == Scalar {
  /// `latent_policy`.
  public static var fileKey: String { "latent_policy" }

  /// The number of features of an observation.
  public var observationWidth: Int { architecture.observations }

  /// Whether actions are continuous and of as many components.
  public func acts(in space: ActionSpace) -> Bool {
    if case .continuous = space { space.width == actionWidth } else { false }
  }

  /// An actor that draws z anew in every step, or takes z = 0.
  /// - Precondition: There are no masks; actions are continuous.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    precondition(!isMasked, "Continuous actions cannot be masked.")
    return LatentActor(policy: self, evaluator: LatentEvaluator(self, rows: copies))
  }
}

/// Acts by a ``LatentPolicy``.
private struct LatentActor: PolicyActor {
  let policy: LatentPolicy<Scalar>
  let evaluator: LatentEvaluator<Scalar>

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    if isStochastic {
      evaluator.sample(policy, observations, into: &actions, using: &streams)
    } else {
      evaluator.mode(policy, observations, into: &actions)
    }
  }
}
