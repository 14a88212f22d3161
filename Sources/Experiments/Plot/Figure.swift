/// A figure: one panel or several, each with axes, what is drawn between them, and the numbers that it is held
/// against.
///
/// `render` writes the numbers as CSV and a gnuplot script beside them, and lets gnuplot draw PNG, SVG or PDF.
///
///     let figure = Figure(
///       title: "REINFORCE on CartPole-v0",
///       x: Figure.Axis("environment steps"), y: Figure.Axis("return"),
///       series: [Figure.Series("reward-to-go", x: steps, runs: returns)],
///       references: [Figure.Reference("stated", at: 200)])
///     try figure.render("cartpole", into: "figures")
public struct Figure: Sendable {
  /// An axis, or the scale of a heat map's colours.
  public struct Axis: Sendable {
    /// What the axis shows.
    public var label: String
    /// The unit, or nil for pure numbers.
    public var unit: String?
    /// Whether the scale is logarithmic; values that are not positive are not drawn then.
    public var isLogarithmic: Bool
    /// The range to show, or nil for that of the data.
    public var range: ClosedRange<Double>?
    /// Whether values grow to the left or downward, as the rows of a grid do.
    public var isReversed: Bool

    /// An axis.
    public init(
      _ label: String, unit: String? = nil, isLogarithmic: Bool = false,
      range: ClosedRange<Double>? = nil, isReversed: Bool = false
    ) {
      self.label = label
      self.unit = unit
      self.isLogarithmic = isLogarithmic
      self.range = range
      self.isReversed = isReversed
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

  /// What is drawn between the axes.
  public enum Mark: Sendable {
    /// A curve, with its band.
    case series(Series)
    /// Bars, with their intervals.
    case bars(Bars)
    /// Bars over the bins of a sample.
    case histogram(Histogram)
    /// A field of colours.
    case heatMap(HeatMap)
    /// Arrows, such as a policy's actions on a grid.
    case arrows(Arrows)
    /// Ways through the plane.
    case trajectories(Trajectories)
    /// Rectangles, such as obstacles.
    case regions(Regions)
  }

  /// One pair of axes and what is drawn between them.
  public struct Panel: Sendable {
    /// The heading; empty if the figure's is enough.
    public var title: String
    /// The horizontal axis.
    public var xAxis: Axis
    /// The vertical axis.
    public var yAxis: Axis
    /// What is drawn.
    public var marks: [Mark]
    /// The stated numbers.
    public var references: [Reference]
    /// Whether a unit is as long on either axis, as in a map.
    public var hasEqualScales: Bool

    /// A panel.
    /// - Precondition: There is something to draw, and at most one heat map.
    public init(
      title: String = "", x xAxis: Axis, y yAxis: Axis, marks: [Mark], references: [Reference] = [],
      hasEqualScales: Bool = false
    ) {
      precondition(!marks.isEmpty, "The panel \"\(title)\" has nothing to draw.")
      let heatMaps = marks.count { if case .heatMap = $0 { true } else { false } }
      precondition(heatMaps < 2, "The panel \"\(title)\" has \(heatMaps) heat maps on one scale.")
      self.title = title
      self.xAxis = xAxis
      self.yAxis = yAxis
      self.marks = marks
      self.references = references
      self.hasEqualScales = hasEqualScales
    }
  }

  /// The kinds of pictures.
  public enum Format: String, Sendable, CaseIterable {
    /// Vectors, for pages.
    case svg
    /// Pixels.
    case png
    /// Vectors, for print.
    case pdf
  }

  /// The heading.
  public var title: String
  /// The panels, row by row.
  public var panels: [Panel]
  /// The number of panels in a row.
  public var columns: Int

  /// A figure of several panels.
  /// - Parameters:
  ///   - title: The heading.
  ///   - panels: The panels, row by row.
  ///   - columns: The number of panels in a row; three at most if left out.
  /// - Precondition: There is a panel, and `columns` is positive.
  public init(title: String, panels: [Panel], columns: Int? = nil) {
    precondition(!panels.isEmpty, "The figure \"\(title)\" has no panel.")
    let columns = columns ?? (panels.count == 4 ? 2 : min(panels.count, 3))
    precondition(columns > 0, "Panels cannot stand in \(columns) columns.")
    self.title = title
    self.panels = panels
    self.columns = min(columns, panels.count)
  }

  /// A figure of curves in one panel.
  /// - Precondition: There is a series.
  public init(
    title: String, x xAxis: Axis, y yAxis: Axis, series: [Series], references: [Reference] = []
  ) {
    precondition(!series.isEmpty, "The figure \"\(title)\" has no series.")
    self.init(
      title: title,
      panels: [
        Panel(x: xAxis, y: yAxis, marks: series.map(Mark.series), references: references)
      ])
  }

  /// Draws the figure in `folder`, which is created if it is missing.
  /// - Parameters:
  ///   - name: The names of the files without their extensions: letters, digits, `-`, `_` and `.`.
  ///   - folder: Where to write.
  ///   - formats: The pictures to draw.
  ///   - gnuplot: What draws.
  /// - Returns: The names of the files: the pictures, CSV and the script.
  /// - Throws: ``GnuplotError`` if gnuplot is missing or fails; the CSV and the script are there all the same.
  /// - Precondition: There is a format.
  @discardableResult
  public func render(
    _ name: String, into folder: String, formats: [Format] = [.svg, .png],
    with gnuplot: Gnuplot = Gnuplot()
  ) throws -> [String] {
    precondition(!formats.isEmpty, "The figure \(name) has no format to be drawn in.")
    return try gnuplot.render(
      name, into: folder, pictures: formats.map { "\(name).\($0.rawValue)" }, table: table,
      script: script(name, formats: formats))
  }
}
