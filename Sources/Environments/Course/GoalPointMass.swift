public import LinearAlgebra

/// A point that is to get near a goal it sees, with a reward that says only whether it is there.
///
/// Point and goal start at U(−1, 1)². The action is clipped to ±1, divided by 10 and added, the position kept
/// within ±1. The reward is 0 where the distance to the goal is less than the threshold after the move, and −1
/// elsewhere. As in Gymnasium's Fetch tasks reaching the goal does not end the episode, so that one has to stay;
/// with `endsAtGoal` it does. `TimeLimit(GoalPointMass(), steps: 50)` has their length.
///
/// Positions are compared as they are observed, in `Scalar`, so that the reward of a relabelled transition
/// is exactly that of one that was made. Source: this library's own.
public struct GoalPointMass: GoalEnvironment, Equatable, Codable {
  /// The distance under which the goal is reached.
  public let threshold: Double
  /// Whether reaching the goal ends the episode.
  public let endsAtGoal: Bool
  /// Where the point is.
  public var position = Point2D(0, 0)
  /// Where to go.
  public var goal = Point2D(0, 0)

  /// A point whose goal is reached within `threshold`.
  /// - Precondition: `threshold > 0`.
  public init(threshold: Double = 0.1, endsAtGoal: Bool = false) {
    precondition(threshold > 0, "A goal of radius \(threshold) is never reached.")
    self.threshold = threshold
    self.endsAtGoal = endsAtGoal
  }

  private static let observations = ObservationSpace(
    shape: [4], low: [-1, -1, -1, -1], high: [1, 1, 1, 1], observation: 0..<2,
    achievedGoal: 0..<2, desiredGoal: 2..<4)
  private static let actions = ActionSpace.continuous(low: [-1, -1], high: [1, 1])

  /// The position, which is the achieved goal, and the desired goal.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The move, ten times as large.
  public var actionSpace: ActionSpace { Self.actions }

  /// Draws position and goal.
  public mutating func reset(using stream: inout RandomStream) {
    position = Point2D(stream.uniform(-1, 1), stream.uniform(-1, 1))
    goal = Point2D(stream.uniform(-1, 1), stream.uniform(-1, 1))
  }

  /// Moves by a tenth of `action`.
  public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
    -> Step
  {
    let move = clip(action, -1, 1)
    position = Point2D(position.x + move[0] / 10, position.y + move[1] / 10).clipped(-1, 1)
    let distance = Self.distance(
      Scalar(position.x), Scalar(position.y), Scalar(goal.x), Scalar(goal.y))
    return Step(
      reward: reward(distance),
      status: endsAtGoal && distance < threshold ? .terminated : .running)
  }

  /// Writes position and goal.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(position.x)
    row[1] = Scalar(position.y)
    row[2] = Scalar(goal.x)
    row[3] = Scalar(goal.y)
  }

  /// 0 within the threshold, else −1; NaN if a coordinate is.
  public func reward(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Double {
    reward(Self.distance(achieved[0], achieved[1], desired[0], desired[1]))
  }

  /// Whether the distance is less than the threshold, if that ends the episode.
  public func terminates(
    achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>
  ) -> Bool {
    endsAtGoal && Self.distance(achieved[0], achieved[1], desired[0], desired[1]) < threshold
  }

  private func reward(_ distance: Double) -> Double {
    distance < threshold ? 0 : distance.isNaN ? .nan : -1
  }

  private static func distance(_ x: Scalar, _ y: Scalar, _ goalX: Scalar, _ goalY: Scalar) -> Double
  {
    Point2D(Double(x), Double(y)).distance(to: Point2D(Double(goalX), Double(goalY)))
  }

  /// The goal's surroundings and the point.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1.1, -1.1), high: .init(1.1, 1.1))
    picture.add(.circle(goal.inPicture, radius: threshold), .goal)
    picture.add(.circle(position.inPicture, radius: 0.04), .agent)
    return picture
  }
}
