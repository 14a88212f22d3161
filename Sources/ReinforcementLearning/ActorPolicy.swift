public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// The policy of an ``ActorCriticNetwork``: a perceptron, or a network with a memory.
///
/// A file holds it as one of its own kind.
public enum ActorPolicy: Policy, Parameterized {
  /// π_θ(a|s), a perceptron before a head.
  case feedForward(StochasticPolicy<Scalar>)
  /// π_θ(aₜ|o₁, …, oₜ), a network with a memory before a head.
  case recurrent(RecurrentPolicy<Scalar>)

  /// The policy without its kind.
  public var base: any Policy {
    switch self {
    case .feedForward(let policy): policy
    case .recurrent(let policy): policy
    }
  }

  /// Which tensor lies where in the parameters.
  public var layout: ParameterLayout {
    switch self {
    case .feedForward(let policy): policy.layout
    case .recurrent(let policy): policy.layout
    }
  }

  /// θ.
  public var parameters: Vector<Scalar> {
    get {
      switch self {
      case .feedForward(let policy): policy.parameters
      case .recurrent(let policy): policy.parameters
      }
    }
    set {
      switch self {
      case .feedForward(var policy):
        policy.parameters = newValue
        self = .feedForward(policy)
      case .recurrent(var policy):
        policy.parameters = newValue
        self = .recurrent(policy)
      }
    }
  }

  /// That of a perceptron's file.
  public static var fileKey: String { StochasticPolicy<Scalar>.fileKey }
  /// The number of features of an observation.
  public var observationWidth: Int { base.observationWidth }
  /// Whether every action that the policy gives is one of `space`.
  public func acts(in space: ActionSpace) -> Bool { base.acts(in: space) }
  /// What acts by the policy.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    base.makeActor(copies: copies, isMasked: isMasked)
  }
  /// The file of the policy, as one of its own kind.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    try base.checkpoint(metadata: metadata)
  }
  /// The policy in `file`, of either kind.
  public init(restoring file: SafetensorsFile) throws {
    self =
      file.metadata[RecurrentPolicy<Scalar>.fileKey] == nil
      ? .feedForward(try StochasticPolicy(restoring: file))
      : .recurrent(try RecurrentPolicy(restoring: file))
  }
}
