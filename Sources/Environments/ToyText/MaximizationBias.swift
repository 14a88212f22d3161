/// Two states in which the maximum over noisy estimates deceives: Q-learning prefers the worse action for long.
///
/// In A, where episodes begin, 1 goes right to the end with reward 0, and 0 left to B, also with 0. From B each of
/// the many actions leads to the end with a reward from N(−0.1, 1). In A the actions beyond 1 are forbidden;
/// in the table they go right.
///
/// Source: R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, example 6.7 and figure 6.5.
public struct MaximizationBias: FiniteTask {
  /// The number of actions in B.
  public let choices: Int

  /// A process with `choices` actions in B.
  /// - Precondition: `choices >= 2`.
  public init(choices: Int = 10) {
    precondition(choices >= 2, "\(choices) actions are too few to choose left or right.")
    self.choices = choices
  }

  /// The state in which episodes begin.
  public static let a = 0
  /// The state to the left of it.
  public static let b = 1
  /// The end.
  public static let end = 2

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    TransitionTable(states: 3, actions: choices, discount: 1, initial: [1, 0, 0]) {
      state, action in
      switch (state, action) {
      case (Self.a, 0): [.init(next: Self.b, reward: 0)]
      case (Self.b, _): [.init(next: Self.end, reward: -0.1, deviation: 1, terminates: true)]
      default: [.init(next: Self.end, reward: 0, terminates: true)]
      }
    }
  }

  /// In A two actions are allowed, in B all.
  public static var masksActions: Bool { true }

  /// Whether the action is one of A's two, or the state is not A.
  public func allows(_ action: Int, in state: Int, of table: TransitionTable) -> Bool {
    state != Self.a || action < 2
  }

  /// B, A and the end on the right in a row; the present one is filled.
  public func picture(of state: Int) -> Picture? {
    var picture = Picture(low: .init(0, 0), high: .init(5, 1.6))
    picture.add(.line([.init(1, 0.8), .init(4, 0.8)], width: 0.05), .guide)
    let x = [2.5, 1.0, 4.0]
    for (i, name) in ["A", "B", ""].enumerated() {
      picture.add(.circle(.init(x[i], 0.8), radius: 0.45), i == state ? .agent : .ground)
      picture.add(.text(name, .init(x[i], 0.8), height: 0.4), .text)
    }
    return picture
  }

  private enum Key: String, CodingKey {
    case choices
  }

  /// Reads a process.
  /// - Throws: `DecodingError` if there are fewer than two actions.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    choices = try container.decode(Int.self, forKey: .choices)
    guard choices >= 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .choices, in: container, debugDescription: "\(choices) actions are too few.")
    }
  }
}
