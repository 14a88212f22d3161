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
    var features = observations
    for layer in network.layers.dropLast() { features = layer(features, θ) }
    let outputs = network.layers[network.layers.count - 1](features, θ)
    return headTensors.distribution(outputs, features: features, θ, allowed: allowed)
  }
}
