internal import LinearAlgebra
internal import NeuralNetworks

/// Which rule moves the parameters.
public enum OptimizerRule: String, Sendable, Codable, CaseIterable {
  /// Divided by a running root mean square of the gradient, ρ 0.99.
  case rmsProp
  /// Running moments, β₁ 0.9, β₂ 0.999.
  case adam
  /// Plain steps along the gradient.
  case sgd
}

/// One of the optimisers, picked by a configuration.
struct NetworkOptimizer: Codable, Sendable {
  private var rmsProp: RMSProp<Scalar>?
  private var adam: Adam<Scalar>?
  private var sgd: SGD<Scalar>?

  init(_ rule: OptimizerRule, count: Int, epsilon: Double) {
    switch rule {
    case .rmsProp: rmsProp = RMSProp(count: count, learningRate: 0, epsilon: epsilon)
    case .adam: adam = Adam(count: count, learningRate: 0, epsilon: epsilon)
    case .sgd: sgd = SGD(count: count, learningRate: 0)
    }
  }

  /// The number of parameters.
  var count: Int { rmsProp?.count ?? adam?.count ?? sgd?.count ?? 0 }

  /// One step against `gradient`, whose norm is limited.
  /// - Returns: The norm before.
  mutating func update(
    _ parameters: inout Vector<Scalar>, gradient: Variable<Scalar>, learningRate: Double,
    limit: Double
  ) -> Double {
    rmsProp?.learningRate = learningRate
    adam?.learningRate = learningRate
    sgd?.learningRate = learningRate
    let clipping = GradientClipping.norm(limit)
    let norm =
      rmsProp?.update(&parameters, gradient: gradient, clipping: clipping)
      ?? adam?.update(&parameters, gradient: gradient, clipping: clipping)
      ?? sgd?.update(&parameters, gradient: gradient, clipping: clipping)
    return Double(norm ?? 0)
  }
}
