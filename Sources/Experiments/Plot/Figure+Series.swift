extension Figure {
  /// How a series is drawn.
  public enum Style: String, Sendable {
    /// A line; the band is an area around it.
    case line
    /// A dashed line; the band is an area around it.
    case dashed
    /// Points; the band is an error bar through each.
    case points
  }

  /// The interval around each value.
  public struct Band: Sendable {
    /// The lower ends.
    public var low: [Double]
    /// The upper ends.
    public var high: [Double]

    /// A band from `low` to `high`.
    public init(low: [Double], high: [Double]) {
      self.low = low
      self.high = high
    }

    /// The band of the intervals.
    public init(_ intervals: [Interval]) {
      self.init(low: intervals.map(\.low), high: intervals.map(\.high))
    }
  }

  /// A curve.
  public struct Series: Sendable {
    /// The name in the legend.
    public let name: String
    /// The positions.
    public let x: [Double]
    /// The values.
    public let mean: [Double]
    /// The spread around the values, if any.
    public let band: Band?
    /// How the series is drawn.
    public let style: Style

    /// A curve through the points (x, mean). It has a gap where a value is NaN.
    /// - Precondition: All lists have the same count, which is not 0.
    public init(
      _ name: String, x: [Double], mean: [Double], band: Band? = nil, style: Style = .line
    ) {
      precondition(
        !x.isEmpty && x.count == mean.count
          && (band.map { $0.low.count == x.count && $0.high.count == x.count } ?? true),
        "Series \(name) has \(x.count) positions, \(mean.count) values"
          + (band.map { " and a band of \($0.low.count) and \($0.high.count)." } ?? "."))
      self.name = name
      self.x = x
      self.mean = mean
      self.band = band
      self.style = style
    }

    /// The mean of several runs over the same positions, with one standard deviation to either side.
    /// - Precondition: There is a run, and each has as many values as there are positions.
    public init(_ name: String, x: [Double], runs: [[Double]], style: Style = .line) {
      precondition(
        !runs.isEmpty && runs.allSatisfy { $0.count == x.count },
        "Series \(name) has \(x.count) positions and runs of \(runs.map(\.count)) values.")
      let columns = x.indices.map { i in runs.map { $0[i] } }
      let mean = columns.map(Statistics.mean)
      guard runs.count > 1 else {
        self.init(name, x: x, mean: mean, style: style)
        return
      }
      let spread = columns.map(Statistics.standardDeviation)
      let band = Band(
        low: zip(mean, spread).map { $0 - $1 }, high: zip(mean, spread).map { $0 + $1 })
      self.init(name, x: x, mean: mean, band: band, style: style)
    }
  }

  /// Bars from 0, each with a label below.
  ///
  /// If a panel has a single set of bars, each bar has a colour of its own, in the order in which series get
  /// theirs; of several sets, each has one colour, and the bars of one label stand side by side.
  public struct Bars: Sendable {
    /// The name in the legend; there is a legend if a panel has several sets.
    public let name: String
    /// The labels below the bars.
    public let labels: [String]
    /// The heights.
    public let values: [Double]
    /// The intervals, drawn through the ends of the bars.
    public let band: Band?

    /// Bars.
    /// - Precondition: All lists have the same count, which is not 0.
    public init(_ name: String = "", labels: [String], values: [Double], band: Band? = nil) {
      precondition(
        !labels.isEmpty && labels.count == values.count
          && (band.map { $0.low.count == labels.count && $0.high.count == labels.count } ?? true),
        "Bars \(name) have \(labels.count) labels, \(values.count) values"
          + (band.map { " and a band of \($0.low.count) and \($0.high.count)." } ?? "."))
      self.name = name
      self.labels = labels
      self.values = values
      self.band = band
    }

    /// Bars with their intervals.
    public init(_ name: String = "", labels: [String], _ intervals: [Interval]) {
      self.init(name, labels: labels, values: intervals.map(\.estimate), band: Band(intervals))
    }
  }

  /// The distribution of a sample, as bars over bins of equal width.
  public struct Histogram: Sendable {
    /// The name in the legend.
    public let name: String
    /// The limits of the bins, one more than there are bins.
    public let limits: [Double]
    /// The height over each bin.
    public let heights: [Double]

    /// A histogram of heights that are known.
    /// - Precondition: There is one more limit than heights, and a bin.
    public init(_ name: String, limits: [Double], heights: [Double]) {
      precondition(
        !heights.isEmpty && limits.count == heights.count + 1,
        "Histogram \(name) has \(limits.count) limits and \(heights.count) heights.")
      self.name = name
      self.limits = limits
      self.heights = heights
    }

    /// The numbers of `values` in `bins` bins of equal width. A bin holds its lower limit, the last one both.
    /// - Parameters:
    ///   - name: The name in the legend.
    ///   - values: The sample; values outside of `range` and NaN are left out.
    ///   - bins: The number of bins.
    ///   - range: From the first limit to the last one; the range of the sample if left out.
    ///   - isDensity: Whether heights are densities, with the area 1 in all, instead of numbers.
    /// - Precondition: `bins` is positive, and a value is finite or a range is given.
    public init(
      _ name: String, values: [Double], bins: Int = 30, range: ClosedRange<Double>? = nil,
      isDensity: Bool = false
    ) {
      precondition(bins > 0, "Histogram \(name) has \(bins) bins.")
      let finite = values.filter(\.isFinite)
      guard var low = range?.lowerBound ?? finite.min(),
        var high = range?.upperBound ?? finite.max()
      else { preconditionFailure("Histogram \(name) has neither a finite value nor a range.") }
      // A sample of one value gets a bin around it.
      if low == high { (low, high) = (low - 0.5, high + 0.5) }
      let width = (high - low) / Double(bins)
      let limits = (0...bins).map { $0 == bins ? high : low + Double($0) * width }
      var heights = [Double](repeating: 0, count: bins)
      for value in finite where value >= low && value <= high {
        heights[min(Int((value - low) / width), bins - 1)] += 1
      }
      let total = heights.reduce(0, +)
      if isDensity, total > 0 { heights = heights.map { $0 / (total * width) } }
      self.init(name, limits: limits, heights: heights)
    }
  }
}
