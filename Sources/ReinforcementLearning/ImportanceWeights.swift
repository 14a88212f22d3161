internal import Foundation
public import LinearAlgebra

/// The importance weights with which trajectories of a behaviour policy stand for those of another policy.
///
/// With ρ_t = π_θ(a_t | s_t) / β(a_t | s_t), the dynamics cancel from p_θ(τ) / p_β(τ) = Π_t ρ_t. Products are
/// sums of logarithms in Double, so that long ones neither overflow nor vanish on the way; a weight beyond what
/// `Scalar` can hold is written as its greatest finite number. (Self-normalisation rounds the logarithm to
/// `Scalar` on the way: a relative error of 6e-8 |log w|.)
///
/// Source: the course notes, 4.2, item 2 (off-policy policy gradient); D. Precup, R. Sutton and S. Singh,
/// "Eligibility traces for off-policy policy evaluation", 2000.
public struct ImportanceWeights: Equatable, Sendable, Codable {
  /// Which ratios a step's weight takes in.
  public enum Form: String, Sendable, Codable {
    /// w_t = Π_{t′=0}^{T−1} ρ_{t′}, the whole trajectory's weight at each of its steps.
    case trajectory
    /// w_t = Π_{t′=0}^{t} ρ_{t′}: what comes later does not change how likely the step was. Less variance.
    case perDecision
  }

  /// Where a bound on the weights sets in. A bound brings bias and takes variance away.
  public enum Clipping: Equatable, Sendable, Codable {
    /// Nowhere: unbiased.
    case none
    /// Each ratio is bounded before it is multiplied: Π min(ρ_t, bound).
    case ratio(bound: Double)
    /// The product is bounded: min(Π ρ_t, bound).
    case product(bound: Double)
  }

  /// Which ratios a step's weight takes in.
  public var form: Form
  /// Where a bound sets in.
  public var clipping: Clipping
  /// Whether weights are divided by their mean over the trajectories, so that they average 1: biased but
  /// consistent, with far less variance.
  ///
  /// Per decision the mean is taken over the trajectories at equal time; one that has ended keeps its last
  /// weight, since nothing more is chosen in it.
  public var isSelfNormalized: Bool

  /// Weights of the given kind.
  /// - Precondition: A bound is positive.
  public init(
    form: Form = .perDecision, clipping: Clipping = .none, isSelfNormalized: Bool = false
  ) {
    switch clipping {
    case .none: break
    case .ratio(let bound), .product(let bound):
      precondition(bound > 0, "Importance weights cannot be clipped at \(bound).")
    }
    self.form = form
    self.clipping = clipping
    self.isSelfNormalized = isSelfNormalized
  }

  /// Writes the weight of each step of each trajectory.
  ///
  /// Allocates nothing; rows outside the trajectories are left alone. If every weight that is to be normalised
  /// together is 0 they stay 0.
  /// - Parameters:
  ///   - logProbabilities: log π_θ(a_t | s_t), [n].
  ///   - behaviour: log β(a_t | s_t), finite, [n].
  ///   - trajectories: The rows of each trajectory, in temporal order.
  ///   - output: The weights, [n].
  /// - Precondition: The ranges are not empty and lie within the vectors, which are of equal length.
  public func write(
    logProbabilities: Vector<Scalar>, behaviour: Vector<Scalar>, trajectories: [Range<Int>],
    into output: inout Vector<Scalar>
  ) {
    precondition(
      logProbabilities.count == behaviour.count,
      "\(logProbabilities.count) log probabilities meet \(behaviour.count) of the behaviour policy."
    )
    Returns.checkShapes(behaviour.count, output.count, trajectories)
    let (new, old) = (logProbabilities.span, behaviour.span)
    var weights = output.mutableSpan
    var (ratioBound, productBound) = (Double.infinity, Double.infinity)
    switch clipping {
    case .none: break
    case .ratio(let bound): ratioBound = log(bound)
    case .product(let bound): productBound = log(bound)
    }

    // First the weights or, if they are to be normalised, their logarithms.
    for trajectory in trajectories {
      precondition(!trajectory.isEmpty, "A trajectory at row \(trajectory.lowerBound) has no step.")
      var sum = 0.0
      for t in trajectory {
        sum += min(Double(new[t]) - Double(old[t]), ratioBound)
        let logarithm = min(sum, productBound)
        weights[t] = isSelfNormalized ? Scalar(logarithm) : Self.weight(logarithm)
      }
      if form == .trajectory {
        let whole = weights[trajectory.upperBound - 1]
        for t in trajectory { weights[t] = whole }
      }
    }
    guard isSelfNormalized else { return }

    // Backwards in time, so that the last logarithm of a trajectory that has already ended is still there when
    // the later steps of the others need it.
    var longest = 0
    for trajectory in trajectories { longest = max(longest, trajectory.count) }
    for t in (0..<longest).reversed() {
      var largest = -Double.infinity
      for trajectory in trajectories {
        largest = max(largest, Double(weights[Self.row(of: t, in: trajectory)]))
      }
      var sum = 0.0
      if largest > -.infinity {
        for trajectory in trajectories {
          sum += exp(Double(weights[Self.row(of: t, in: trajectory)]) - largest)
        }
      }
      let shift = sum > 0 ? log(sum / Double(trajectories.count)) + largest : 0
      for trajectory in trajectories where t < trajectory.count {
        let row = trajectory.lowerBound + t
        weights[row] = Self.weight(Double(weights[row]) - shift)
      }
    }
  }

  /// Kish's effective number of trajectories, (Σ w)² / Σ w², from 1 (one dominates) to their number (all alike).
  ///
  /// Taken over the trajectories' last weights, which are those of the whole trajectories in both forms.
  /// - Parameters:
  ///   - weights: As written by `write`, [n].
  ///   - trajectories: The rows of each trajectory.
  /// - Returns: The effective sample size; 0 if there is no trajectory or every weight is 0.
  /// - Precondition: The ranges are not empty and lie within the vector.
  public static func effectiveSampleSize(
    _ weights: Vector<Scalar>, trajectories: [Range<Int>]
  ) -> Double {
    Returns.checkShapes(weights.count, weights.count, trajectories)
    var (sum, squares) = (0.0, 0.0)
    for trajectory in trajectories {
      precondition(!trajectory.isEmpty, "A trajectory at row \(trajectory.lowerBound) has no step.")
      let w = Double(weights[trajectory.upperBound - 1])
      sum += w
      squares += w * w
    }
    return squares > 0 ? sum * sum / squares : 0
  }

  /// The row of step `t`, or of the last step if the trajectory has ended before.
  private static func row(of t: Int, in trajectory: Range<Int>) -> Int {
    min(trajectory.lowerBound + t, trajectory.upperBound - 1)
  }

  private static func weight(_ logarithm: Double) -> Scalar {
    let weight = Scalar(exp(logarithm))
    return weight == .infinity ? .greatestFiniteMagnitude : weight
  }
}
