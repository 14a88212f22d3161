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
    self.init(
      observations: environment.observationSpace.count,
      head: Head(for: environment.actionSpace, deviation: deviation), hidden: hidden,
      activation: activation, using: &random)
  }
}

extension PolicyHead {
  /// The usual head for an action space: categorical, one choice a component, or a Gaussian with a free deviation that
  /// starts at `deviation`; with a `noiseInterval`, state-dependent exploration that is drawn anew every so many
  /// steps.
  public init(for space: ActionSpace, deviation: Double, noiseInterval: Int? = nil) {
    switch space {
    case .discrete(let actions): self = .categorical(actions: actions)
    case .multiDiscrete(let counts): self = .multiCategorical(counts: counts)
    case .continuous(let low, _):
      guard let noiseInterval else {
        self = .gaussian(components: low.count, deviation: deviation)
        return
      }
      self = .gsde(components: low.count, deviation: deviation, interval: noiseInterval)
    }
  }
}

/// An algorithm cannot work with an environment's observations or actions.
public struct UnsupportedSpaceError: Error, CustomStringConvertible, Sendable {
  /// Which space, and why not.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }
}
