internal import Foundation
public import LinearAlgebra

/// What a step of a trajectory is credited with, as pure functions of the rewards.
///
/// Rewards of several trajectories stand one after the other; `trajectories` are their ranges of rows, each
/// in temporal order. Outputs are written in place at the same rows and nothing is allocated; rows outside
/// the ranges are left alone. Sums are accumulated in Double and rounded to `Scalar` once.
///
/// A trajectory ends where its range ends: no bootstrap is added (for that see the advantages).
///
/// Source: the course notes, 4.1.1 and 4.2; erratum on causality: Q̂_t belongs inside the sum over t.
public enum Returns {
  /// The discounted return of the whole trajectory, at each of its steps: Σ_{t′=0}^{T−1} γ^{t′} r_{t′}.
  ///
  /// With γ = 1 the plain total of REINFORCE (Algorithm 2). With γ < 1 the first reading of a discount: all
  /// time is measured from the start of the trajectory.
  /// - Parameters:
  ///   - rewards: r_t of all trajectories, [n].
  ///   - trajectories: The rows of each trajectory.
  ///   - discount: γ.
  ///   - output: The returns, [n].
  /// - Precondition: The ranges lie within both vectors, which are of equal length.
  public static func total(
    of rewards: Vector<Scalar>, trajectories: [Range<Int>], discount: Double = 1,
    into output: inout Vector<Scalar>
  ) {
    checkShapes(rewards.count, output.count, trajectories)
    let r = rewards.span
    var result = output.mutableSpan
    for trajectory in trajectories {
      var sum = 0.0
      for t in trajectory.reversed() { sum = Double(r[t]) + discount * sum }
      let total = Scalar(sum)
      for t in trajectory { result[t] = total }
    }
  }

  /// The discounted reward-to-go of each step: Q̂_t = Σ_{t′=t}^{T−1} γ^{t′−t} r_{t′}.
  ///
  /// Time is measured from the step itself (notes, 4.2, item 3), so late steps count as much as early ones.
  /// - Parameters:
  ///   - rewards: r_t of all trajectories, [n].
  ///   - trajectories: The rows of each trajectory.
  ///   - discount: γ; with 1, the plain reward-to-go.
  ///   - output: The rewards-to-go, [n].
  /// - Precondition: The ranges lie within both vectors, which are of equal length.
  public static func rewardToGo(
    of rewards: Vector<Scalar>, trajectories: [Range<Int>], discount: Double = 1,
    into output: inout Vector<Scalar>
  ) {
    checkShapes(rewards.count, output.count, trajectories)
    let r = rewards.span
    var result = output.mutableSpan
    for trajectory in trajectories {
      var sum = 0.0
      for t in trajectory.reversed() {
        sum = Double(r[t]) + discount * sum
        result[t] = Scalar(sum)
      }
    }
  }

  /// The reward-to-go of each step with time measured from the trajectory's start: Σ_{t′=t}^{T−1} γ^{t′} r_{t′},
  /// which is γᵗ times `rewardToGo`.
  ///
  /// The exact policy gradient of the discounted objective; later steps count less, since they happen less.
  /// - Parameters:
  ///   - rewards: r_t of all trajectories, [n].
  ///   - trajectories: The rows of each trajectory.
  ///   - discount: γ.
  ///   - output: The rewards-to-go, [n].
  /// - Precondition: The ranges lie within both vectors, which are of equal length.
  public static func rewardToGoFromStart(
    of rewards: Vector<Scalar>, trajectories: [Range<Int>], discount: Double,
    into output: inout Vector<Scalar>
  ) {
    checkShapes(rewards.count, output.count, trajectories)
    let r = rewards.span
    var result = output.mutableSpan
    for trajectory in trajectories {
      var sum = 0.0
      for t in trajectory.reversed() {
        sum += pow(discount, Double(t - trajectory.lowerBound)) * Double(r[t])
        result[t] = Scalar(sum)
      }
    }
  }

  /// Stops the program, naming the shapes, unless all ranges lie within vectors of equal length.
  static func checkShapes(_ count: Int, _ outputCount: Int, _ trajectories: [Range<Int>]) {
    precondition(
      count == outputCount, "\(count) rows in do not fit a vector of \(outputCount) out.")
    for trajectory in trajectories {
      precondition(
        trajectory.lowerBound >= 0 && trajectory.upperBound <= count,
        "A trajectory in rows \(trajectory) does not lie within \(count) rows.")
    }
  }
}
