public import LinearAlgebra

/// A Markov decision process with finitely many states and actions, all of it known.
///
/// States are 0..<`stateCount`, actions 0..<`actionCount`. Dynamic programming, exact evaluation and
/// maximum-entropy inverse reinforcement learning work on it; for speed they first tabulate it, see
/// `TabularMDP`.
///
/// A **terminal** state ends the episode: nothing happens after it, its value is 0, and neither its
/// transitions nor its rewards are ever read.
///
/// Source: the course notes, section 3.1, definition 1, fully observed.
public protocol MarkovDecisionProcess: Sendable {
  /// The number of states, S.
  var stateCount: Int { get }
  /// The number of actions, A.
  var actionCount: Int { get }
  /// The factor γ in [0, 1] by which a reward counts less for each step that it comes later.
  var discount: Double { get }
  /// p(s′ | s, a), the probability that `action` in `state` leads to `next`.
  func transitionProbability(from state: Int, action: Int, to next: Int) -> Double
  /// r(s, a), the expected reward for `action` in `state`.
  func reward(state: Int, action: Int) -> Double
  /// p(s₁), the probability that an episode begins in `state`.
  func initialProbability(of state: Int) -> Double
  /// Whether `state` ends the episode.
  func isTerminal(_ state: Int) -> Bool
}

/// What is wrong with the tables of a Markov decision process.
public enum MarkovDecisionProcessError: Error, Equatable, CustomStringConvertible {
  /// A table's shape does not fit the others or is empty.
  case shape(String)
  /// p(· | `state`, `action`) is no distribution: a probability is negative or not finite, or the sum is not 1.
  case transitions(state: Int, action: Int, sum: Double)
  /// The reward for `action` in `state` is infinite or NaN.
  case reward(state: Int, action: Int, value: Double)
  /// p(s₁) is no distribution over the states that are not terminal.
  case initialDistribution(sum: Double)
  /// The discount lies outside [0, 1].
  case discount(Double)

  /// What is wrong, where, and what was expected.
  public var description: String {
    switch self {
    case .shape(let problem): problem
    case .transitions(let state, let action, let sum):
      "The probabilities of what follows state \(state), action \(action) are no distribution: "
        + "they sum to \(sum); each must be at least 0 and finite, and the sum 1."
    case .reward(let state, let action, let value):
      "The reward in state \(state) for action \(action) is \(value); it must be finite."
    case .initialDistribution(let sum):
      "The initial probabilities of the states that are not terminal sum to \(sum); each must be at "
        + "least 0 and finite, and the sum 1, since no episode begins in a terminal state."
    case .discount(let value): "The discount is \(value); it must lie in [0, 1]."
    }
  }
}

/// A finite Markov decision process as dense tables in Double, checked when made.
public struct TabularMDP: MarkovDecisionProcess, Equatable {
  /// How far the sum of a distribution may be from 1.
  public static let tolerance = 1e-9

  /// p(s′ | s, a) in row s · A + a, column s′: [S·A × S]. Terminal states lead to themselves.
  public let transitions: Matrix<Double>
  /// r(s, a), [S × A]. Terminal states give 0.
  public let rewards: Matrix<Double>
  /// p(s₁), [S].
  public let initialDistribution: Vector<Double>
  /// The discount γ.
  public let discount: Double
  /// Whether each state is terminal, [S].
  public let terminal: [Bool]

  /// S.
  public var stateCount: Int { rewards.rows }
  /// A.
  public var actionCount: Int { rewards.columns }

  /// A process of the given tables.
  /// - Parameters:
  ///   - transitions: p(s′ | s, a) in row s · A + a, [S·A × S]; a terminal state's rows are not read.
  ///   - rewards: r(s, a), [S × A]; a terminal state's row is not read.
  ///   - initialDistribution: p(s₁), [S], 0 for terminal states.
  ///   - discount: γ in [0, 1].
  ///   - terminalStates: The states that end an episode.
  /// - Throws: `MarkovDecisionProcessError` if a shape does not fit, a distribution has a negative element
  ///   or a sum that differs from 1 by more than `tolerance`, or a number is not finite.
  public init(
    transitions: Matrix<Double>, rewards: Matrix<Double>, initialDistribution: Vector<Double>,
    discount: Double, terminalStates: Set<Int> = []
  ) throws(MarkovDecisionProcessError) {
    let (states, actions) = (rewards.rows, rewards.columns)
    guard states > 0 && actions > 0 else {
      throw .shape("Rewards of \(states)×\(actions) leave no state or no action.")
    }
    guard transitions.rows == states * actions && transitions.columns == states else {
      throw .shape(
        "Transitions of \(transitions.rows)×\(transitions.columns) do not fit \(states) states and "
          + "\(actions) actions, which need \(states * actions)×\(states).")
    }
    guard initialDistribution.count == states else {
      throw .shape(
        "\(initialDistribution.count) initial probabilities do not fit \(states) states.")
    }
    if let state = terminalStates.first(where: { !(0..<states).contains($0) }) {
      throw .shape("Terminal state \(state) lies outside 0..<\(states).")
    }
    guard discount >= 0 && discount <= 1 else { throw .discount(discount) }

    let terminal = (0..<states).map(terminalStates.contains)
    var (transitions, rewards) = (transitions, rewards)
    for s in 0..<states {
      for a in 0..<actions {
        let row = s * actions + a
        if terminal[s] {
          for next in 0..<states { transitions[row, next] = next == s ? 1 : 0 }
          rewards[s, a] = 0
        } else {
          let sum = Self.sumOfDistribution((0..<states).lazy.map { transitions[row, $0] })
          guard abs(sum - 1) <= Self.tolerance else {
            throw .transitions(state: s, action: a, sum: sum)
          }
          guard rewards[s, a].isFinite else {
            throw .reward(state: s, action: a, value: rewards[s, a])
          }
        }
      }
    }
    let sum = Self.sumOfDistribution(
      (0..<states).lazy.map {
        terminal[$0] ? -abs(initialDistribution[$0]) : initialDistribution[$0]
      })
    guard abs(sum - 1) <= Self.tolerance else { throw .initialDistribution(sum: sum) }

    self.transitions = transitions
    self.rewards = rewards
    self.initialDistribution = initialDistribution
    self.discount = discount
    self.terminal = terminal
  }

  /// The tables of `process`.
  /// - Throws: `MarkovDecisionProcessError`, as the initialiser from tables.
  public init(_ process: some MarkovDecisionProcess) throws(MarkovDecisionProcessError) {
    let (states, actions) = (process.stateCount, process.actionCount)
    guard states > 0 && actions > 0 else {
      throw .shape("A process of \(states) states and \(actions) actions is empty.")
    }
    let terminal = Set((0..<states).filter(process.isTerminal))
    try self.init(
      transitions: Matrix(rows: states * actions, columns: states) { row, next in
        let (s, a) = row.quotientAndRemainder(dividingBy: actions)
        return terminal.contains(s)
          ? 0 : process.transitionProbability(from: s, action: a, to: next)
      },
      rewards: Matrix(rows: states, columns: actions) { s, a in
        terminal.contains(s) ? 0 : process.reward(state: s, action: a)
      },
      initialDistribution: Vector((0..<states).map(process.initialProbability)),
      discount: process.discount, terminalStates: terminal)
  }

  /// The sum, or NaN if an element is negative or not finite.
  private static func sumOfDistribution(_ elements: some Sequence<Double>) -> Double {
    elements.reduce(0) { $1 >= 0 && $1.isFinite ? $0 + $1 : .nan }
  }

  /// p(s′ | s, a) from the table.
  public func transitionProbability(from state: Int, action: Int, to next: Int) -> Double {
    transitions[state * actionCount + action, next]
  }
  /// r(s, a) from the table.
  public func reward(state: Int, action: Int) -> Double { rewards[state, action] }
  /// p(s₁) from the table.
  public func initialProbability(of state: Int) -> Double { initialDistribution[state] }
  /// Whether `state` ends the episode.
  public func isTerminal(_ state: Int) -> Bool { terminal[state] }
}
