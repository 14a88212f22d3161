public import LinearAlgebra

/// A skier who passes one tree after another on either side: a task with several good actions whose mean is a bad one.
///
/// The state is the lateral position x and the number of trees passed. The action is a lateral move; then the next
/// tree is passed, which stands at x = 0 and reaches to ±0.4, and beyond ±0.6 is the wood. So there are two gates,
/// around ±0.5. To pass has the reward 1, to collide ends the episode with 0, and behind the last tree it ends too.
public struct Slalom: Environment, Equatable, Codable {
  /// The gates' distances from the middle.
  public static let gate = 0.4..<0.6
  /// The number of trees.
  public let trees: Int
  /// The lateral position.
  public var x: Double
  /// The number of trees that have been passed.
  public var passed: Int

  /// A slope with `trees` trees.
  public init(trees: Int = 3) {
    precondition(trees > 0, "A slope with \(trees) trees is none.")
    self.trees = trees
    x = 0
    passed = 0
  }

  private static let observations = ObservationSpace(shape: [2], low: -1.5, high: 1.5)
  private static let actions = ActionSpace.continuous(low: [-1.5], high: [1.5])

  /// x, and the part of the trees that has been passed.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The lateral move.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins in the middle, above the first tree.
  public mutating func reset(using stream: inout RandomStream) { (x, passed) = (0, 0) }

  /// Moves, and passes the next tree or collides.
  public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
    -> Step
  {
    x += clip(action[0], -1.5, 1.5)
    guard Self.gate.contains(abs(x)) else {
      return Step(reward: x.isNaN ? .nan : 0, status: .terminated)
    }
    passed += 1
    return Step(reward: 1, status: passed == trees ? .terminated : .running)
  }

  /// Writes x, and the part of the trees that has been passed.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(clip(x, -1.5, 1.5))
    row[1] = Scalar(Double(passed) / Double(trees))
  }

  /// The trees and the skier.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1.5, -0.5), high: .init(1.5, Double(trees) + 0.5))
    for tree in 0..<trees {
      let y = Double(trees - 1 - tree)
      for (low, high) in [(-1.5, -0.6), (-0.4, 0.4), (0.6, 1.5)] {
        picture.addRectangle(from: .init(low, y), to: .init(high, y + 0.1), .danger)
      }
    }
    picture.add(.circle(.init(x, Double(trees - passed)), radius: 0.06), .agent)
    return picture
  }
}
