public import Environments
public import LinearAlgebra

/// What sequences of actions can be tried on: a simulator, or a model of one.
public protocol PlanningModel: Sendable {
  /// Where a sequence begins.
  associatedtype State

  /// The actions that it takes.
  var actionSpace: ActionSpace { get }

  /// The number of sequences that are tried at once.
  var candidates: Int { get }

  /// Tries sequences of actions, each from `state` on.
  ///
  /// - Parameters:
  ///   - sequences: The actions of time step t are columns t · width ..< (t + 1) · width
  ///     [candidates × (steps · action width)].
  ///   - state: Where they begin.
  ///   - discount: γ, between 0 and 1.
  ///   - returns: Receives Σₜ γᵗ rₜ of each sequence, up to the end of the episode [candidates]. One with a reward
  ///     that is not finite gets −∞, so that it is never chosen.
  /// - Precondition: The shapes fit.
  mutating func evaluate(
    _ sequences: Matrix<Scalar>, from state: State, discount: Double, into returns: inout [Double])
}
