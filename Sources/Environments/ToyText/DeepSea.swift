internal import LinearAlgebra

/// A dive of N steps through N×N cells, at the end of which a treasure lies on the far right: only who goes right
/// every time finds it, and each step to the right costs a little.
///
/// The rules are those of bsuite's deep sea: down by one row with each step; right costs 0.01 / N, left nothing;
/// going right in the last column, which is reached in the last row only, gives 1. Which of
/// the actions 0 and 1 means right is drawn for each cell from the mapping's seed. In the stochastic form going
/// right fails with probability 1 / N, and the outermost cells of the last row add N(0, 1) to the reward.
/// The state is row · N + column, and N² after the dive.
///
/// Source: I. Osband et al., "Behaviour suite for reinforcement learning", 2020.
public struct DeepSea: FiniteTask {
  /// The number of rows and columns, N.
  public let size: Int
  /// From what the meaning of the actions is drawn; nil lets 1 be right everywhere.
  public let mappingSeed: UInt64?
  /// Whether going right may fail and rewards are noisy.
  public let isStochastic: Bool

  /// A sea.
  /// - Precondition: `size >= 2`.
  public init(size: Int = 10, mappingSeed: UInt64? = 0, isStochastic: Bool = false) {
    precondition(size >= 2, "A sea of \(size) columns has no far side.")
    self.size = size
    self.mappingSeed = mappingSeed
    self.isStochastic = isStochastic
  }

  /// Which action goes right in each cell.
  public func rightActions() -> [Int] {
    guard let mappingSeed else { return Array(repeating: 1, count: size * size) }
    var stream = RandomStream(seed: mappingSeed)
    return (0..<size * size).map { _ in stream.integer(below: 2) }
  }

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    let (size, right) = (size, rightActions())
    let end = size * size
    return TransitionTable(
      states: end + 1, actions: 2, discount: 1, initial: (0...end).map { $0 == 0 ? 1 : 0 }
    ) { state, action in
      if state == end { return [.init(next: end, reward: 0, terminates: true)] }
      let (row, column) = state.quotientAndRemainder(dividingBy: size)
      let isLast = row == size - 1
      func outcome(_ column: Int, _ reward: Double, _ probability: Double)
        -> TransitionTable.Outcome
      {
        let isOutermost = state % size == 0 || state % size == size - 1
        return .init(
          probability: probability,
          next: isLast ? end : (row + 1) * size + min(max(column, 0), size - 1), reward: reward,
          deviation: isStochastic && isLast && isOutermost ? 1 : 0, terminates: isLast)
      }
      guard action == right[state] else { return [outcome(column - 1, 0, 1)] }
      let reward = (column == size - 1 ? 1 : 0) - 0.01 / Double(size)
      guard isStochastic else { return [outcome(column + 1, reward, 1)] }
      let failure = 1 / Double(size)
      return [
        outcome(column + 1, reward, 1 - failure), outcome(column, reward, failure),
      ]
    }
  }

  /// The sea, the treasure and the diver.
  public func picture(of state: Int) -> Picture? {
    let grid = Grid(rows: size, columns: size)
    var picture = grid.picture()
    picture.addFlag(at: grid.middle(row: size - 1, column: size - 1))
    if state < size * size { picture.add(.circle(grid.middle(of: state), radius: 0.3), .agent) }
    return picture
  }

  private enum Key: String, CodingKey {
    case size
    case mappingSeed
    case isStochastic
  }

  /// Reads a sea.
  /// - Throws: `DecodingError` if it is too small.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    size = try container.decode(Int.self, forKey: .size)
    mappingSeed = try container.decodeIfPresent(UInt64.self, forKey: .mappingSeed)
    isStochastic = try container.decode(Bool.self, forKey: .isStochastic)
    guard size >= 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: container, debugDescription: "A sea of \(size) columns is too small.")
    }
  }
}
