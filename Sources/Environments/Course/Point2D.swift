/// A point or a displacement in the plane, in double precision.
public struct Point2D: Sendable, Equatable, Codable {
  /// The first coordinate.
  public var x: Double
  /// The second coordinate.
  public var y: Double

  /// The point (x, y).
  @inlinable
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// The squared distance to `other`.
  @inlinable
  public func squaredDistance(to other: Point2D) -> Double {
    (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)
  }

  /// The distance to `other`.
  @inlinable
  public func distance(to other: Point2D) -> Double { squaredDistance(to: other).squareRoot() }

  /// This point moved by `action`.
  @inlinable
  func moved(by action: InlineArray<2, Double>) -> Point2D { Point2D(x + action[0], y + action[1]) }

  /// Both coordinates within [`low`, `high`]; NaN stays NaN.
  @inlinable
  func clipped(_ low: Double, _ high: Double) -> Point2D {
    Point2D(clip(x, low, high), clip(y, low, high))
  }

  /// Whether a coordinate is NaN.
  var isNaN: Bool { x.isNaN || y.isNaN }

  /// The point in a picture.
  var inPicture: Picture.Point { Picture.Point(x, y) }
}

/// `x` within [`low`, `high`]; NaN stays NaN, so that it shows.
@inlinable
func clip(_ x: Double, _ low: Double, _ high: Double) -> Double {
  x > high ? high : x < low ? low : x
}

/// The components of `action` within [`low`, `high`]; NaN stays NaN.
@inlinable
func clip(_ action: InlineArray<2, Double>, _ low: Double, _ high: Double) -> InlineArray<2, Double>
{
  [clip(action[0], low, high), clip(action[1], low, high)]
}
