public import LinearAlgebra

/// A point that is to find a goal it does not see; the navigation task of model-agnostic meta-learning.
///
/// The point starts at the origin. The action is clipped to ±0.1 and added. The reward is minus the squared
/// distance to the goal after the move, and the episode terminates within 0.01 of it. Goals come from
/// U(−0.5, 0.5)². The paper has `TimeLimit(Navigation2D(), steps: 100)`.
///
/// The paper writes of the squared distance, its published code takes the distance itself; the returns that it
/// states fit the distance. `reward` chooses.
///
/// Source: C. Finn, P. Abbeel and S. Levine, "Model-agnostic meta-learning for fast adaptation of deep networks",
/// 2017, section 5.3.
public struct Navigation2D: TaskEnvironment, Equatable, Codable {
  /// What is rewarded.
  public enum Reward: String, Sendable, Codable, CaseIterable {
    /// Minus the squared distance to the goal.
    case squaredDistance
    /// Minus the distance to the goal.
    case distance
  }

  private static let speed = 0.1
  private static let extent = 0.5
  private static let tolerance = 0.01

  /// What is rewarded.
  public let reward: Reward
  /// Where the point is.
  public var position = Point2D(0, 0)
  /// The goal of the present episode.
  public private(set) var task = Point2D(0, 0)
  /// The goal of all episodes from the next reset on; nil if each draws its own.
  public var fixedTask: Point2D?

  /// A point whose goals are drawn, or is always `goal`.
  public init(reward: Reward = .squaredDistance, goal: Point2D? = nil) {
    self.reward = reward
    fixedTask = goal
    if let goal { task = goal }
  }

  private static let observations = ObservationSpace(shape: [2])
  private static let actions = ActionSpace.continuous(low: [-speed, -speed], high: [speed, speed])

  /// The position.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move.
  public var actionSpace: ActionSpace { Self.actions }

  /// A goal from U(−0.5, 0.5)².
  public func drawTask(using stream: inout RandomStream) -> Point2D {
    Point2D(stream.uniform(-Self.extent, Self.extent), stream.uniform(-Self.extent, Self.extent))
  }

  /// Begins an episode at the origin, with a goal of its own unless there is a fixed one.
  public mutating func reset(using stream: inout RandomStream) {
    position = Point2D(0, 0)
    task = fixedTask ?? drawTask(using: &stream)
  }

  /// Moves by `action`, clipped.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    position = position.moved(by: clip(action, -Self.speed, Self.speed))
    let squared = position.squaredDistance(to: task)
    let hasArrived = squared < Self.tolerance * Self.tolerance
    return Step(
      reward: reward == .distance ? -squared.squareRoot() : -squared,
      status: hasArrived ? .terminated : .running)
  }

  /// Writes the position.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x)
    row[1] = Scalar(position.y)
  }

  /// The square of goals, the goal and the point.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1, -1), high: .init(1, 1))
    let corners: [Picture.Point] = [
      .init(-0.5, -0.5), .init(0.5, -0.5), .init(0.5, 0.5), .init(-0.5, 0.5), .init(-0.5, -0.5),
    ]
    picture.add(.line(corners, width: 0.01), .guide)
    picture.add(.circle(task.inPicture, radius: 0.04), .goal)
    picture.add(.circle(position.inPicture, radius: 0.04), .agent)
    return picture
  }
}
