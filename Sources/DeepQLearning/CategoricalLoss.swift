internal import Foundation
package import LinearAlgebra

/// The loss of C51: the divergence of the predicted distribution over fixed returns from the projected target
/// (M. Bellemare et al., "A distributional perspective on reinforcement learning", 2017, Algorithm 1).
package enum CategoricalLoss {
  /// Projects the distribution of r + d·z onto the atoms: each shifted atom, kept within the bounds, gives its
  /// probability to its two neighbours in proportion to nearness.
  ///
  /// - Parameters:
  ///   - probabilities: pⱼ of the next return's atoms [atoms].
  ///   - reward: r.
  ///   - discount: d = γᵐ, or 0 after a termination.
  ///   - support: zⱼ, evenly spaced [atoms].
  ///   - projection: Receives mᵢ [atoms].
  package static func project(
    _ probabilities: UnsafePointer<Scalar>, reward: Scalar, discount: Scalar,
    support: Vector<Scalar>, into projection: UnsafeMutablePointer<Scalar>
  ) {
    let atoms = support.count
    let (low, high) = (support[0], support[atoms - 1])
    let perUnit = Scalar(atoms - 1) / (high - low)
    projection.update(repeating: 0, count: atoms)
    for j in 0..<atoms {
      let shifted = min(max(reward + discount * support[j], low), high)
      let position = min(max((shifted - low) * perUnit, 0), Scalar(atoms - 1))
      let below = Int(position)
      let above = min(below + 1, atoms - 1)
      let share = position - Scalar(below)
      projection[below] += probabilities[j] * (1 - share)
      projection[above] += probabilities[j] * share
    }
  }

  /// The weighted mean of the divergences KL(mᵢ ‖ pᵢ), with the slopes by the logits.
  ///
  /// - Parameters:
  ///   - probabilities: The softmax of the chosen actions' logits [batch × atoms].
  ///   - targets: m [batch × atoms].
  ///   - weights: wᵢ [batch].
  ///   - slopes: Receives wᵢ/B (pᵢ − mᵢ) [batch × atoms].
  ///   - errors: Receives the divergences, which are the priorities as well [batch].
  /// - Returns: 1/B Σ wᵢ KLᵢ.
  package static func evaluate(
    _ probabilities: UnsafePointer<Scalar>, _ targets: Matrix<Scalar>, weights: Vector<Scalar>,
    slopes: UnsafeMutablePointer<Scalar>, errors: inout Vector<Scalar>
  ) -> Double {
    let (count, atoms) = (targets.rows, targets.columns)
    var loss = 0.0
    targets.withUnsafePointer { targets in
      for i in 0..<count {
        let share = weights[i] / Scalar(count)
        var divergence: Scalar = 0
        for e in i * atoms..<(i + 1) * atoms {
          slopes[e] = share * (probabilities[e] - targets[e])
          if targets[e] > 0 {
            divergence += targets[e] * log(targets[e] / max(probabilities[e], 1e-30))
          }
        }
        errors[i] = divergence
        loss += Double(weights[i] * divergence)
      }
    }
    return loss / Double(count)
  }
}
