import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

/// A decision process with random tables and a random policy for it.
private func randomProcess(
  states: Int, actions: Int, discount: Double, terminal: Set<Int> = [], seed: UInt64
) throws -> (TabularMDP, policy: Matrix<Double>) {
  var stream = RandomStream(seed: seed)
  func distribution(_ count: Int, _ allowed: (Int) -> Bool = { _ in true }) -> [Double] {
    let weights = (0..<count).map { allowed($0) ? stream.uniform(0.1, 1) : 0 }
    return weights.map { $0 / weights.reduce(0, +) }
  }
  let process = try TabularMDP(
    transitions: Matrix((0..<states * actions).map { _ in distribution(states) }),
    rewards: Matrix(rows: states, columns: actions) { _, _ in stream.normal() },
    initialDistribution: Vector(distribution(states) { !terminal.contains($0) }),
    discount: discount, terminalStates: terminal)
  return (process, Matrix((0..<states).map { _ in distribution(actions) }))
}

private func distance(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  #expect(a.count == b.count)
  return zip(Array(a), Array(b)).map { abs($0 - $1) }.max() ?? 0
}

/// A policy for a process of two states and two actions that chooses 0 in state 0 with probability ¼.
private let twoStates = Matrix<Double>([[0.25, 0.75], [1, 0]])

@Suite struct TabularMDPTests {
  /// State 0: action 0 stays (reward 1), action 1 goes to 1 (reward 2). State 1 goes to 0 (reward 3).
  private func hand(discount: Double = 0.5) throws -> TabularMDP {
    try TabularMDP(
      transitions: Matrix([[1, 0], [0, 1], [1, 0], [1, 0]]), rewards: Matrix([[1, 2], [3, 3]]),
      initialDistribution: [1, 0], discount: discount)
  }

  @Test func computedByHand() throws {
    let process = try hand()
    #expect(try process.stateTransitions(under: twoStates) == Matrix([[0.25, 0.75], [1, 0]]))
    #expect(
      try process.stateActionTransitions(under: twoStates)
        == Matrix([[0.25, 0.75, 0, 0], [0, 0, 1, 0], [0.25, 0.75, 0, 0], [0.25, 0.75, 0, 0]]))
    #expect(try process.expectedRewards(under: twoStates) == [1.75, 3])
    // V₀ = 1.75 + ⅛ V₀ + ⅜ V₁ and V₁ = 3 + ½ V₀, so V₀ (1 − ⅛ − 3/16) = 2.875.
    let v0 = 2.875 / 0.6875
    let v1 = 3 + v0 / 2
    #expect(distance(try process.stateValues(of: twoStates), [v0, v1]) < 1e-12)
    let q = try process.actionValues(of: twoStates)
    #expect(distance(q.elements, [1 + v0 / 2, 2 + v1 / 2, v1, v1]) < 1e-12)
    let a = try process.advantages(of: twoStates)
    #expect(distance(a.elements, [1 - v0 / 2, 2 + v1 / 2 - v0, 0, 0]) < 1e-12)
    #expect(abs(try process.objective(of: twoStates) - v0) < 1e-12)
    // μ₁ = ¾ μ₀.
    #expect(
      distance(try process.stationaryStateDistribution(under: twoStates), [4.0 / 7, 3.0 / 7])
        < 1e-12)
    #expect(abs(try process.averageReward(under: twoStates) - 16.0 / 7) < 1e-12)
    // ρ₁ = ⅜ ρ₀ and ρ₀ = 1 + ⅛ ρ₀ + ½ ρ₁, together 2.
    let visits = try process.discountedStateVisits(under: twoStates)
    #expect(distance(visits, [16.0 / 11, 6.0 / 11]) < 1e-12)
    #expect(
      distance(try process.discountedStateDistribution(under: twoStates), [8.0 / 11, 3.0 / 11])
        < 1e-12)
  }

  @Test func finiteHorizonByHand() throws {
    let process = try hand(discount: 1)
    let values = try process.stateValues(of: twoStates, horizon: 2)
    #expect(values.rows == 3)
    #expect(
      distance(values.elements, [1.75 + 0.25 * 1.75 + 0.75 * 3, 4.75, 1.75, 3, 0, 0]) < 1e-12)
    let q = try process.actionValues(of: twoStates, horizon: 2)
    #expect(q.count == 2 && q[1] == process.rewards)
    #expect(distance(q[0].elements, [2.75, 5, 4.75, 4.75]) < 1e-12)
    #expect(abs(try process.objective(of: twoStates, horizon: 2) - 4.4375) < 1e-12)
    #expect(try process.objective(of: twoStates, horizon: 0) == 0)
  }

  @Test(arguments: [Set<Int>(), [2], [0, 5]], [0.0, 0.9, 1])
  func valuesFulfilTheBellmanEquation(terminal: Set<Int>, discount: Double) throws {
    let (process, policy) = try randomProcess(
      states: 6, actions: 3, discount: discount, terminal: terminal, seed: 1)
    if discount == 1 && terminal.isEmpty {
      #expect(throws: PolicyEvaluationError.endless(state: 0)) {
        _ = try process.stateValues(of: policy)
      }
      return
    }
    let v = try process.stateValues(of: policy)
    let q = try process.actionValues(of: policy)
    let a = try process.advantages(of: policy)
    for s in 0..<6 {
      if terminal.contains(s) {
        #expect(v[s] == 0 && (0..<3).allSatisfy { q[s, $0] == 0 && a[s, $0] == 0 })
        continue
      }
      #expect(abs((0..<3).reduce(0) { $0 + policy[s, $1] * q[s, $1] } - v[s]) < 1e-12)
      #expect(abs((0..<3).reduce(0) { $0 + policy[s, $1] * a[s, $1] }) < 1e-12)
      for action in 0..<3 {
        let next = (0..<6).reduce(0) {
          $0 + process.transitionProbability(from: s, action: action, to: $1) * v[$1]
        }
        #expect(
          abs(process.reward(state: s, action: action) + discount * next - q[s, action]) < 1e-12)
      }
    }
    // A long horizon approaches none.
    let long = try process.stateValues(of: policy, horizon: 2000)
    #expect(distance(Vector((0..<6).map { long[0, $0] }), v) < 1e-9)
    // J = Σ ρ r_π.
    let visits = try process.discountedStateVisits(under: policy)
    let objective = try process.objective(of: policy)
    #expect(abs(visits.dot(try process.expectedRewards(under: policy)) - objective) < 1e-12)
  }

  @Test(arguments: [Set<Int>(), [1, 4]])
  func distributionsAgreeWithPowerIteration(terminal: Set<Int>) throws {
    let (process, policy) = try randomProcess(
      states: 6, actions: 2, discount: 0.95, terminal: terminal, seed: 2)
    let chain = try process.stateTransitions(under: policy)
    let start = process.initialDistribution
    // Visits: γᵗ p(s_t = s) summed while the episode goes on.
    var (now, visits) = (start, Vector<Double>(count: 6))
    var mu = start
    for t in 0..<1000 {
      for s in terminal { now[s] = 0 }
      visits.add(now, scaledBy: (0..<t).reduce(1.0) { p, _ in p * 0.95 })
      var next = Vector<Double>(count: 6)
      multiply(chain, transposed: true, by: now, into: &next)
      now = next
      // Stationary: an ended episode begins anew.
      multiply(chain, transposed: true, by: mu, into: &next)
      let ended = terminal.reduce(0) { $0 + next[$1] }
      for s in terminal { next[s] = 0 }
      next.add(start, scaledBy: ended)
      mu = next
    }
    #expect(distance(try process.discountedStateVisits(under: policy), visits) < 1e-9)
    #expect(
      distance(try process.discountedStateDistribution(under: policy), (1 / visits.sum()) * visits)
        < 1e-9)
    let stationary = try process.stationaryStateDistribution(under: policy)
    #expect(distance(stationary, mu) < 1e-9)
    #expect(abs(stationary.sum() - 1) < 1e-12 && terminal.allSatisfy { stationary[$0] == 0 })
  }

  @Test func stateActionOperatorTakesActionValuesToTheirNext() throws {
    let (process, policy) = try randomProcess(states: 5, actions: 3, discount: 0.9, seed: 3)
    let q = try process.actionValues(of: policy)
    let next = try process.stateActionTransitions(under: policy) * q.elements
    let again = process.rewards.elements + 0.9 * next
    #expect(distance(again, q.elements) < 1e-12)
  }

  @Test func valuesAgreeWithRollouts() throws {
    let (process, policy) = try randomProcess(
      states: 5, actions: 2, discount: 0.9, terminal: [3], seed: 4)
    var stream = RandomStream(seed: 5)
    let episodes = 20_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<episodes {
      var state = stream.categorical(process.initialDistribution.span)
      var (total, weight) = (0.0, 1.0)
      while !process.isTerminal(state) && weight > 1e-6 {
        let action = stream.categorical(policy.row(state))
        total += weight * process.reward(state: state, action: action)
        weight *= 0.9
        state = stream.categorical(process.transitions.row(state * 2 + action))
      }
      sum += total
      squares += total * total
    }
    let mean = sum / Double(episodes)
    let error = ((squares / Double(episodes) - mean * mean) / Double(episodes)).squareRoot()
    #expect(abs(mean - (try process.objective(of: policy))) < 5 * error)
  }

  @Test func severalRecurrentClassesAreAnError() throws {
    let process = try TabularMDP(
      transitions: Matrix([[0, 0.5, 0.5], [0, 1, 0], [0, 0, 1]]), rewards: Matrix([[0], [0], [0]]),
      initialDistribution: [1, 0, 0], discount: 0.9)
    let policy = Matrix<Double>([[1], [1], [1]])
    #expect(throws: PolicyEvaluationError.severalRecurrentClasses) {
      _ = try process.stationaryStateDistribution(under: policy)
    }
    // A transient state before one class is fine, and so is a periodic chain.
    let cycle = try TabularMDP(
      transitions: Matrix([[0, 1, 0], [0, 0, 1], [0, 1, 0]]), rewards: Matrix([[0], [0], [0]]),
      initialDistribution: [1, 0, 0], discount: 0.9)
    #expect(
      distance(try cycle.stationaryStateDistribution(under: policy), [0, 0.5, 0.5]) < 1e-12)
  }

  @Test func wrongPoliciesAreErrors() async throws {
    let process = try hand()
    for row in [[0.5, 0.4], [1.5, -0.5], [.nan, 1]] as [[Double]] {
      #expect(throws: PolicyEvaluationError.self) {
        _ = try process.stateValues(of: Matrix([[1, 0], row]))
      }
    }
    await #expect(processExitsWith: .failure) {
      let process = try TabularMDP(
        transitions: Matrix([[1]]), rewards: Matrix([[1]]), initialDistribution: [1], discount: 0.5)
      _ = try? process.stateValues(of: Matrix([[1, 0]]))
    }
  }
}
