public import Environments
public import LinearAlgebra

/// Passes each of Slalom's trees on a side that it picks by chance: its actions have two peaks of equal height, and a
/// mean between them.
public struct SlalomController: RuleController {
  /// σ of the place within a gate that it aims at.
  private static let deviation = 0.02

  /// The rule.
  public init() {}

  /// 2.
  public var observationWidth: Int { 2 }
  /// One move.
  public func acts(in space: ActionSpace) -> Bool {
    if case .continuous = space { space.width == 1 } else { false }
  }

  /// The move to the left or right gate.
  public func act(
    on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    let gate = stream.bernoulli(0.5) ? 0.5 : -0.5
    action[0] = Scalar(gate + Self.deviation * stream.normal()) - observation[0]
  }
}
