internal import LinearAlgebra

/// A random decision process for tests of dynamic programming, a "Garnet".
///
/// From each state and action `branching` different states can follow, drawn uniformly; their probabilities are
/// the lengths into which the unit interval is cut by uniformly drawn points. r(s, a) is drawn from N(0, 1).
/// Episodes begin anywhere and never end. The same numbers and seed give the same process.
///
/// Source: S. Bhatnagar et al., "Natural actor–critic algorithms", 2009, section 6, after T. Archibald et al., 1995.
public struct RandomProcess: FiniteTask {
  /// The number of states, S.
  public let states: Int
  /// The number of actions, A.
  public let actions: Int
  /// The number of states that can follow.
  public let branching: Int
  /// The discount γ.
  public let discount: Double
  /// The seed of the process.
  public let seed: UInt64

  /// A process.
  /// - Precondition: The numbers are positive, `branching <= states`, and the discount is in [0, 1].
  public init(
    states: Int = 30, actions: Int = 4, branching: Int = 3, discount: Double = 0.95,
    seed: UInt64 = 0
  ) {
    self.states = states
    self.actions = actions
    self.branching = branching
    self.discount = discount
    self.seed = seed
    if let problem { preconditionFailure(problem) }
  }

  private var problem: String? {
    guard states > 0, actions > 0, branching > 0, branching <= states else {
      return "\(branching) of \(states) states cannot follow \(actions) actions."
    }
    return discount >= 0 && discount <= 1 ? nil : "The discount \(discount) is not in [0, 1]."
  }

  /// The table.
  public func transitionTable() -> TransitionTable {
    var stream = RandomStream(seed: seed)
    return TransitionTable(
      states: states, actions: actions, discount: discount,
      initial: Array(repeating: 1 / Double(states), count: states)
    ) { _, _ in
      var following = Array(0..<states)
      // The first `branching` of a shuffled deck.
      for i in 0..<branching { following.swapAt(i, i + stream.integer(below: states - i)) }
      let cuts = [0] + (1..<branching).map { _ in stream.uniform() }.sorted() + [1]
      let reward = stream.normal()
      return (0..<branching).map {
        .init(probability: cuts[$0 + 1] - cuts[$0], next: following[$0], reward: reward)
      }
    }
  }

  /// The states on a circle, the present one filled.
  public func picture(of state: Int) -> Picture? {
    var picture = Picture(low: .init(-1.2, -1.2), high: .init(1.2, 1.2))
    let radius = min(0.15, 2.5 / Double(states))
    for i in 0..<states {
      let (sine, cosine) = sineAndCosine(2 * .pi * Double(i) / Double(states))
      picture.add(.circle(.init(sine, cosine), radius: radius), i == state ? .agent : .ground)
    }
    return picture
  }

  private enum Key: String, CodingKey {
    case states
    case actions
    case branching
    case discount
    case seed
  }

  /// Reads a process.
  /// - Throws: `DecodingError` if the numbers do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    states = try container.decode(Int.self, forKey: .states)
    actions = try container.decode(Int.self, forKey: .actions)
    branching = try container.decode(Int.self, forKey: .branching)
    discount = try container.decode(Double.self, forKey: .discount)
    seed = try container.decode(UInt64.self, forKey: .seed)
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .branching, in: container, debugDescription: problem)
    }
  }
}
