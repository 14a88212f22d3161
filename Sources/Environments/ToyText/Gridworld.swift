/// A gridworld of one's own: walls, starts, cells with rewards and ends, and moves that go astray.
///
/// The map is a string for each row. `#` is a wall, `S` a cell in which an episode may begin; without any, it
/// begins in all cells that do not end it. What a letter is worth and which letters end the episode is said beside the map.
/// Actions 0…3 move up, right, down and left, 4 stays where that is allowed; walls and edges stop.
public struct Gridworld: FiniteTask {
  /// When the reward of a cell comes.
  public enum RewardTiming: String, Sendable, Codable {
    /// With the step that enters the cell, or bumps there.
    case entering
    /// With the step out of it: r(s), as in inverse reinforcement learning.
    case leaving
  }

  /// A string for each row.
  public let map: [String]
  /// The rewards of cells by their letters; other cells give 0.
  public let rewards: [String: Double]
  /// The letters of the cells that end the episode.
  public let terminals: String
  /// The reward of each step besides.
  public let stepReward: Double
  /// When the rewards of cells come.
  public let rewardTiming: RewardTiming
  /// The probability with which the action is replaced by one drawn uniformly from all.
  public let wind: Double
  /// The probability with which a move goes to one of its sides, half of it to each.
  public let slip: Double
  /// Whether there is an action that stays.
  public let allowsStaying: Bool
  /// The discount γ.
  public let discount: Double

  /// A gridworld.
  /// - Precondition: The map's rows are of one length and not all walls; an episode can begin somewhere; letters
  ///   with rewards are single characters; wind, slip and their sum, and the discount are in [0, 1].
  public init(
    map: [String], rewards: [String: Double] = ["G": 1], terminals: String = "G",
    stepReward: Double = 0, rewardTiming: RewardTiming = .entering, wind: Double = 0,
    slip: Double = 0, allowsStaying: Bool = false, discount: Double = 0.95
  ) {
    self.map = map
    self.rewards = rewards
    self.terminals = terminals
    self.stepReward = stepReward
    self.rewardTiming = rewardTiming
    self.wind = wind
    self.slip = slip
    self.allowsStaying = allowsStaying
    self.discount = discount
    if let problem { preconditionFailure(problem) }
  }

  /// 5×5 cells with a reward of 1 in the right top corner, of which each step in it gives one, and wind 0.3: the
  /// gridworld on which maximum-entropy inverse reinforcement learning is often shown.
  public static let windy = Gridworld(
    map: ["....G", ".....", ".....", ".....", "....."], terminals: "", rewardTiming: .leaving,
    wind: 0.3, discount: 0.9)

  /// The maze of 6×9 cells on which Dyna is shown, γ = 0.95: the shortest way has 14 steps.
  ///
  /// Source: R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, figure 8.2.
  public static let dynaMaze = Gridworld(
    map: [
      ".......#G",
      "..#....#.",
      "S.#....#.",
      "..#......",
      ".....#...",
      ".........",
    ])

  private var problem: String? {
    if let problem = Grid.problem(map: map) { return problem }
    if let name = rewards.keys.first(where: { $0.count != 1 }) {
      return "The cells \"\(name)\" with a reward are not named by one letter."
    }
    guard rewards.values.allSatisfy(\.isFinite), stepReward.isFinite else {
      return "The rewards of a gridworld are finite, not \(rewards) and \(stepReward)."
    }
    guard wind >= 0, slip >= 0, wind + slip <= 1 else {
      return "Wind \(wind) and slip \(slip) are not probabilities with a sum of at most 1."
    }
    guard discount >= 0, discount <= 1 else { return "The discount \(discount) is not in [0, 1]." }
    return letters.contains { !terminals.contains($0) } ? nil : "An episode can begin nowhere."
  }

  /// The cells.
  public var grid: Grid { Grid(map: map) }

  /// The moves of the actions.
  public var moves: [Grid.Move] {
    allowsStaying ? [.up, .right, .down, .left, .stay] : [.up, .right, .down, .left]
  }

  /// The letter of each state.
  private var letters: [Character] { map.flatMap { $0 }.filter { $0 != "#" } }

  /// The table.
  public func transitionTable() -> TransitionTable {
    let (grid, letters, moves) = (grid, letters, moves)
    let ends = letters.map { terminals.contains($0) }
    let values = letters.map { rewards[String($0)] ?? 0 }
    let hasStarts = letters.indices.contains { letters[$0] == "S" && !ends[$0] }
    let begins = letters.indices.map { !ends[$0] && (!hasStarts || letters[$0] == "S") }
    let share = 1 / Double(begins.count { $0 })
    return TransitionTable(
      states: letters.count, actions: moves.count, discount: discount,
      initial: begins.map { $0 ? share : 0 }
    ) { state, action in
      if ends[state] { return [.init(next: state, reward: 0, terminates: true)] }
      return grid.outcomes(of: state, probabilities: Self.directions(action, moves, wind, slip)) {
        next in
        (stepReward + values[rewardTiming == .entering ? next : state], ends[next])
      }
    }
  }

  /// The probability of each move after an action.
  static func directions(_ action: Int, _ moves: [Grid.Move], _ wind: Double, _ slip: Double)
    -> [(move: Grid.Move, probability: Double)]
  {
    moves.enumerated().map { i, move in
      var probability = wind / Double(moves.count)
      let slips = moves[action] == .stay ? 0 : slip
      if i == action { probability += 1 - wind - slips }
      // The moves go round in a circle of four.
      if action < 4, i < 4, (i + 4 - action) % 2 == 1 { probability += slips / 2 }
      return (move, probability)
    }
  }

  /// The map, and the walker.
  public func picture(of state: Int) -> Picture? {
    let (grid, letters) = (grid, letters)
    var picture = grid.picture { picture in
      for (state, letter) in letters.enumerated() where (rewards[String(letter)] ?? 0) < 0 {
        picture.addSquare(around: grid.middle(of: state), .danger)
      }
    }
    for (state, letter) in letters.enumerated() where (rewards[String(letter)] ?? 0) > 0 {
      picture.addFlag(at: grid.middle(of: state))
    }
    picture.add(.circle(grid.middle(of: state), radius: 0.25), .agent)
    return picture
  }
}

extension Grid {
  /// The outcomes of moves with their probabilities; those that lead to the same cell are one.
  func outcomes(
    of state: Int, probabilities: [(move: Move, probability: Double)],
    _ rewardAndEnd: (_ next: Int) -> (reward: Double, terminates: Bool)
  ) -> [TransitionTable.Outcome] {
    var outcomes: [TransitionTable.Outcome] = []
    for (move, probability) in probabilities where probability > 0 {
      let next = moved(state, move)
      if let i = outcomes.firstIndex(where: { $0.next == next }) {
        outcomes[i].probability += probability
      } else {
        let (reward, terminates) = rewardAndEnd(next)
        outcomes.append(
          .init(probability: probability, next: next, reward: reward, terminates: terminates))
      }
    }
    return outcomes
  }
}

extension Gridworld {
  private enum Key: String, CodingKey {
    case map
    case rewards
    case terminals
    case stepReward
    case rewardTiming
    case wind
    case slip
    case allowsStaying
    case discount
  }

  /// Reads a gridworld.
  /// - Throws: `DecodingError` if the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    map = try container.decode([String].self, forKey: .map)
    rewards = try container.decode([String: Double].self, forKey: .rewards)
    terminals = try container.decode(String.self, forKey: .terminals)
    stepReward = try container.decode(Double.self, forKey: .stepReward)
    rewardTiming = try container.decode(RewardTiming.self, forKey: .rewardTiming)
    wind = try container.decode(Double.self, forKey: .wind)
    slip = try container.decode(Double.self, forKey: .slip)
    allowsStaying = try container.decode(Bool.self, forKey: .allowsStaying)
    discount = try container.decode(Double.self, forKey: .discount)
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .map, in: container, debugDescription: problem)
    }
  }
}
