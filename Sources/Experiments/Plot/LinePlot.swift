/// A figure of lines, bands around them, and the numbers that they are held against.
///
/// `render` writes the numbers as CSV and a gnuplot script beside them, and lets gnuplot draw PNG and SVG.
public struct LinePlot: Sendable {
  /// An axis.
  public struct Axis: Sendable {
    /// What the axis shows.
    public var label: String
    /// The unit, or nil for pure numbers.
    public var unit: String?
    /// Whether the scale is logarithmic; values that are not positive are not drawn then.
    public var isLogarithmic: Bool
    /// The range to show, or nil for that of the data.
    public var range: ClosedRange<Double>?

    /// An axis.
    public init(
      _ label: String, unit: String? = nil, isLogarithmic: Bool = false,
      range: ClosedRange<Double>? = nil
    ) {
      self.label = label
      self.unit = unit
      self.isLogarithmic = isLogarithmic
      self.range = range
    }
  }

  /// How a series is drawn.
  public enum Style: String, Sendable {
    /// A line; the band is an area around it.
    case line
    /// A dashed line; the band is an area around it.
    case dashed
    /// Points; the band is an error bar through each.
    case points
  }

  /// The interval around each value of a series.
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

    /// A curve through the points (x, mean).
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

  /// A horizontal line at a stated number.
  public struct Reference: Sendable {
    /// The name in the legend.
    public var name: String
    /// The number.
    public var value: Double

    /// A line at `value`.
    public init(_ name: String, at value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The heading.
  public var title: String
  /// The horizontal axis.
  public var xAxis: Axis
  /// The vertical axis.
  public var yAxis: Axis
  /// The curves.
  public var series: [Series]
  /// The stated numbers.
  public var references: [Reference]

  /// A figure.
  public init(
    title: String, x xAxis: Axis, y yAxis: Axis, series: [Series], references: [Reference] = []
  ) {
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.references = references
  }

  /// Draws the figure in `folder`, which is created if it is missing.
  /// - Parameter name: The names of the files without their extensions: letters, digits, `-`, `_` and `.`.
  /// - Returns: The names of the files: SVG, PNG, CSV and the script.
  /// - Precondition: There is a series.
  public func render(
    _ name: String, into folder: String, with gnuplot: Gnuplot = Gnuplot()
  ) throws -> [String] {
    precondition(!series.isEmpty, "The figure \(name) has no series.")
    return try gnuplot.render(name, into: folder, table: table, script: script(name))
  }
}
