public import LinearAlgebra

/// A Markov decision process to act in, as a value: the state is the struct, and a copy is a simulator.
///
/// Transition and reward are `step`, the emission is `observe(into:)`. An episode is `reset`, then `step`
/// until its status is not `.running`; to step an environment whose episode has ended, or that was never
/// reset, is outside the protocol. All chance comes from the stream that is passed in, so that state,
/// stream and actions determine what happens. `checkEnvironment` tests all this.
public protocol Environment<Action>: Sendable {
  /// What `step` takes.
  associatedtype Action: EnvironmentAction

  /// What `observe(into:)` writes; constant over the environment's life.
  var observationSpace: ObservationSpace { get }

  /// The actions that `step` takes; constant over the environment's life.
  var actionSpace: ActionSpace { get }

  /// Begins an episode in a state drawn from the initial distribution.
  mutating func reset(using stream: inout RandomStream)

  /// Makes one transition.
  /// - Returns: The transition's reward and where the episode stands after it.
  mutating func step(_ action: Action, using stream: inout RandomStream) -> Step

  /// Writes the present observation, every one of the observation space's `count` features.
  func observe(into row: inout MutableSpan<Scalar>)

  /// Whether `writeActionMask(into:)` ever forbids a choice; false by default. Where it is false, the mask
  /// is not asked for.
  static var masksActions: Bool { get }

  /// Writes which choices are allowed at present, every one of the action space's `choices`.
  ///
  /// At least one choice of each component is allowed while the episode runs. All are by default.
  func writeActionMask(into mask: inout MutableSpan<Bool>)

  /// Becomes a copy of `other`, where possible without allocating; by default by assignment.
  mutating func assign(from other: Self)

  /// What the environment looks like at present; nil, the default, if it has no picture.
  func picture() -> Picture?
}

extension Environment {
  /// All choices are always allowed.
  @inlinable public static var masksActions: Bool { false }

  /// Allows all choices.
  @inlinable
  public func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in mask.indices { mask[i] = true }
  }

  /// Assigns `other`.
  @inlinable
  public mutating func assign(from other: Self) { self = other }

  /// No picture.
  public func picture() -> Picture? { nil }
}
