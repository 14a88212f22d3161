public import LinearAlgebra
internal import NeuralNetworks

/// A learner that can begin with a policy that was learned before, from demonstrations or in another task: step 2 of
/// "pre-train & finetune" (notes 17.1.1, Algorithm 26).
///
///     var cloning = try BehaviourCloning(...)                      // 1. demonstrations, 2. π_θ
///     var learner = try PPO(environment: cartPole)
///     try learner.begin(with: cloning.policy.base)
///     for _ in 0..<50 { _ = try learner.iterate() }                // 3. run π_θ, 4. improve it
///
/// Value functions and optimisers start as always.
public protocol FinetunableLearner: Learner {
  /// Makes θ the policy's parameters; all else stays as it is.
  /// - Precondition: θ has as many elements as the policy's parameters.
  mutating func setPolicyParameters(_ θ: Vector<Scalar>)
}

extension FinetunableLearner {
  /// Begins with `pretrained` in place of the policy that was drawn.
  /// - Throws: ``PretrainedPolicyError`` if the learner has begun, if the policies are not perceptrons of the same
  ///   architecture, or if this learner normalises observations, which the policy did not see so.
  public mutating func begin(with pretrained: any Policy) throws(PretrainedPolicyError) {
    func refuse(_ reason: String) -> PretrainedPolicyError {
      PretrainedPolicyError("\(Self.algorithm) cannot begin with the policy: \(reason).")
    }
    guard iteration == 0 else { throw refuse("it has made \(iteration) iterations") }
    guard normalizer == nil else {
      throw refuse("it normalises observations; turn normalizesObservations off")
    }
    guard let own = Self.perceptron(policy), let other = Self.perceptron(pretrained) else {
      throw refuse("one of the two has a memory, or is no perceptron before a distribution")
    }
    guard own.head == other.head else {
      throw refuse("it has the head \(other.head), and the learner \(own.head)")
    }
    let (wanted, found) = (Self.shape(of: own), Self.shape(of: other))
    guard wanted == found else { throw refuse("it is \(found), and the learner's \(wanted)") }
    setPolicyParameters(other.parameters)
  }

  private static func perceptron(_ policy: any Policy) -> StochasticPolicy<Scalar>? {
    if case .feedForward(let policy)? = policy as? ActorPolicy { return policy }
    return policy as? StochasticPolicy<Scalar>
  }

  /// Widths and activations, such as `4 → 64 tanh → 2 identity`, and tensors of the head's own.
  private static func shape(of policy: StochasticPolicy<Scalar>) -> String {
    let layers = policy.network.layers.map { "\($0.weight.columns) \($0.activation)" }
    let tensors = policy.layout.slots.dropFirst(2 * layers.count).map {
      ", \($0.name) [\($0.rows)×\($0.columns)]"
    }
    return "\(policy.network.inputs) → \(layers.joined(separator: " → "))\(tensors.joined())"
  }
}

/// A learner cannot begin with a policy.
public struct PretrainedPolicyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which learner, and why.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }
}
