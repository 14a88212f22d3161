public import LinearAlgebra

/// A point that is to find a goal it does not see; the course's task for recurrent meta-learning.
///
/// The point starts at the origin, and an action is added to it. The reward is minus the distance to the goal,
/// of the state *before* the move; where that state is within 0.01 of the goal in both coordinates, the episode
/// terminates. Goals come from U(−10, 10)². The course has `TimeLimit(MetaPointMass(), steps: 20)`.
///
/// To tell tasks of training from those of testing, the course colours the square like a chessboard; `squares`
/// does, with fields of the given side: goals come from the fields whose indices have an even sum, or an odd one.
///
/// Source: UC Berkeley's CS 294-112, fall 2018, homework 5c.
public struct MetaPointMass: TaskEnvironment, Equatable, Codable {
  /// Which of the chessboard's fields goals come from.
  public struct Squares: Sendable, Equatable, Codable {
    /// The length of a field's side.
    public var side: Double
    /// Whether the indices of a goal's field have an even sum.
    public var isEven: Bool

    /// Fields of the given side, those with an even sum of indices or those with an odd one.
    /// - Precondition: 0 < `side` ≤ 10.
    public init(side: Double, isEven: Bool) {
      precondition(side > 0 && side <= 10, "Fields of side \(side) make no chessboard.")
      self.side = side
      self.isEven = isEven
    }

    func contains(_ point: Point2D) -> Bool {
      let sum = (point.x / side).rounded(.down) + (point.y / side).rounded(.down)
      return (sum.truncatingRemainder(dividingBy: 2) == 0) == isEven
    }
  }

  private static let extent = 10.0
  private static let tolerance = 0.01

  /// The fields that goals come from; all of the square if nil.
  public let squares: Squares?
  /// Where the point is.
  public var position = Point2D(0, 0)
  /// The goal of the present episode.
  public private(set) var task = Point2D(0, 0)
  /// The goal of all episodes from the next reset on; nil if each draws its own.
  public var fixedTask: Point2D?

  /// A point whose goals come from `squares`, or is always `goal`.
  public init(squares: Squares? = nil, goal: Point2D? = nil) {
    self.squares = squares
    fixedTask = goal
    if let goal { task = goal }
  }

  private static let observations = ObservationSpace(shape: [2])
  private static let actions = ActionSpace.continuous(
    low: [-.infinity, -.infinity], high: [.infinity, .infinity])

  /// The position.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move, not bounded.
  public var actionSpace: ActionSpace { Self.actions }

  /// A goal from U(−10, 10)², or from the fields of the chessboard.
  public func drawTask(using stream: inout RandomStream) -> Point2D {
    while true {
      let goal = Point2D(
        stream.uniform(-Self.extent, Self.extent), stream.uniform(-Self.extent, Self.extent))
      if squares?.contains(goal) ?? true { return goal }
    }
  }

  /// Begins an episode at the origin, with a goal of its own unless there is a fixed one.
  public mutating func reset(using stream: inout RandomStream) {
    position = Point2D(0, 0)
    task = fixedTask ?? drawTask(using: &stream)
  }

  /// Moves by `action`; reward and end are those of the state before.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    let before = position
    position = position.moved(by: action)
    let hasArrived =
      abs(before.x - task.x) < Self.tolerance && abs(before.y - task.y) < Self.tolerance
    return Step(
      reward: -before.distance(to: task), status: hasArrived ? .terminated : .running)
  }

  /// Writes the position.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x)
    row[1] = Scalar(position.y)
  }

  /// The goal and the point.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-12, -12), high: .init(12, 12))
    picture.add(.circle(task.inPicture, radius: 0.4), .goal)
    picture.add(.circle(position.inPicture, radius: 0.4), .agent)
    return picture
  }
}
