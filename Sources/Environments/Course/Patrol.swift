public import LinearAlgebra

/// A guard who is to visit two posts in turn, and sees only where he is: whither to go next is a matter of memory.
///
/// The position lies in [−1, 1], a step moves it by 0.1 to the left (action 0) or to the right (1). To reach a post,
/// at either end, has the reward 1 unless it is the post that was visited last; the first one counts in any case.
/// Episodes begin anywhere in the middle half and do not end by themselves; the catalogue has
/// `TimeLimit(Patrol(), steps: 200)`.
public struct Patrol: Environment, Equatable, Codable {
  /// Where the guard is.
  public var position: Double
  /// The post that was visited last: −1, 1, or 0 if none was.
  public var lastPost: Int

  /// A guard who stands in the middle and has been nowhere.
  public init() {
    position = 0
    lastPost = 0
  }

  /// From here on a guard stands at a post: ten steps add up to a little less than 1.
  private static let post = 1 - 1e-6
  private static let observations = ObservationSpace(shape: [1], low: -1, high: 1)

  /// The position alone.
  public var observationSpace: ObservationSpace { Self.observations }

  /// Left or right.
  public var actionSpace: ActionSpace { .discrete(2) }

  /// Begins at a position from U(−0.5, 0.5).
  public mutating func reset(using stream: inout RandomStream) {
    (position, lastPost) = (stream.uniform(-0.5, 0.5), 0)
  }

  /// Moves, and visits a post where there is one.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    position = clip(position + (action == 1 ? 0.1 : -0.1), -1, 1)
    let post = position > Self.post ? 1 : position < -Self.post ? -1 : 0
    guard post != 0, post != lastPost else { return Step(reward: 0, status: .running) }
    lastPost = post
    return Step(reward: 1, status: .running)
  }

  /// Writes the position.
  public func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(position) }

  /// The posts and the guard.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1.2, -0.3), high: .init(1.2, 0.3))
    for x in [-1.0, 1.0] { picture.add(.circle(.init(x, 0), radius: 0.1), .goal) }
    picture.add(.circle(.init(position, 0), radius: 0.06), .agent)
    return picture
  }
}
