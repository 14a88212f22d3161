/// A chain of N states with a small reward near the start and a large one at the far end.
///
/// Episodes begin in s₂ and last N + 9 steps. 0 goes left, 1 right; going left in s₁ gives 0.001, going right
/// in s_N gives 1, and both stay. To go right always returns 11: s_N is reached after N − 2 steps, and 11 are left.
/// The features are the thermometer, 1 for each state up to the present one. The process itself
/// does not end; the specification's step limit does that.
///
/// Source: I. Osband et al., "Deep exploration via bootstrapped DQN", 2016, section 5 and figure 3.
public struct ExplorationChain: FiniteTask {
  /// The number of states, N.
  public let length: Int

  /// A chain.
  /// - Precondition: `length >= 3`.
  public init(length: Int = 20) {
    precondition(length >= 3, "A chain of \(length) states leads nowhere.")
    self.length = length
  }

  /// The number of steps of an episode, N + 9.
  public var stepLimit: Int { length + 9 }

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    TransitionTable(
      states: length, actions: 2, discount: 1, initial: (0..<length).map { $0 == 1 ? 1 : 0 }
    ) { state, action in
      action == 0
        ? [.init(next: max(state - 1, 0), reward: state == 0 ? 0.001 : 0)]
        : [.init(next: min(state + 1, length - 1), reward: state == length - 1 ? 1 : 0)]
    }
  }

  /// 1 for each state up to this one, 0 for the others.
  public func features(of state: Int) -> [Double]? { (0..<length).map { $0 <= state ? 1 : 0 } }

  /// The chain with its ends and the walker.
  public func picture(of state: Int) -> Picture? {
    let grid = Grid(rows: 1, columns: length)
    var picture = grid.picture { $0.addSquare(around: grid.middle(of: 0), .danger) }
    picture.addFlag(at: grid.middle(of: length - 1))
    picture.add(.circle(grid.middle(of: state), radius: 0.3), .agent)
    return picture
  }

  private enum Key: String, CodingKey {
    case length
  }

  /// Reads a chain.
  /// - Throws: `DecodingError` if it is too short.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    length = try container.decode(Int.self, forKey: .length)
    guard length >= 3 else {
      throw DecodingError.dataCorruptedError(
        forKey: .length, in: container, debugDescription: "\(length) states are too few.")
    }
  }
}
