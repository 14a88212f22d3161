import ControlAsInference
import Environments
import Foundation
import LinearAlgebra
import Testing

@Suite("Exact inference by messages")
struct ForwardBackwardTests {
  private func process(
    _ task: some FiniteTask, discount: Double = 1
  ) throws -> TabularMDP {
    let table = try TabularMDP(task.transitionTable())
    return try TabularMDP(
      transitions: table.transitions, rewards: table.rewards,
      initialDistribution: table.initialDistribution, discount: discount,
      terminalStates: Set((0..<table.stateCount).filter { table.terminal[$0] }))
  }

  private func near(
    _ a: Double, _ b: Double, _ tolerance: Double = 1e-12,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(a - b) <= tolerance, "\(a) is not \(b)", sourceLocation: sourceLocation)
  }

  /// State 0: action 0 stays (reward log 2), action 1 goes to 1 (reward 0). State 1: either action stays (log 3, 0).
  private func hand() throws -> TabularMDP {
    try TabularMDP(
      transitions: Matrix([[1, 0], [0, 1], [0, 1], [0, 1]]),
      rewards: Matrix([[log(2), 0], [log(3), 0]]), initialDistribution: [1, 0], discount: 1)
  }

  @Test("Messages of two steps, computed by hand")
  func byHand() throws {
    let messages = try ForwardBackward(try hand(), horizon: 2)
    // β₁(0) = 2 + 1, β₁(1) = 3 + 1; β₀(0, 0) = 2 · 3, β₀(0, 1) = 1 · 4, β₀(1) = (3 + 1) · 4.
    near(messages.logMessages[1, 0], log(3))
    near(messages.logMessages[1, 1], log(4))
    near(messages.logMessages[0, 0], log(10))
    near(messages.logMessages[0, 1], log(16))
    near(messages.policy(at: 0)[0, 0], 0.6)
    near(messages.policy(at: 1)[0, 0], 2.0 / 3)
    near(messages.policy(at: 1)[1, 0], 0.75)
    // α₁ ∝ (2, 1), and α₁ β₁ ∝ (6, 4): the policy goes to 1 with 0.4.
    near(messages.forwardMessages[1, 0], 2.0 / 3)
    near(messages.stateMarginals(at: 1)[1], 0.4)
    near(messages.stateActionMarginals(at: 1)[1, 0], 0.3)
  }

  @Test("The marginals are those of all trajectories, each weighted by exp of its reward")
  func enumeration() throws {
    let mdp = try process(RandomProcess(states: 3, actions: 2, branching: 2, seed: 4))
    let (horizon, τ) = (3, 0.7)
    let messages = try ForwardBackward(mdp, horizon: horizon, temperature: τ)
    var weights = Matrix<Double>(rows: horizon + 1, columns: 3)
    func walk(_ path: [Int], _ weight: Double) {
      let (t, s) = (path.count - 1, path[path.count - 1])
      if t == horizon {
        for (t, s) in path.enumerated() { weights[t, s] += weight }
        return
      }
      for a in 0..<2 {
        for next in 0..<3 {
          let p = mdp.transitions[s * 2 + a, next]
          if p > 0 { walk(path + [next], weight * p * exp(mdp.rewards[s, a] / τ)) }
        }
      }
    }
    for s in 0..<3 { walk([s], mdp.initialDistribution[s]) }
    for t in 0...horizon {
      let marginals = messages.stateMarginals(at: t)
      let total = (0..<3).reduce(0) { $0 + weights[t, $1] }
      for s in 0..<3 { near(marginals[s], weights[t, s] / total) }
    }
  }

  @Test("Following the policy in the posterior process gives α · β again", arguments: [0.0, 0.4])
  func posterior(wind: Double) throws {
    let task = Gridworld(
      map: ["S..", ".#.", "..G"], rewards: ["G": 5], stepReward: -1, wind: wind)
    let mdp = try process(task)
    let messages = try ForwardBackward(mdp, horizon: 8, temperature: 0.5)
    var state = messages.stateMarginals(at: 0)
    for t in 0..<8 {
      let (policy, transitions) = (messages.policy(at: t), messages.posteriorTransitions(at: t))
      var next = Vector<Double>(count: mdp.stateCount)
      for s in 0..<mdp.stateCount {
        for a in 0..<mdp.actionCount {
          for other in 0..<mdp.stateCount {
            next[other] +=
              state[s] * policy[s, a] * transitions[s * mdp.actionCount + a, other]
          }
        }
      }
      state = next
      let marginals = messages.stateMarginals(at: t + 1)
      for s in 0..<mdp.stateCount { near(state[s], marginals[s]) }
    }
  }

  @Test(
    "Without chance the messages' policy is the maximum-entropy policy; with chance it is luckier")
  func softValues() throws {
    for wind in [0.0, 0.4] {
      let task = Gridworld(
        map: ["S..", ".#.", "..G"], rewards: ["G": 5], stepReward: -1, wind: wind)
      let mdp = try process(task)
      let messages = try ForwardBackward(mdp, horizon: 6, temperature: 0.5)
      var soft = SoftValueIteration(mdp, temperature: 0.5)
      var largest = 0.0
      for t in (0..<6).reversed() {
        // The policy of step t is greedy by the values after it.
        let (a, b) = (soft.policy, messages.policy(at: t))
        soft.iterate()
        for s in 0..<mdp.stateCount where !mdp.terminal[s] {
          for action in 0..<mdp.actionCount {
            largest = max(largest, abs(a[s, action] - b[s, action]))
          }
          // By Jensen's inequality the messages are never below the soft values.
          #expect(0.5 * messages.logMessages[t, s] >= soft.values[s] - 1e-12)
        }
      }
      #expect(wind == 0 ? largest < 1e-12 : largest > 1e-3)
    }
  }

  @Test("Soft values approach the optimum as the temperature falls, and rise with it")
  func temperature() throws {
    let mdp = try process(RandomProcess(states: 8, seed: 2), discount: 0.9)
    var last = -Double.infinity
    for τ in [0.001, 0.1, 1] {
      var soft = SoftValueIteration(mdp, temperature: τ)
      let isSettled = soft.solve()
      #expect(isSettled)
      #expect(soft.values[0] > last)
      last = soft.values[0]
      // V lies between max Q and max Q + τ log A.
      for s in 0..<8 {
        let best = (0..<4).map { soft.actionValues[s, $0] }.max()!
        #expect(soft.values[s] >= best - 1e-9 && soft.values[s] <= best + τ * log(4) + 1e-9)
      }
    }
  }

  @Test("A discount is refused")
  func discount() throws {
    let mdp = try process(RandomProcess(), discount: 0.9)
    #expect(throws: InferenceError.discount(0.9)) { _ = try ForwardBackward(mdp, horizon: 3) }
  }
}
