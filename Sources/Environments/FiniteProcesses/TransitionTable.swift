public import LinearAlgebra

/// A finite Markov decision process as the list of what can follow each state and action.
///
/// One table serves both uses of a finite task: `FiniteEnvironment` draws from it, and dynamic programming
/// reads it as a `MarkovDecisionProcess`. In contrast to `TabularMDP` it knows the reward of each
/// outcome, not only the expected one, and takes little memory where few states can follow.
///
/// A state is terminal if an outcome that ends the episode leads to it.
public struct TransitionTable: MarkovDecisionProcess, Equatable {
  /// Something that can follow a state and an action.
  public struct Outcome: Sendable, Equatable {
    /// Its probability.
    public var probability: Double
    /// The state that follows.
    public var next: Int
    /// The reward, or its mean.
    public var reward: Double
    /// The standard deviation of a reward that is normally distributed; 0 if it is certain.
    public var deviation: Double
    /// Whether the episode ends with it.
    public var terminates: Bool

    /// The outcome `next` with `probability`.
    public init(
      probability: Double = 1, next: Int, reward: Double, deviation: Double = 0,
      terminates: Bool = false
    ) {
      self.probability = probability
      self.next = next
      self.reward = reward
      self.deviation = deviation
      self.terminates = terminates
    }
  }

  /// The number of states, S.
  public let stateCount: Int
  /// The number of actions, A.
  public let actionCount: Int
  /// The discount γ.
  public let discount: Double

  /// The outcomes of (s, a) = (0, 0), (0, 1), …, one after another.
  private let outcomes: [Outcome]
  /// Where the outcomes of row s · A + a begin, and where the last end.
  private let starts: [Int]
  private let terminal: [Bool]
  private let initial: [Double]
  /// The states in which an episode may begin, with the sums of the probabilities up to each.
  private let startStates: [Int]
  private let startSums: [Double]

  /// A table of the outcomes that `outcomes(state, action)` gives.
  /// - Parameters:
  ///   - states: S.
  ///   - actions: A.
  ///   - discount: γ in [0, 1].
  ///   - initial: p(s₁), [S].
  ///   - outcomes: What can follow `action` in `state`; for terminal states they are never drawn.
  /// - Precondition: The sizes are positive, the discount is in [0, 1], `initial` has S elements, next states
  ///   are states, and the probabilities are not negative and sum to 1 within `TabularMDP.tolerance`.
  public init(
    states: Int, actions: Int, discount: Double, initial: [Double],
    outcomes: (_ state: Int, _ action: Int) -> [Outcome]
  ) {
    precondition(states > 0 && actions > 0, "\(states) states and \(actions) actions are no task.")
    precondition(discount >= 0 && discount <= 1, "The discount \(discount) is not in [0, 1].")
    precondition(
      initial.count == states,
      "\(initial.count) initial probabilities do not fit \(states) states.")
    Self.checkDistribution(initial, "the first state")
    stateCount = states
    actionCount = actions
    self.discount = discount
    self.initial = initial
    var (all, starts) = ([Outcome](), [0])
    var terminal = [Bool](repeating: false, count: states)
    for state in 0..<states {
      for action in 0..<actions {
        let following = outcomes(state, action)
        Self.checkDistribution(
          following.map(\.probability), "what follows state \(state), action \(action),")
        for outcome in following {
          precondition(
            outcome.next >= 0 && outcome.next < states,
            "State \(outcome.next), which follows \(state), is not in 0..<\(states).")
          if outcome.terminates { terminal[outcome.next] = true }
        }
        all += following
        starts.append(all.count)
      }
    }
    self.outcomes = all
    self.starts = starts
    self.terminal = terminal
    startStates = (0..<states).filter { initial[$0] > 0 }
    var sum = 0.0
    startSums = startStates.map {
      sum += initial[$0]
      return sum
    }
  }

  private static func checkDistribution(_ probabilities: [Double], _ name: String) {
    let sum = probabilities.reduce(0, +)
    precondition(
      probabilities.allSatisfy { $0 >= 0 } && abs(sum - 1) <= TabularMDP.tolerance,
      "The probabilities of \(name) are no distribution: they sum to \(sum).")
  }

  /// What can follow `action` in `state`.
  public func outcomes(of state: Int, action: Int) -> ArraySlice<Outcome> {
    let row = state * actionCount + action
    return outcomes[starts[row]..<starts[row + 1]]
  }

  /// Draws what follows `action` in `state`; where it is certain, the stream stays as it is.
  /// - Precondition: `state` and `action` are of this table.
  public func sample(state: Int, action: Int, using stream: inout RandomStream) -> Outcome {
    precondition(
      action >= 0 && action < actionCount, "Actions are in 0..<\(actionCount), not \(action).")
    let row = state * actionCount + action
    let (first, last) = (starts[row], starts[row + 1] - 1)
    if first == last { return outcomes[first] }
    var rest = stream.uniform()
    for i in first..<last {
      rest -= outcomes[i].probability
      if rest < 0 { return outcomes[i] }
    }
    return outcomes[last]
  }

  /// Draws the state in which an episode begins; where it is certain, the stream stays as it is.
  public func sampleStart(using stream: inout RandomStream) -> Int {
    if startStates.count == 1 { return startStates[0] }
    let u = stream.uniform() * startSums[startSums.count - 1]
    var (low, high) = (0, startStates.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if u < startSums[middle] { high = middle } else { low = middle + 1 }
    }
    return startStates[low]
  }

  /// p(s′ | s, a), the sum over the outcomes that lead to `next`.
  public func transitionProbability(from state: Int, action: Int, to next: Int) -> Double {
    outcomes(of: state, action: action).reduce(0) { $1.next == next ? $0 + $1.probability : $0 }
  }

  /// r(s, a), the expected reward over the outcomes.
  public func reward(state: Int, action: Int) -> Double {
    outcomes(of: state, action: action).reduce(0) { $0 + $1.probability * $1.reward }
  }

  /// p(s₁) from the table.
  public func initialProbability(of state: Int) -> Double { initial[state] }

  /// Whether an outcome that ends the episode leads to `state`.
  public func isTerminal(_ state: Int) -> Bool { terminal[state] }
}

extension TabularMDP {
  /// The dense tables of `table`, in one pass over its outcomes.
  /// - Throws: `MarkovDecisionProcessError` if an episode may begin in a terminal state or a reward is not
  ///   finite.
  public init(_ table: TransitionTable) throws(MarkovDecisionProcessError) {
    let (states, actions) = (table.stateCount, table.actionCount)
    var transitions = Matrix<Double>(rows: states * actions, columns: states)
    for state in 0..<states {
      for action in 0..<actions {
        for outcome in table.outcomes(of: state, action: action) {
          transitions[state * actions + action, outcome.next] += outcome.probability
        }
      }
    }
    try self.init(
      transitions: transitions,
      rewards: Matrix(rows: states, columns: actions) { table.reward(state: $0, action: $1) },
      initialDistribution: Vector((0..<states).map(table.initialProbability)),
      discount: table.discount, terminalStates: Set((0..<states).filter(table.isTerminal)))
  }
}
