public import LinearAlgebra

/// A point that drifts through a maze to a goal; the course's Pointmass tasks for exploration and offline learning.
///
/// An action says where to go by 1: nowhere, −y, +y, −x or +x. The move is drawn from N(action, 0.5²) in each
/// component, that of standing still too, and made in ten parts; in each part a coordinate changes unless that
/// would lead out of the map or into a wall. The reward is 0 and the episode terminates where the goal is nearer
/// than the layout's scale; until then it is −1. Easy has a limit of 50 steps, medium of 150, hard of 100.
///
/// Difference from the course: there the time-out is stored as a terminal state. Here it is a truncation;
/// `TimeLimit(PointMassMaze(.easy), steps: 50, countsTimeOutAsTerminal: true)` does as the course.
///
/// Source: UC Berkeley's CS 285, from fall 2020 on, homework 5; the mazes are those of B. Eysenbach et al.,
/// "Search on the replay buffer", 2019.
public struct PointMassMaze: Environment, Equatable, Codable {
  /// The standard deviation of a move's noise.
  public static let noise = 0.5
  private static let parts = 10

  /// The maze.
  public let layout: MazeLayout
  /// Where the point is.
  public var position: Point2D

  /// A point at the start of a maze.
  public init(_ layout: MazeLayout) {
    self.layout = layout
    position = layout.start
  }

  private static let observations = ObservationSpace(shape: [2], low: 0, high: 1)

  /// Both coordinates, divided by the map's extent.
  public var observationSpace: ObservationSpace { Self.observations }

  /// Nowhere, −y, +y, −x, +x.
  public var actionSpace: ActionSpace { .discrete(5) }

  /// Begins an episode at the layout's start.
  public mutating func reset(using stream: inout RandomStream) { position = layout.start }

  /// Drifts where `action` says.
  /// - Precondition: `action` is in 0...4.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let (first, second): (Double, Double)
    switch action {
    case 0: (first, second) = (0, 0)
    case 1: (first, second) = (0, -1)
    case 2: (first, second) = (0, 1)
    case 3: (first, second) = (-1, 0)
    case 4: (first, second) = (1, 0)
    default: preconditionFailure("A maze's actions are 0 to 4, not \(action).")
    }
    let dx = (first + Self.noise * stream.normal()) / Double(Self.parts)
    let dy = (second + Self.noise * stream.normal()) / Double(Self.parts)
    drift(dx, dy)
    let hasArrived = position.distance(to: layout.goal) < layout.scale
    return Step(reward: hasArrived ? 0 : -1, status: hasArrived ? .terminated : .running)
  }

  /// Makes the ten parts (dx, dy) of a move.
  mutating func drift(_ dx: Double, _ dy: Double) {
    for _ in 0..<Self.parts {
      let along = Point2D(position.x + dx, position.y)
      if !layout.isBlocked(along) { position = along }
      let across = Point2D(position.x, position.y + dy)
      if !layout.isBlocked(across) { position = across }
    }
  }

  /// Writes both coordinates, divided by the map's extent.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x / layout.height)
    row[1] = Scalar(position.y / layout.width)
  }

  /// The walls, the goal and the point; the first coordinate grows to the right, the second upwards.
  public func picture() -> Picture? {
    let scale = layout.scale
    var picture = Picture(low: .init(0, 0), high: .init(layout.height, layout.width))
    for i in 0..<layout.rows {
      for j in 0..<layout.columns where layout.isWall(i, j) {
        picture.addRectangle(
          from: .init(Double(i) * scale, Double(j) * scale),
          to: .init(Double(i + 1) * scale, Double(j + 1) * scale), .ground)
      }
    }
    picture.add(.circle(layout.goal.inPicture, radius: scale / 2), .goal)
    picture.add(.circle(position.inPicture, radius: layout.height / 50), .agent)
    return picture
  }
}
