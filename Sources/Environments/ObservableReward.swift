public import LinearAlgebra

/// An environment whose reward can be told from what is observed before and after a step, so that it need not be learned for
/// steps that a model makes up.
///
/// The reward of real steps is `step`'s; `checkEnvironment` holds the two against each other.
public protocol ObservableReward: Environment {
  /// r(s, a, s′).
  ///
  /// - Parameters:
  ///   - observation: s [features].
  ///   - action: a, as the environment is given it [action width].
  ///   - next: s′ [features].
  static func reward(
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double
}

/// r(s, a, s′) of an ``ObservableReward``.
public typealias RewardFunction =
  @Sendable (
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double

/// The reward function of environments of type `environment`; nil if it has none.
public func rewardFunction<E: Environment>(of environment: E.Type) -> RewardFunction? {
  (environment as? any ObservableReward.Type).map { function(of: $0) }
}

private func function<E: ObservableReward>(of environment: E.Type) -> RewardFunction {
  { E.reward($0, $1, $2) }
}
