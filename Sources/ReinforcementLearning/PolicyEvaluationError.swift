/// Why a policy has no exact evaluation on a finite Markov decision process.
public enum PolicyEvaluationError: Error, Equatable, CustomStringConvertible {
  /// The policy's row for `state` is no distribution: an element is negative or not finite, or the sum is not 1.
  case policy(state: Int, sum: Double)
  /// With discount 1, the values are infinite or undefined: from `state` the policy never ends an episode.
  case endless(state: Int)
  /// The chain has several recurrent classes, so its stationary distribution depends on where it starts.
  case severalRecurrentClasses

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .policy(let state, let sum):
      "The policy's probabilities in state \(state) are no distribution: they sum to \(sum); each "
        + "must be at least 0 and finite, and the sum 1."
    case .endless(let state):
      "From state \(state) the policy reaches no terminal state, so with a discount of 1 its value is "
        + "not defined. Use a discount below 1, a finite horizon or the average reward."
    case .severalRecurrentClasses:
      "Under this policy the chain has several recurrent classes and therefore no unique stationary "
        + "distribution."
    }
  }
}
