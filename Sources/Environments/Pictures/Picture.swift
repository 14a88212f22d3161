/// What an environment looks like at one moment: a few shapes in a rectangle of its own coordinates.
///
/// x grows to the right and y upwards, in the environment's units; shapes are painted in their order. How a
/// picture becomes a file is the renderer's business.
public struct Picture: Sendable, Equatable {
  /// A point, in the environment's units.
  public struct Point: Sendable, Equatable {
    /// To the right.
    public var x: Double
    /// Upwards.
    public var y: Double

    /// The point (x, y).
    public init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// What a shape stands for, from which the renderer takes its colour, in a light theme and a dark one.
  public enum Ink: Sendable, Equatable {
    /// The ground, walls and fixed things.
    case ground
    /// The thing that acts.
    case agent
    /// A second part of what acts, such as the pole on a cart.
    case limb
    /// What is to be reached or got.
    case goal
    /// What is to be avoided.
    case danger
    /// An aid to the eye: a grid line, a trace, an arrow.
    case guide
    /// Text.
    case text
    /// A value from 0 to 1 on the renderer's scale of colours, as in a heat map.
    case scale(Double)
  }

  /// A shape.
  public enum Shape: Sendable, Equatable {
    /// A line through points, `width` units thick.
    case line([Point], width: Double)
    /// A filled polygon.
    case polygon([Point])
    /// A filled circle.
    case circle(Point, radius: Double)
    /// Text around its middle, `height` units tall.
    case text(String, Point, height: Double)
  }

  /// The left bottom of what is shown.
  public var low: Point
  /// The right top of what is shown.
  public var high: Point
  /// The shapes with their inks, from back to front.
  public private(set) var shapes: [(shape: Shape, ink: Ink)] = []

  /// An empty picture of the rectangle from `low` to `high`.
  /// - Precondition: The rectangle has an area.
  public init(low: Point, high: Point) {
    precondition(
      low.x < high.x && low.y < high.y, "From \(low) to \(high) is no rectangle to draw in.")
    self.low = low
    self.high = high
  }

  /// Paints a shape over those before it.
  public mutating func add(_ shape: Shape, _ ink: Ink) { shapes.append((shape, ink)) }

  /// Paints the filled rectangle from `low` to `high`.
  public mutating func addRectangle(from low: Point, to high: Point, _ ink: Ink) {
    add(.polygon([low, Point(high.x, low.y), high, Point(low.x, high.y)]), ink)
  }

  /// Whether two pictures show the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.low == b.low && a.high == b.high && a.shapes.elementsEqual(b.shapes, by: ==)
  }
}
