internal import Environments
internal import LinearAlgebra
internal import ValueFunctions

/// p̂(s′|s, a) and r̂(s, a) of numbered states, counted from transitions; with it, the buffer of all pairs (s, a) that were met.
///
/// What was met is expected as often as it came: p̂ is a share of counts, r̂ a mean. An end is an outcome of its own, after
/// which nothing follows; a truncation is not an end.
struct TabularModel: Codable, Equatable, Sendable {
  /// What may follow a pair.
  struct Outcome: Codable, Equatable, Sendable {
    var next: Int
    var isTerminal: Bool
    var count: Int
  }

  /// What is known of a pair.
  struct Pair: Codable, Equatable, Sendable {
    var state: Int
    var action: Int
    var count = 0
    var rewards = 0.0
    var outcomes: [Outcome] = []
  }

  /// The pairs, in the order in which they were met.
  private(set) var pairs: [Pair] = []
  /// The number of the pair of s and a in place s · actions + a; −1 if it was not met.
  private var numbers: [Int] = []
  private let actions: Int

  init(actions: Int) { self.actions = actions }

  /// Makes room for states up to number `count` − 1.
  mutating func grow(to count: Int) {
    while numbers.count < count * actions { numbers.append(-1) }
  }

  /// Counts a transition in.
  /// - Returns: The number of its pair.
  mutating func add(_ transition: TabularTransition) -> Int {
    let place = transition.state * actions + transition.action
    if numbers[place] < 0 {
      numbers[place] = pairs.count
      pairs.append(Pair(state: transition.state, action: transition.action))
    }
    let number = numbers[place]
    pairs[number].count += 1
    pairs[number].rewards += transition.reward
    let isTerminal = transition.status == .terminated
    let known = pairs[number].outcomes.firstIndex {
      $0.next == transition.next && $0.isTerminal == isTerminal
    }
    if let known {
      pairs[number].outcomes[known].count += 1
    } else {
      pairs[number].outcomes.append(
        Outcome(next: transition.next, isTerminal: isTerminal, count: 1))
    }
    return number
  }

  /// The number of a pair, drawn uniformly from those that were met.
  /// - Precondition: One was met.
  func sample(using stream: inout RandomStream) -> Int { stream.integer(below: pairs.count) }

  /// r̂(s, a) + γ Σ_s′ p̂(s′|s, a) V(s′) of the pair of the given number, V being 0 after an end.
  func target(_ number: Int, discount: Double, _ value: (Int) -> Double) -> Double {
    let pair = pairs[number]
    var sum = 0.0
    for outcome in pair.outcomes where !outcome.isTerminal {
      sum += Double(outcome.count) * value(outcome.next)
    }
    return (pair.rewards + discount * sum) / Double(pair.count)
  }

  /// What is wrong with the model as one of `states` states and `actions` actions, if anything.
  func problem(states: Int, actions: Int) -> String? {
    func isState(_ state: Int) -> Bool { state >= 0 && state < states }
    let isSound =
      self.actions == actions
      && pairs.indices.allSatisfy { i in
        let pair = pairs[i]
        let place = pair.state * actions + pair.action
        return isState(pair.state) && numbers.indices.contains(place) && numbers[place] == i
          && pair.count == pair.outcomes.reduce(0) { $0 + $1.count }
          && pair.outcomes.allSatisfy { isState($0.next) && $0.count > 0 }
      } && numbers.count { $0 >= 0 } == pairs.count && numbers.count <= states * actions
    return isSound ? nil : "its model is not one of \(states) states and \(actions) actions"
  }
}
