/// A walk along a cliff: the shortest way to the goal is next to the edge.
///
/// Gymnasium's CliffWalking, 4×12 cells, from the left bottom to the right bottom; between them is the cliff. The
/// reward is −1 for each step, −100 for one into the cliff, from which the walk begins anew. Where it is slippery
/// a move goes to each side as often as straight on.
///
/// Source: R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, example 6.6.
public struct CliffWalking: FiniteTask {
  /// Whether moves go astray.
  public let isSlippery: Bool

  /// A cliff.
  public init(isSlippery: Bool = false) { self.isSlippery = isSlippery }

  /// What the actions 0, 1, 2 and 3 stand for.
  public static let moves: [Grid.Move] = [.up, .right, .down, .left]
  /// The cells, of which none is a wall: state = row · 12 + column.
  public static let grid = Grid(rows: 4, columns: 12)
  private static let start = 36
  private static let goal = 47
  private static let cliff = 37..<47

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    TransitionTable(
      states: 48, actions: 4, discount: 1, initial: (0..<48).map { $0 == Self.start ? 1 : 0 }
    ) { state, action in
      let actions = isSlippery ? [(action + 3) % 4, action, (action + 1) % 4] : [action]
      return actions.map {
        let next = Self.grid.moved(state, Self.moves[$0])
        let falls = Self.cliff.contains(next)
        return .init(
          probability: 1 / Double(actions.count), next: falls ? Self.start : next,
          reward: falls ? -100 : -1, terminates: next == Self.goal)
      }
    }
  }

  /// The cliff, the goal and the walker.
  public func picture(of state: Int) -> Picture? {
    var picture = Self.grid.picture { picture in
      for cell in Self.cliff { picture.addSquare(around: Self.grid.middle(of: cell), .danger) }
    }
    picture.addFlag(at: Self.grid.middle(of: Self.goal))
    picture.add(.circle(Self.grid.middle(of: state), radius: 0.25), .agent)
    return picture
  }
}
