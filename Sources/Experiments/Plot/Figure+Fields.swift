public import LinearAlgebra

extension Figure {
  /// A field of cells whose colours are numbers.
  public struct HeatMap: Sendable {
    /// The number of each cell, [cells along y × cells along x], from the lower end of either range on; NaN leaves
    /// a cell grey.
    public let values: Matrix<Double>
    /// The horizontal range that the cells cover.
    public let x: ClosedRange<Double>
    /// The vertical range that the cells cover.
    public let y: ClosedRange<Double>
    /// The scale of the colours.
    public let scale: Axis

    /// A heat map.
    /// - Parameters:
    ///   - values: The number of each cell, [cells along y × cells along x].
    ///   - x: What the columns cover; from 0 on, a unit each, if left out.
    ///   - y: What the rows cover; from 0 on, a unit each, if left out.
    ///   - scale: The scale of the colours.
    /// - Precondition: There is a cell, and neither range is empty.
    public init(
      _ values: Matrix<Double>, x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
      scale: Axis
    ) {
      precondition(
        values.count > 0, "A heat map of \(values.rows) × \(values.columns) cells shows nothing.")
      self.values = values
      self.x = x ?? 0...Double(values.columns)
      self.y = y ?? 0...Double(values.rows)
      self.scale = scale
      precondition(
        self.x.lowerBound < self.x.upperBound && self.y.lowerBound < self.y.upperBound,
        "A heat map over \(self.x) and \(self.y) has no area.")
    }

    /// The width and the height of a cell.
    var cell: (width: Double, height: Double) {
      (
        (x.upperBound - x.lowerBound) / Double(values.columns),
        (y.upperBound - y.lowerBound) / Double(values.rows)
      )
    }
  }

  /// Arrows in the plane, light with a dark edge, so that they can be seen on every colour.
  public struct Arrows: Sendable {
    /// Where the arrows begin, horizontally.
    public let x: [Double]
    /// Where the arrows begin, vertically.
    public let y: [Double]
    /// How far they go, horizontally.
    public let dx: [Double]
    /// How far they go, vertically.
    public let dy: [Double]

    /// Arrows from (x, y) to (x + dx, y + dy).
    /// - Precondition: All lists have the same count, which is not 0.
    public init(x: [Double], y: [Double], dx: [Double], dy: [Double]) {
      precondition(
        !x.isEmpty && x.count == y.count && x.count == dx.count && x.count == dy.count,
        "Arrows have \(x.count), \(y.count), \(dx.count) and \(dy.count) components.")
      self.x = x
      self.y = y
      self.dx = dx
      self.dy = dy
    }

    /// Arrows whose middles are the points (x, y).
    /// - Precondition: All lists have the same count, which is not 0.
    public init(centredAt x: [Double], _ y: [Double], dx: [Double], dy: [Double]) {
      self.init(
        x: zip(x, dx).map { $0 - $1 / 2 }, y: zip(y, dy).map { $0 - $1 / 2 }, dx: dx, dy: dy)
    }
  }

  /// Ways through the plane, each with a dot at its beginning.
  public struct Trajectories: Sendable {
    /// A way: its points in order.
    public struct Path: Sendable {
      /// The horizontal positions.
      public let x: [Double]
      /// The vertical positions.
      public let y: [Double]

      /// A way.
      /// - Precondition: Both lists have the same count, which is not 0.
      public init(x: [Double], y: [Double]) {
        precondition(
          !x.isEmpty && x.count == y.count,
          "A trajectory has \(x.count) horizontal and \(y.count) vertical positions.")
        self.x = x
        self.y = y
      }
    }

    /// The name in the legend.
    public let name: String
    /// The ways, all in one colour.
    public let paths: [Path]

    /// Ways in one colour.
    /// - Precondition: There is a way.
    public init(_ name: String, _ paths: [Path]) {
      precondition(!paths.isEmpty, "The trajectories \(name) are none.")
      self.name = name
      self.paths = paths
    }
  }

  /// Rectangles in a quiet grey.
  public struct Regions: Sendable {
    /// A rectangle.
    public struct Rectangle: Sendable {
      /// From left to right.
      public var x: ClosedRange<Double>
      /// From the bottom to the top.
      public var y: ClosedRange<Double>

      /// A rectangle.
      public init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
        self.x = x
        self.y = y
      }
    }

    /// The name in the legend.
    public let name: String
    /// The rectangles.
    public let rectangles: [Rectangle]

    /// Rectangles.
    /// - Precondition: There is a rectangle.
    public init(_ name: String, _ rectangles: [Rectangle]) {
      precondition(!rectangles.isEmpty, "The regions \(name) are none.")
      self.name = name
      self.rectangles = rectangles
    }
  }
}
