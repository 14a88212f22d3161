internal import LinearAlgebra

extension StochasticPolicy {
  /// π_θ(·|s).
  ///
  /// - Parameters:
  ///   - observations: [batch × features]
  ///   - θ: The parameters, a node of the same tape.
  ///   - allowed: For discrete actions, where given, a leaf [batch × choices] with 1 for each allowed choice and
  ///     0 for each forbidden one, the components one after another.
  /// - Precondition: A mask is given for discrete choices only, and allows one in each component of each row.
  public func distribution(
    _ observations: Variable<Element>, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    distribution(ofFeatures: features(observations, θ), θ, allowed: allowed)
  }

  /// What the last layer takes: the last hidden layer's outputs, or the observations if there is none.
  public func features(
    _ observations: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element> {
    var features = observations
    for layer in network.layers.dropLast() { features = layer(features, θ) }
    return features
  }

  /// π_θ(·|s) from what ``features(_:_:)`` gave, which a value function may share.
  public func distribution(
    ofFeatures features: Variable<Element>, _ θ: Variable<Element>,
    allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    let outputs = network.layers[network.layers.count - 1](features, θ)
    return headTensors.distribution(outputs, features: features, θ, allowed: allowed)
  }
}
