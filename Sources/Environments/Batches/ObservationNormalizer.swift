public import LinearAlgebra

/// Observations with every feature at mean 0 and deviation 1: x ↦ (x − μ) / max(σ, 10⁻⁴), bounded to ±10, by running
/// statistics.
///
/// The statistic belongs to the policy that was trained on it: it is saved beside the parameters, and frozen in
/// evaluation. A number that is not finite is passed on as NaN, so that it shows.
public struct ObservationNormalizer: Sendable, Codable, Equatable {
  /// Means and deviations so far.
  public private(set) var statistics: RunningStatistics

  /// A statistic of no observations yet, which leaves features as they are.
  public init(features: Int) { statistics = RunningStatistics(features: features) }

  /// A normaliser with the given means and deviations.
  public init(_ statistics: RunningStatistics) { self.statistics = statistics }

  /// The number of observations so far.
  public var count: Double { statistics.count }
  /// μ of each feature.
  public var mean: [Double] { statistics.mean }

  /// What feature `j` is divided by; 1 before there are two observations.
  public func deviation(_ j: Int) -> Double { max(statistics.deviation(j), 1e-4) }

  /// Takes in the `rows` observations at `observations`.
  public mutating func update(_ observations: UnsafePointer<Scalar>, rows: Int) {
    statistics.update(observations, rows: rows)
  }

  /// Writes `rows` normalised observations; in place allowed.
  public func normalize(
    _ observations: UnsafePointer<Scalar>, rows: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    let features = statistics.features
    for j in 0..<features {
      let (shift, scale) = (statistics.mean[j], 1 / deviation(j))
      for i in 0..<rows {
        let x = (Double(observations[i * features + j]) - shift) * scale
        output[i * features + j] = x.isFinite ? Scalar(max(-10, min(10, x))) : .nan
      }
    }
  }
}
