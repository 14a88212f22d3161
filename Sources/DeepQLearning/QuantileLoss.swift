package import LinearAlgebra

/// The loss of QR-DQN: Huber's loss of every pair of a predicted and a target quantile, weighted by |τ − 1{u < 0}|
/// (W. Dabney et al., "Distributional reinforcement learning with quantile regression", 2018, equation 10).
package enum QuantileLoss {
  /// The weighted mean over the batch of Σᵢ 1/N Σⱼ |τᵢ − 1{uᵢⱼ < 0}| L_κ(uᵢⱼ)/κ with uᵢⱼ = yⱼ − θᵢ, τᵢ = (i + ½)/N.
  ///
  /// - Parameters:
  ///   - quantiles: θ of the chosen actions [batch × N].
  ///   - targets: y [batch × N].
  ///   - weights: wᵢ [batch].
  ///   - threshold: κ > 0.
  ///   - slopes: Receives the gradient by θ [batch × N].
  ///   - errors: Receives each transition's loss [batch].
  /// - Returns: The weighted mean of the losses.
  package static func evaluate(
    _ quantiles: UnsafePointer<Scalar>, _ targets: Matrix<Scalar>, weights: Vector<Scalar>,
    threshold: Double, slopes: UnsafeMutablePointer<Scalar>, errors: inout Vector<Scalar>
  ) -> Double {
    let (count, N) = (targets.rows, targets.columns)
    let κ = Scalar(threshold)
    var loss = 0.0
    targets.withUnsafePointer { targets in
      for b in 0..<count {
        let y = targets + b * N
        var total: Scalar = 0
        for i in 0..<N {
          let (sum, slope) = pairs(
            quantiles[b * N + i], y, N, τ: (Scalar(i) + 0.5) / Scalar(N), κ)
          total += sum / Scalar(N)
          slopes[b * N + i] = -slope * weights[b] / Scalar(N * count)
        }
        errors[b] = total
        loss += Double(weights[b] * total)
      }
    }
    return loss / Double(count)
  }

  /// Σⱼ of the losses, and of the slopes by uⱼ, for one quantile θ; eight targets at a time.
  @inline(__always)
  private static func pairs(
    _ θ: Scalar, _ y: UnsafePointer<Scalar>, _ count: Int, τ: Scalar, _ κ: Scalar
  ) -> (Scalar, Scalar) {
    typealias Eight = SIMD8<Scalar>
    var (losses, slopes) = (Eight.zero, Eight.zero)
    let (below, above) = (Eight(repeating: 1 - τ), Eight(repeating: τ))
    let whole = count & ~7
    for j in stride(from: 0, to: whole, by: 8) {
      let u = UnsafeRawPointer(y + j).loadUnaligned(as: Eight.self) - θ
      let clipped = u.clamped(lowerBound: Eight(repeating: -κ), upperBound: Eight(repeating: κ))
      let weight = above.replacing(with: below, where: u .< 0)
      losses += weight * clipped * (u - clipped / 2)
      slopes += weight * clipped
    }
    var (loss, slope) = (losses.sum(), slopes.sum())
    for j in whole..<count {
      let u = y[j] - θ
      let clipped = min(max(u, -κ), κ)
      let weight = u < 0 ? 1 - τ : τ
      loss += weight * clipped * (u - clipped / 2)
      slope += weight * clipped
    }
    return (loss / κ, slope / κ)
  }
}
