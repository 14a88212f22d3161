public import Environments
public import LinearAlgebra

/// Keeps CartPole upright: pushes to the right where k·(x, ẋ, θ, θ̇) > 0.
///
/// k are gains of a linear regulator of the cart-pole linearised around rest; a push of fixed size takes the place of
/// the regulator's force, of which only the sign is used.
public struct CartPoleController: RuleController {
  /// k.
  public var gains: InlineArray<4, Double> = [1, 2, 22, 4]

  /// The regulator.
  public init() {}

  /// 4.
  public var observationWidth: Int { 4 }
  /// Two actions.
  public func acts(in space: ActionSpace) -> Bool { space == .discrete(2) }

  /// 1, to the right, or 0, to the left.
  public func act(
    on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    var sum = 0.0
    for j in 0..<4 { sum += gains[j] * Double(observation[j]) }
    action[0] = sum > 0 ? 1 : 0
  }
}
