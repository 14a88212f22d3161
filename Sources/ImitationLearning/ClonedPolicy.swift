public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// What imitates an expert: a policy of one of three kinds.
public enum ClonedPolicy: Policy, Parameterized {
  /// A perceptron before a head.
  case feedForward(StochasticPolicy<Scalar>)
  /// A network with a memory before a head.
  case recurrent(RecurrentPolicy<Scalar>)
  /// A conditional variational autoencoder.
  case latent(LatentPolicy<Scalar>)

  /// The policy without its kind.
  public var base: any Policy {
    switch self {
    case .feedForward(let policy): policy
    case .recurrent(let policy): policy
    case .latent(let policy): policy
    }
  }

  /// Which tensor lies where in the parameters.
  public var layout: ParameterLayout {
    switch self {
    case .feedForward(let policy): policy.layout
    case .recurrent(let policy): policy.layout
    case .latent(let policy): policy.layout
    }
  }

  /// θ.
  public var parameters: Vector<Scalar> {
    get {
      switch self {
      case .feedForward(let policy): policy.parameters
      case .recurrent(let policy): policy.parameters
      case .latent(let policy): policy.parameters
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
      case .latent(var policy):
        policy.parameters = newValue
        self = .latent(policy)
      }
    }
  }

  /// That of a perceptron's file; a file holds the policy as one of its own kind.
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
  /// The policy in `file`, of whichever of the three kinds it is.
  public init(restoring file: SafetensorsFile) throws {
    if file.metadata[RecurrentPolicy<Scalar>.fileKey] != nil {
      self = .recurrent(try RecurrentPolicy(restoring: file))
    } else if file.metadata[LatentPolicy<Scalar>.fileKey] != nil {
      self = .latent(try LatentPolicy(restoring: file))
    } else {
      self = .feedForward(try StochasticPolicy(restoring: file))
    }
  }
}

extension ClonedPolicy {
  /// A fresh policy for `environment` as `configuration` says.
  /// - Throws: `UnsupportedSpaceError` if the head does not fit the actions.
  init(
    for environment: EnvironmentSpecification, _ c: CloneConfiguration,
    using random: inout RandomStream
  ) throws {
    let (space, features) = (environment.actionSpace, environment.observationSpace.count)
    func refuse(_ reason: String) -> UnsupportedSpaceError {
      UnsupportedSpaceError(
        "The head \(c.head.rawValue) does not fit \(environment.name) with \(space): \(reason).")
    }
    if c.head == .latent {
      guard case .continuous = space else { throw refuse("it needs continuous actions") }
      self = .latent(
        LatentPolicy(
          LatentPolicy.Architecture(
            observations: features, components: space.width,
            latent: c.latentWidth ?? CloneConfiguration.defaultLatentWidth, hidden: c.hiddenWidths,
            activation: c.activation, deviation: c.initialDeviation), using: &random))
      return
    }
    let head: PolicyHead
    switch (c.head, space) {
    case (.natural, .discrete(let actions)): head = .categorical(actions: actions)
    case (.natural, .multiDiscrete(let counts)): head = .multiCategorical(counts: counts)
    case (.natural, .continuous):
      head = .gaussian(components: space.width, deviation: c.initialDeviation)
    case (.mixture, .continuous):
      head = .mixture(
        components: space.width, modes: c.modes ?? CloneConfiguration.defaultModes,
        deviation: c.initialDeviation)
    case (.autoregressive, .multiDiscrete(let counts)):
      head = .autoregressive(counts: counts, features: c.hiddenWidths.last ?? 64)
    case (.autoregressive, .continuous(let low, let high)):
      guard zip(low, high).allSatisfy({ ($1 - $0).isFinite }) else {
        throw refuse("it needs actions with bounds")
      }
      head = .discretized(
        low: low, high: high, bins: c.bins ?? CloneConfiguration.defaultBins,
        features: c.hiddenWidths.last ?? 64)
    case (.mixture, _): throw refuse("it needs continuous actions")
    default: throw refuse("it needs actions of several components, or continuous ones")
    }
    if let cell = c.memory.cell {
      self = .recurrent(
        RecurrentPolicy(
          RecurrentPolicy.Architecture(
            observations: features, head: head, cell: cell,
            units: c.units ?? CloneConfiguration.defaultUnits, hidden: c.hiddenWidths,
            activation: c.activation), using: &random))
    } else {
      self = .feedForward(
        StochasticPolicy(
          observations: features, head: head, hidden: c.hiddenWidths, activation: c.activation,
          using: &random))
    }
  }
}
