public import LinearAlgebra

/// An estimate and the interval in which the true value lies with a stated confidence.
public struct Interval: Equatable, Sendable, Codable {
  /// The statistic of the sample itself.
  public var estimate: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// An interval from `low` to `high` around `estimate`.
  public init(_ estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}

/// Confidence intervals by the percentile bootstrap, stratified by task.
///
/// Each resample draws, for each task by itself, as many of its seeds as there are, with replacement. The interval
/// reaches from the (1 − c)/2 to the (1 + c)/2 quantile of the statistic over the resamples. This is what Agarwal
/// et al. (2021) use; with few seeds it is somewhat too narrow, and with a single seed it shrinks to a
/// point, which means nothing.
///
///     var stream = RandomStream(seed: 1)
///     let interval = StratifiedBootstrap().interval(of: scores, using: &stream) {
///       Statistics.interquartileMean(of: $0)
///     }
public struct StratifiedBootstrap: Sendable {
  /// The number of resamples.
  public let resamples: Int
  /// c, the probability with which the interval should hold the true value.
  public let confidence: Double

  /// A bootstrap.
  /// - Precondition: `resamples > 0` and `confidence` lies in (0, 1).
  public init(resamples: Int = 10_000, confidence: Double = 0.95) {
    precondition(resamples > 0, "\(resamples) resamples give no interval.")
    precondition(
      confidence > 0 && confidence < 1, "A confidence of \(confidence) is not in (0, 1).")
    self.resamples = resamples
    self.confidence = confidence
  }

  /// The interval of a statistic of `scores`, [seeds × tasks].
  /// - Parameters:
  ///   - scores: The sample.
  ///   - stream: Where the resamples come from; the same stream gives the same interval.
  ///   - statistic: The statistic, such as `Statistics.interquartileMean(of:)`.
  /// - Precondition: `scores` is not empty.
  public func interval(
    of scores: Matrix<Double>, using stream: inout RandomStream,
    _ statistic: (Matrix<Double>) -> Double
  ) -> Interval {
    band(of: scores, using: &stream) { [statistic($0)] }[0]
  }

  /// The interval of a statistic of two samples, which are resampled independently of each other.
  /// - Parameters:
  ///   - x: The first sample.
  ///   - y: The second one.
  ///   - stream: Where the resamples come from.
  ///   - statistic: The statistic, such as `Statistics.probabilityOfImprovement(of:over:)`.
  /// - Precondition: Neither sample is empty.
  public func interval(
    of x: Matrix<Double>, against y: Matrix<Double>, using stream: inout RandomStream,
    _ statistic: (Matrix<Double>, Matrix<Double>) -> Double
  ) -> Interval {
    var (first, second) = (x, y)
    var values: [Double] = []
    values.reserveCapacity(resamples)
    for _ in 0..<resamples {
      Self.resample(x, into: &first, using: &stream)
      Self.resample(y, into: &second, using: &stream)
      values.append(statistic(first, second))
    }
    return interval(around: statistic(x, y), &values)
  }

  /// The intervals of several numbers that are computed from the same sample, such as a performance profile;
  /// each is an interval by itself.
  /// - Parameters:
  ///   - scores: The sample, [seeds × tasks].
  ///   - stream: Where the resamples come from.
  ///   - statistic: The numbers, always as many.
  /// - Precondition: `scores` is not empty.
  public func band(
    of scores: Matrix<Double>, using stream: inout RandomStream,
    _ statistic: (Matrix<Double>) -> [Double]
  ) -> [Interval] {
    let estimates = statistic(scores)
    var resample = scores
    var values = [[Double]](repeating: [], count: estimates.count)
    for k in values.indices { values[k].reserveCapacity(resamples) }
    for _ in 0..<resamples {
      Self.resample(scores, into: &resample, using: &stream)
      let numbers = statistic(resample)
      precondition(
        numbers.count == estimates.count,
        "A statistic of \(estimates.count) numbers gave \(numbers.count) for a resample.")
      for (k, number) in numbers.enumerated() { values[k].append(number) }
    }
    return estimates.indices.map { interval(around: estimates[$0], &values[$0]) }
  }

  /// The percentile interval of what the resamples gave.
  private func interval(around estimate: Double, _ values: inout [Double]) -> Interval {
    // A NaN has no place in the order, and no interval can be stated around it.
    guard !values.contains(where: \.isNaN) else {
      return Interval(estimate, low: .nan, high: .nan)
    }
    values.sort()
    return Interval(
      estimate, low: Statistics.quantile(sorted: values, (1 - confidence) / 2),
      high: Statistics.quantile(sorted: values, (1 + confidence) / 2))
  }

  /// Draws, task by task, as many seeds as there are, with replacement.
  private static func resample(
    _ scores: Matrix<Double>, into resample: inout Matrix<Double>, using stream: inout RandomStream
  ) {
    precondition(scores.count > 0, "Scores of no seed or no task cannot be resampled.")
    for task in 0..<scores.columns {
      for i in 0..<scores.rows {
        resample[i, task] = scores[stream.integer(below: scores.rows), task]
      }
    }
  }
}
