public import Environments
public import LinearAlgebra
public import NeuralNetworks

extension StochasticPolicy: Policy where Element == Scalar {
  /// `policy`.
  public static var fileKey: String { "policy" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.inputs }

  /// Whether the head's actions are those of `space`; bounds of continuous ones are the environment's affair.
  public func acts(in space: ActionSpace) -> Bool { head.acts(in: space) }

  /// An actor that draws from π_θ(·|s), or takes its mode.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    StochasticActor(
      policy: self, evaluator: PolicyEvaluator(self, rows: copies, isMasked: isMasked))
  }
}

/// Acts by a ``StochasticPolicy``.
private struct StochasticActor: PolicyActor {
  let policy: StochasticPolicy<Scalar>
  let evaluator: PolicyEvaluator<Scalar>

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    if isStochastic {
      evaluator.sample(policy, observations, allowed: allowed, into: &actions, using: &streams)
    } else {
      evaluator.mode(policy, observations, allowed: allowed, into: &actions)
    }
  }
}
