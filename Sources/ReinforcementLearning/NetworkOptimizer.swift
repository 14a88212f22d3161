package import LinearAlgebra
package import NeuralNetworks

/// Which rule moves the parameters.
public enum OptimizerRule: String, Sendable, Codable, CaseIterable {
  /// Divided by a running root mean square of the gradient.
  case rmsProp
  /// Running moments, β₁ 0.9, β₂ 0.999.
  case adam
  /// Plain steps along the gradient.
  case sgd
}

/// One of the optimisers, picked by a configuration.
package struct NetworkOptimizer: Codable, Sendable {
  private var rmsProp: RMSProp<Scalar>?
  private var adam: Adam<Scalar>?
  private var sgd: SGD<Scalar>?

  /// An optimiser of `count` parameters.
  ///
  /// - Parameters:
  ///   - rule: Which.
  ///   - count: The number of parameters.
  ///   - epsilon: What is added to the root, of RMSProp and Adam.
  ///   - decay: ρ of RMSProp.
  ///   - isCentered: Whether RMSProp takes the mean square about the mean.
  package init(
    _ rule: OptimizerRule, count: Int, epsilon: Double, decay: Double = 0.99,
    isCentered: Bool = false
  ) {
    switch rule {
    case .rmsProp:
      rmsProp = RMSProp(
        count: count, learningRate: 0, decay: decay, epsilon: epsilon, isCentered: isCentered)
    case .adam: adam = Adam(count: count, learningRate: 0, epsilon: epsilon)
    case .sgd: sgd = SGD(count: count, learningRate: 0)
    }
  }

  /// The number of parameters.
  package var count: Int { rmsProp?.count ?? adam?.count ?? sgd?.count ?? 0 }

  /// The step size.
  package var learningRate: Double {
    get { rmsProp?.learningRate ?? adam?.learningRate ?? sgd?.learningRate ?? 0 }
    set {
      rmsProp?.learningRate = newValue
      adam?.learningRate = newValue
      sgd?.learningRate = newValue
    }
  }

  /// One step against `gradient`, times `scale`.
  package mutating func update(
    _ parameters: inout Vector<Scalar>, gradient: Variable<Scalar>, scale: Scalar
  ) {
    rmsProp?.update(&parameters, gradient: gradient, scale: scale)
    adam?.update(&parameters, gradient: gradient, scale: scale)
    sgd?.update(&parameters, gradient: gradient, scale: scale)
  }

  /// One step against `gradient`, whose norm is limited.
  /// - Returns: The norm before.
  package mutating func update(
    _ parameters: inout Vector<Scalar>, gradient: Variable<Scalar>, learningRate: Double,
    limit: Double
  ) -> Double {
    self.learningRate = learningRate
    let clipping = GradientClipping.norm(limit)
    let norm =
      rmsProp?.update(&parameters, gradient: gradient, clipping: clipping)
      ?? adam?.update(&parameters, gradient: gradient, clipping: clipping)
      ?? sgd?.update(&parameters, gradient: gradient, clipping: clipping)
    return Double(norm ?? 0)
  }
}
