public import LinearAlgebra

/// A point between four goals of which each is as good as the others; soft Q-learning's multigoal plane.
///
/// The goals are (±5, 0) and (0, ±5), and the point starts at N(0, 0.1²) in both coordinates. The action is
/// clipped to ±1 and added, the position kept within ±7. The reward after the move is −30 ‖a‖² minus the squared
/// distance to the nearest goal; within 1 of it there are 10 more and the episode terminates. The paper cuts
/// episodes after 20 to 30 steps.
///
/// Source: T. Haarnoja et al., "Reinforcement learning with deep energy-based policies", 2017, section 5.1.
public struct MultiGoal: Environment, Equatable, Codable {
  /// The four goals.
  public static let goals = [
    Point2D(5, 0), Point2D(-5, 0), Point2D(0, 5), Point2D(0, -5),
  ]
  private static let extent = 7.0
  private static let effort = 30.0
  private static let bonus = 10.0
  private static let radius = 1.0

  /// Where the point is.
  public var position: Point2D

  /// A point at the given position.
  public init(position: Point2D = Point2D(0, 0)) { self.position = position }

  private static let observations = ObservationSpace(shape: [2], low: -extent, high: extent)
  private static let actions = ActionSpace.continuous(low: [-1, -1], high: [1, 1])

  /// The position.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins an episode near the middle.
  public mutating func reset(using stream: inout RandomStream) {
    position = Point2D(0.1 * stream.normal(), 0.1 * stream.normal())
      .clipped(-Self.extent, Self.extent)
  }

  /// Moves by `action`, clipped.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    let move = clip(action, -1, 1)
    position = position.moved(by: move).clipped(-Self.extent, Self.extent)
    var nearest = Double.infinity
    for goal in Self.goals { nearest = min(nearest, position.squaredDistance(to: goal)) }
    let cost = Self.effort * (move[0] * move[0] + move[1] * move[1]) + nearest
    let hasArrived = nearest < Self.radius * Self.radius
    return Step(
      reward: (hasArrived ? Self.bonus : 0) - cost, status: hasArrived ? .terminated : .running)
  }

  /// Writes the position.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x)
    row[1] = Scalar(position.y)
  }

  /// The goals and the point.
  public func picture() -> Picture? {
    let extent = Self.extent
    var picture = Picture(low: .init(-extent, -extent), high: .init(extent, extent))
    for goal in Self.goals { picture.add(.circle(goal.inPicture, radius: Self.radius), .goal) }
    picture.add(.circle(position.inPicture, radius: 0.2), .agent)
    return picture
  }
}
