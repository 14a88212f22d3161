package import LinearAlgebra

/// The temporal-difference loss of expectations: Huber's, or half the square.
///
/// Huber's loss is ½δ² up to |δ| = κ and κ(|δ| − ½κ) beyond, so that its slope is δ clipped to ±κ.
package enum ExpectedValueLoss {
  /// The weighted mean loss, with its slopes.
  ///
  /// - Parameters:
  ///   - values: Q(sᵢ, aᵢ) [batch].
  ///   - targets: yᵢ [batch].
  ///   - weights: wᵢ [batch].
  ///   - threshold: κ; nil for half the square.
  ///   - slopes: Receives ∂(1/B Σ wᵢ Lᵢ)/∂Q(sᵢ, aᵢ) [batch].
  ///   - errors: Receives δᵢ = Q(sᵢ, aᵢ) − yᵢ [batch].
  /// - Returns: 1/B Σ wᵢ Lᵢ.
  package static func evaluate(
    _ values: UnsafePointer<Scalar>, _ targets: Vector<Scalar>, weights: Vector<Scalar>,
    threshold: Double?, slopes: UnsafeMutablePointer<Scalar>, errors: inout Vector<Scalar>
  ) -> Double {
    let count = targets.count
    let κ = Scalar(threshold ?? .infinity)
    let share = 1 / Scalar(count)
    var loss = 0.0
    for i in 0..<count {
      let δ = values[i] - targets[i]
      let clipped = min(max(δ, -κ), κ)
      errors[i] = δ
      slopes[i] = weights[i] * share * clipped
      loss += Double(weights[i] * clipped * (δ - clipped / 2))
    }
    return loss / Double(count)
  }
}
