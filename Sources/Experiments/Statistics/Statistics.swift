/// Summaries of a sample, such as the returns of one algorithm over seeds.
public enum Statistics {
  /// The mean, Σ xᵢ / n.
  /// - Precondition: `values` is not empty.
  public static func mean(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "The mean of no values is not defined.")
    return values.reduce(0, +) / Double(values.count)
  }

  /// The sample's standard deviation, √(Σ (xᵢ − x̄)² / (n − 1)); NaN for a single value, which has none.
  /// - Precondition: `values` is not empty.
  public static func standardDeviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The standard error of the mean, s / √n; NaN for a single value.
  /// - Precondition: `values` is not empty.
  public static func standardError(_ values: [Double]) -> Double {
    standardDeviation(values) / Double(values.count).squareRoot()
  }

  /// The middle value in order of size, or the mean of the two middle ones.
  /// - Precondition: `values` is not empty.
  public static func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "The median of no values is not defined.")
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The mean of what is left when the lowest and the highest ⌊n/4⌋ values are dropped.
  ///
  /// The summary over seeds that Agarwal et al. (2021), *Deep Reinforcement Learning at the Edge of the
  /// Statistical Precipice*, recommend: less noisy than the median, less moved by outliers than the mean. With
  /// fewer than four values nothing is dropped. Equal to SciPy's `trim_mean(values, 0.25)`.
  /// - Precondition: `values` is not empty.
  public static func interquartileMean(_ values: [Double]) -> Double {
    let dropped = values.count / 4
    return mean(Array(values.sorted().dropFirst(dropped).dropLast(dropped)))
  }

  /// The value below which the fraction `fraction` of `values` lies, linear between neighbours: for values in
  /// order of size, x₍ₖ₎ at k = fraction · (n − 1).
  /// - Precondition: `values` is not empty, and `fraction` lies in [0, 1].
  public static func quantile(_ values: [Double], _ fraction: Double) -> Double {
    precondition(!values.isEmpty, "A quantile of no values is not defined.")
    return quantile(sorted: values.sorted(), fraction)
  }

  /// As `quantile(_:_:)`, of values that are in order of size already.
  static func quantile(sorted values: [Double], _ fraction: Double) -> Double {
    precondition(fraction >= 0 && fraction <= 1, "A fraction of \(fraction) is not in [0, 1].")
    let position = fraction * Double(values.count - 1)
    let below = Int(position)
    guard below + 1 < values.count else { return values[values.count - 1] }
    let weight = position - Double(below)
    return weight == 0
      ? values[below] : values[below] + weight * (values[below + 1] - values[below])
  }
}
