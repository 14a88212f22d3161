/// What a MinAtar game can be told, numbered as in the full action set.
enum MinAtarMove: UInt8, Codable, Sendable {
  case none
  case left
  case up
  case right
  case down
  case fire
}

/// The actions of a MinAtar game.
public enum MinAtarActionSet: String, Sendable, Codable {
  /// Only those moves that do something in the game, in the order of the full set.
  case minimal
  /// None, left, up, right, down and fire, in every game.
  case full
}

/// The way from an agent's action to a game's move: the action set, and moves that stick.
///
/// With the sticky probability the move before is made again, whatever the action (M. Machado et al.,
/// "Revisiting the Arcade Learning Environment", 2018).
struct MinAtarControl: Equatable, Codable, Sendable {
  /// The moves that actions stand for; the first `count` count.
  private let moves: SIMD8<UInt8>
  /// The number of actions.
  let count: Int
  /// The probability with which the move before is made again.
  let stickyProbability: Double
  /// The move before; none at the start of an episode.
  private var last = MinAtarMove.none

  /// The control of a game in which the moves `useful` do something.
  init(_ set: MinAtarActionSet, useful: [MinAtarMove], stickyProbability: Double) {
    precondition(
      stickyProbability >= 0 && stickyProbability <= 1,
      "The probability of a sticky action, \(stickyProbability), does not lie in [0, 1].")
    let chosen: [MinAtarMove] =
      set == .minimal ? useful : [.none, .left, .up, .right, .down, .fire]
    var moves = SIMD8<UInt8>()
    for (i, move) in chosen.enumerated() { moves[i] = move.rawValue }
    self.moves = moves
    count = chosen.count
    self.stickyProbability = stickyProbability
  }

  /// Forgets the move before.
  mutating func reset() { last = .none }

  /// The move that is made for an action.
  /// - Precondition: `action` is one of 0..<`count`.
  @inline(__always)
  mutating func move(for action: Int, using chance: inout some MinAtarChance)
    -> MinAtarMove
  {
    precondition(
      action >= 0 && action < count, "The game's actions are 0..<\(count), not \(action).")
    if !chance.happens(stickyProbability) {
      last = MinAtarMove(rawValue: moves[action]) ?? .none
    }
    return last
  }
}
