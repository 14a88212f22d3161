public import LinearAlgebra

/// A point that is to get round five rectangles to a goal; the course's task for planning with a learned model.
///
/// The action is clipped to ±1 and divided by 10. The move counts only if its end lies strictly within
/// (−0.99, 0.99)² and in no rectangle; otherwise the point stays. The reward is minus the distance to the goal
/// after the move, and the episode terminates within 0.1 of it. The course cuts episodes at 100 steps,
/// `TimeLimit(Obstacles(), steps: 100)`.
///
/// An action that is NaN makes position and reward NaN.
///
/// Source: UC Berkeley's CS 285, fall 2019, homework 4. A random policy's return is −165.5 ± 35 there.
public struct Obstacles: Environment, Equatable, Codable {
  /// A rectangle that cannot be entered; its edges can.
  public struct Rectangle: Sendable, Equatable {
    /// The left bottom.
    public let low: Point2D
    /// The right top.
    public let high: Point2D

    /// The rectangle of the given width and height below and to the right of its left top.
    init(left: Double, top: Double, width: Double, height: Double) {
      low = Point2D(left, top - height)
      high = Point2D(left + width, top)
    }

    /// Whether `point` lies inside, not on an edge.
    public func contains(_ point: Point2D) -> Bool {
      point.x > low.x && point.x < high.x && point.y > low.y && point.y < high.y
    }
  }

  /// The five rectangles.
  public static let rectangles = [
    Rectangle(left: -0.4, top: 0.8, width: 0.4, height: 0.3),
    Rectangle(left: -0.9, top: 0.3, width: 0.2, height: 0.6),
    Rectangle(left: 0.6, top: -0.1, width: 0.12, height: 0.4),
    Rectangle(left: -0.1, top: 0.2, width: 0.15, height: 0.4),
    Rectangle(left: 0.1, top: -0.7, width: 0.3, height: 0.15),
  ]
  /// Where to go.
  public static let goal = Point2D(0.7, -0.8)

  private static let border = 0.99
  private static let tolerance = 0.1

  /// Where the point is.
  public var position: Point2D

  /// A point at the given position.
  public init(position: Point2D = Point2D(-0.5, 0.75)) { self.position = position }

  private static let observations = ObservationSpace(shape: [4], low: -1, high: 1)
  private static let actions = ActionSpace.continuous(low: [-1, -1], high: [1, 1])

  /// The position and the goal: x, y, 0.7 and −0.8.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move, ten times as large.
  public var actionSpace: ActionSpace { Self.actions }

  /// Whether a point can be at `point`.
  public static func isFree(_ point: Point2D) -> Bool {
    guard point.x > -border, point.x < border, point.y > -border, point.y < border else {
      return false
    }
    for rectangle in rectangles where rectangle.contains(point) { return false }
    return true
  }

  /// Begins an episode with x from U(−0.99, 0.59) and y from U(0.26, 0.99), drawn again where it is not free.
  public mutating func reset(using stream: inout RandomStream) {
    repeat {
      position = Point2D(stream.uniform(-0.99, 0.59), stream.uniform(0.26, 0.99))
    } while !Self.isFree(position)
  }

  /// Moves by a tenth of `action`, if the way's end is free.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    let next = Point2D(
      position.x + clip(action[0], -1, 1) / 10, position.y + clip(action[1], -1, 1) / 10)
    if Self.isFree(next) || next.isNaN { position = next }
    let distance = position.distance(to: Self.goal)
    return Step(
      reward: -distance, status: distance < Self.tolerance ? .terminated : .running)
  }

  /// Writes the position and the goal.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x)
    row[1] = Scalar(position.y)
    row[2] = Scalar(Self.goal.x)
    row[3] = Scalar(Self.goal.y)
  }

  /// The rectangles, the goal and the point.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1, -1), high: .init(1, 1))
    for rectangle in Self.rectangles {
      picture.addRectangle(from: rectangle.low.inPicture, to: rectangle.high.inPicture, .danger)
    }
    picture.add(.circle(Self.goal.inPicture, radius: Self.tolerance), .goal)
    picture.add(.circle(position.inPicture, radius: 0.04), .agent)
    return picture
  }
}

extension Obstacles: ObservableReward {
  /// Minus the distance to the goal after the move.
  public static func reward(
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double {
    -Point2D(Double(next[0]), Double(next[1])).distance(to: goal)
  }
}
