public import Environments
public import LinearAlgebra
public import NeuralNetworks

extension StochasticPolicy: Policy where Element == Scalar {
  /// `policy`.
  public static var fileKey: String { "policy" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.inputs }

  /// Whether the head's actions are those of `space`; bounds of continuous ones are the environment's affair.
  public func acts(in space: ActionSpace) -> Bool {
    switch (head, space) {
    case (.categorical(let actions), .discrete(let count)): actions == count
    case (.multiCategorical(let counts), .multiDiscrete(let choices)),
      (.autoregressive(let counts, _), .multiDiscrete(let choices)):
      counts == choices
    case (.bernoulli(let components), .multiDiscrete(let choices)):
      choices == Array(repeating: 2, count: components)
    case (.gaussian, .continuous), (.stateDependentGaussian, .continuous),
      (.squashedGaussian, .continuous), (.beta, .continuous), (.mixture, .continuous),
      (.gsde, .continuous):
      head.actionWidth == space.width
    default: false
    }
  }

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
