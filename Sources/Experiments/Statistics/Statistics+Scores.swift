public import LinearAlgebra

/// Summaries of a matrix of scores, [seeds × tasks].
///
/// The definitions are those of Agarwal et al. (2021), *Deep Reinforcement Learning at the Edge of the Statistical
/// Precipice*. Scores of different tasks enter one number, so they should be normalised, say to 0 for a random
/// policy and 1 for the reference. With a single task they may be plain returns.
extension Statistics {
  /// The mean over the tasks of the mean over the seeds.
  /// - Precondition: `scores` is not empty; this holds for all functions here.
  public static func mean(of scores: Matrix<Double>) -> Double { mean(taskMeans(scores)) }

  /// The median over the tasks of the mean over the seeds; for a single task, that mean.
  public static func median(of scores: Matrix<Double>) -> Double { median(taskMeans(scores)) }

  /// The interquartile mean of all seeds on all tasks together.
  public static func interquartileMean(of scores: Matrix<Double>) -> Double {
    interquartileMean(values(scores))
  }

  /// How far the scores stay below `target` in the mean, γ − E[min(x, γ)]; scores beyond it do not make up for
  /// others.
  /// - Parameter target: γ, the score that would be good enough.
  public static func optimalityGap(of scores: Matrix<Double>, target: Double = 1) -> Double {
    target - mean(values(scores).map { min($0, target) })
  }

  /// The probability that a run of X does better than a run of Y on the same task, as the mean over the tasks of
  /// the Mann–Whitney statistic U / (n m); a tie counts one half.
  /// - Precondition: Both matrices have the same number of tasks.
  public static func probabilityOfImprovement(
    of x: Matrix<Double>, over y: Matrix<Double>
  ) -> Double {
    let tasks = count(tasksOf: x, y)
    var total = 0.0
    for task in 0..<tasks {
      // Twice the wins, in whole numbers, so that the order of the sum does not matter.
      var wins = 0
      for i in 0..<x.rows {
        for j in 0..<y.rows {
          wins += x[i, task] > y[j, task] ? 2 : x[i, task] == y[j, task] ? 1 : 0
        }
      }
      total += Double(wins) / Double(2 * x.rows * y.rows)
    }
    return total / Double(tasks)
  }

  /// The performance profile: for each threshold τ, the fraction of all runs on all tasks whose score is
  /// above τ.
  public static func performanceProfile(
    of scores: Matrix<Double>, above thresholds: [Double]
  ) -> [Double] {
    fractions(of: values(scores), above: thresholds)
  }

  /// The profile of the means: for each threshold τ, the fraction of the tasks on which the mean over the seeds
  /// is above τ. It hides the spread over the seeds, which `performanceProfile` shows.
  public static func averageScoreProfile(
    of scores: Matrix<Double>, above thresholds: [Double]
  ) -> [Double] {
    fractions(of: taskMeans(scores), above: thresholds)
  }

  private static func fractions(of values: [Double], above thresholds: [Double]) -> [Double] {
    let sorted = values.sorted()
    return thresholds.map { threshold in
      // The number of values that are not above the threshold, by bisection.
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] > threshold { high = middle } else { low = middle + 1 }
      }
      return Double(sorted.count - low) / Double(sorted.count)
    }
  }

  /// The mean over the seeds, for each task.
  static func taskMeans(_ scores: Matrix<Double>) -> [Double] {
    precondition(scores.count > 0, "Scores of no seed or no task have no summary.")
    return (0..<scores.columns).map { task in
      mean((0..<scores.rows).map { scores[$0, task] })
    }
  }

  private static func values(_ scores: Matrix<Double>) -> [Double] {
    precondition(scores.count > 0, "Scores of no seed or no task have no summary.")
    return (0..<scores.rows).flatMap { i in (0..<scores.columns).map { scores[i, $0] } }
  }

  private static func count(tasksOf x: Matrix<Double>, _ y: Matrix<Double>) -> Int {
    precondition(
      x.count > 0 && y.count > 0 && x.columns == y.columns,
      "Scores of \(x.rows) seeds on \(x.columns) tasks and of \(y.rows) seeds on \(y.columns) tasks cannot be compared."
    )
    return x.columns
  }
}
