public import Environments
public import LinearAlgebra
public import NeuralNetworks

extension StochasticPolicy {
  /// A policy for an environment: categorical for discrete actions, one distribution for each component for
  /// multi-discrete ones, Gaussian with a free deviation for continuous ones.
  ///
  /// - Parameters:
  ///   - environment: Whose observation and action space the policy fits.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - deviation: σ, where a Gaussian starts.
  ///   - random: Where the initial weights come from.
  public init(
    for environment: EnvironmentSpecification, hidden: [Int], activation: Activation = .tanh,
    deviation: Double = 1, using random: inout RandomStream
  ) {
    let head: Head
    switch environment.actionSpace {
    case .discrete(let actions): head = .categorical(actions: actions)
    case .continuous(let low, _): head = .gaussian(components: low.count, deviation: deviation)
    case .multiDiscrete(let counts): head = .multiCategorical(counts: counts)
    }
    self.init(
      observations: environment.observationSpace.count, head: head, hidden: hidden,
      activation: activation, using: &random)
  }
}

/// An algorithm cannot work with an environment's observations or actions.
public struct UnsupportedSpaceError: Error, CustomStringConvertible, Sendable {
  /// Which space, and why not.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }
}
