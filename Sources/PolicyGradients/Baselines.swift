package import LinearAlgebra

/// The baselines that are means over the batch (notes 4.2.1).
package enum Baselines {
  /// Subtracts b = 1/N Σᵢ r(τᵢ) from full returns, each of which stands at every step of its trajectory.
  package static func subtractMeanReturn(
    from advantages: inout Vector<Scalar>, trajectories: [Range<Int>]
  ) {
    var sum = 0.0
    for trajectory in trajectories { sum += Double(advantages[trajectory.lowerBound]) }
    let b = Scalar(sum / Double(max(trajectories.count, 1)))
    for t in 0..<advantages.count { advantages[t] -= b }
  }

  /// Subtracts the mean of rewards-to-go over all steps.
  package static func subtractMean(from advantages: inout Vector<Scalar>) {
    let mean = Scalar(moments(of: advantages).mean)
    for t in 0..<advantages.count { advantages[t] -= mean }
  }

  /// Subtracts at the t-th step of each trajectory the mean over the trajectories that have a t-th step.
  package static func subtractMeanPerTimeStep(
    from advantages: inout Vector<Scalar>, trajectories: [Range<Int>]
  ) {
    var longest = 0
    for trajectory in trajectories { longest = max(longest, trajectory.count) }
    for t in 0..<longest {
      var (sum, count) = (0.0, 0.0)
      for trajectory in trajectories where t < trajectory.count {
        sum += Double(advantages[trajectory.lowerBound + t])
        count += 1
      }
      for trajectory in trajectories where t < trajectory.count {
        advantages[trajectory.lowerBound + t] -= Scalar(sum / count)
      }
    }
  }

  /// Mean and population deviation.
  package static func moments(of values: Vector<Scalar>) -> (mean: Double, deviation: Double) {
    let values = values.span
    var (sum, squares) = (0.0, 0.0)
    for i in values.indices { sum += Double(values[i]) }
    let mean = sum / Double(max(values.count, 1))
    for i in values.indices {
      let distance = Double(values[i]) - mean
      squares += distance * distance
    }
    return (mean, (squares / Double(max(values.count, 1))).squareRoot())
  }
}
