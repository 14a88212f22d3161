public import LinearAlgebra

/// A point in a square whose reward lies in the far corner; the course's task for exploration by bonuses.
///
/// The state lies in [0, 20]² and starts at (2, 2). An action is added to it, clipped at the walls. The reward
/// is −0.01 ‖a‖², and 10 more where both coordinates are beyond 18 after the move. Episodes do not end by
/// themselves; the course has `TimeLimit(PointMass(), steps: 20)`.
///
/// Source: UC Berkeley's CS 285, fall 2019, homework 5.
public struct PointMass: Environment, Equatable, Codable {
  /// The length of the square's side.
  public static let size = 20.0
  private static let start = Point2D(2, 2)
  private static let border = 18.0

  /// Where the point is, in [0, 20]².
  public var position: Point2D

  /// A point at the given position.
  public init(position: Point2D = Point2D(2, 2)) { self.position = position }

  private static let observations = ObservationSpace(shape: [2], low: 0, high: 1)
  private static let actions = ActionSpace.continuous(
    low: [-.infinity, -.infinity], high: [.infinity, .infinity])

  /// The position divided by 20.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move, not bounded.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins an episode at (2, 2).
  public mutating func reset(using stream: inout RandomStream) { position = Self.start }

  /// Moves by `action` as far as the walls allow.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    position = position.moved(by: action).clipped(0, Self.size)
    let effort = 0.01 * (action[0] * action[0] + action[1] * action[1])
    let hasArrived = position.x > Self.border && position.y > Self.border
    return Step(reward: (hasArrived ? 10 : 0) - effort, status: .running)
  }

  /// Writes the position divided by 20.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x / Self.size)
    row[1] = Scalar(position.y / Self.size)
  }

  /// The rewarded corner and the point.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(0, 0), high: .init(Self.size, Self.size))
    picture.addRectangle(
      from: .init(Self.border, Self.border), to: .init(Self.size, Self.size), .goal)
    picture.add(.circle(position.inPicture, radius: 0.4), .agent)
    return picture
  }
}
