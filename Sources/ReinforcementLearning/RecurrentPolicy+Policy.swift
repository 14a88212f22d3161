public import Environments
public import LinearAlgebra
public import NeuralNetworks

extension RecurrentPolicy: Policy where Element == Scalar {
  /// `recurrent_policy`.
  public static var fileKey: String { "recurrent_policy" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.inputs }

  /// Whether the head's actions are those of `space`; bounds of continuous ones are the environment's affair.
  public func acts(in space: ActionSpace) -> Bool { head.acts(in: space) }

  /// An actor that draws from π_θ(·|o₁, …, oₜ), or takes its mode, and remembers each copy's episode.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    RecurrentActor(
      policy: self, evaluator: RecurrentEvaluator(self, rows: copies, isMasked: isMasked),
      state: initialState(batch: copies))
  }
}

/// Acts by a ``RecurrentPolicy``.
private struct RecurrentActor: PolicyActor {
  let policy: RecurrentPolicy<Scalar>
  let evaluator: RecurrentEvaluator<Scalar>
  /// What is remembered of the present episodes.
  var state: Matrix<Scalar>

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    if isStochastic {
      evaluator.sample(
        policy, observations, allowed: allowed, state: &state, into: &actions, using: &streams)
    } else {
      evaluator.mode(policy, observations, allowed: allowed, state: &state, into: &actions)
    }
  }

  mutating func begin(_ copy: Int) {
    policy.forget(copy, of: evaluator.rows, in: &state)
  }
}
