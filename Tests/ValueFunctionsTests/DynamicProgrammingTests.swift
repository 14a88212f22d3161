import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing
import ValueFunctions

/// The greatest difference of two vectors' elements.
func distance(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  #expect(a.count == b.count)
  return zip(Array(a), Array(b)).map { abs($0 - $1) }.max() ?? 0
}

@Suite("Dynamic programming")
struct DynamicProgrammingTests {
  /// State 0: action 0 stays (reward 1), action 1 goes to 1 (reward 0). State 1: action 0 goes to the end (reward 5),
  /// action 1 stays (reward 2).
  private func hand(discount: Double) throws -> TabularMDP {
    try TabularMDP(
      transitions: Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1], [0, 0, 1]]),
      rewards: Matrix([[1, 0], [5, 2], [9, 9]]), initialDistribution: [1, 0, 0],
      discount: discount, terminalStates: [2])
  }

  @Test("Values of a process of two states, computed by hand")
  func byHand() throws {
    // γ = ½: to stay in 1 is worth 4, to leave 5; from 0, to stay is worth 2, to go 2.5.
    var iteration = ValueIteration(try hand(discount: 0.5))
    iteration.iterate()
    #expect(iteration.values == [1, 5, 0])
    iteration.iterate()
    #expect(iteration.values == [2.5, 5, 0])
    #expect(iteration.residual == 0)
    #expect(iteration.actionValues == Matrix([[2.25, 2.5], [5, 4.5], [0, 0]]))
    #expect(iteration.policy == Matrix([[0, 1], [1, 0], [0.5, 0.5]]))
    // γ = 0.9: to stay in 1 is worth 20, and 0.9 · 20 = 18 beats staying in 0, which is worth 10.
    var policies = PolicyIteration(try hand(discount: 0.9))
    try policies.solve()
    #expect(distance(policies.values, [18, 20, 0]) < 1e-12)
    #expect(policies.policy == Matrix([[0, 1], [0, 1], [0.5, 0.5]]))
    // The first pass evaluates the uniform policy: V₁ = 3.5 + 0.45 V₁, V₀ = 0.5 + 0.45 V₀ + 0.45 V₁.
    var first = PolicyIteration(try hand(discount: 0.9))
    try first.iterate()
    let v1 = 3.5 / 0.55
    #expect(distance(first.values, [(0.5 + 0.45 * v1) / 0.55, v1, 0]) < 1e-12)
    #expect(!first.isStable)
  }

  @Test("Exact and iterative policy iteration and value iteration agree on 100 random processes")
  func threeWaysAgree() throws {
    var stream = RandomStream(seed: 5)
    for seed in 0..<100 as Range<UInt64> {
      let states = 2 + stream.integer(below: 18)
      let task = RandomProcess(
        states: states, actions: 1 + stream.integer(below: 5),
        branching: 1 + stream.integer(below: min(states, 5)),
        discount: stream.uniform(0.3, 0.97), seed: seed)
      var process = try TabularMDP(task.transitionTable())
      if seed % 2 == 1 {
        process = try TabularMDP(
          transitions: process.transitions, rewards: process.rewards,
          initialDistribution: Vector((0..<states).map { $0 == 0 ? 1 : 0 }),
          discount: process.discount, terminalStates: [states - 1])
      }
      var exact = PolicyIteration(process)
      try exact.solve()
      #expect(exact.isStable)
      var iterative = PolicyIteration(process, evaluation: .iterative())
      try iterative.solve()
      #expect(iterative.isStable)
      #expect(distance(exact.values, iterative.values) < 1e-10, "seed \(seed)")
      for order: ValueIteration.Order in [
        .synchronous, .gaussSeidel, .asynchronous(seed: seed), .prioritized,
      ] {
        var values = ValueIteration(process, order: order)
        let isSolved = values.solve(tolerance: 2e-11)
        #expect(isSolved)
        #expect(distance(exact.values, values.values) < 1e-10, "seed \(seed), \(order)")
      }
      // And the linear solve for the greedy policy of the values.
      var values = ValueIteration(process, order: .gaussSeidel)
      values.solve(tolerance: 2e-11)
      let solved = try process.stateValues(of: values.policy)
      #expect(distance(exact.values, solved) < 1e-10)
    }
  }

  @Test("Modified policy iteration, of a few sweeps each, arrives as well")
  func modified() throws {
    let process = try TabularMDP(RandomProcess(seed: 3).transitionTable())
    var exact = PolicyIteration(process)
    try exact.solve()
    var modified = PolicyIteration(process, evaluation: .iterative(tolerance: 0, sweeps: 3))
    for _ in 0..<400 { try modified.iterate() }
    #expect(modified.iteration == 400 && modified.sweeps <= 1200)
    #expect(distance(exact.values, modified.values) < 1e-10)
  }

  @Test("Shortest ways: the Dyna maze takes 14 steps, the cliff 13")
  func shortestWays() throws {
    let maze = Gridworld.dynaMaze
    let process = try TabularMDP(maze.transitionTable())
    var iteration = ValueIteration(process, order: .gaussSeidel)
    iteration.solve()
    var power = 1.0
    for _ in 0..<13 { power *= maze.discount }
    #expect(abs(process.initialDistribution.dot(iteration.values) - power) < 1e-12)
    // With γ = 1 and −1 a step, V is minus the length of the way.
    let cliff = try TabularMDP(CliffWalking().transitionTable())
    var way = ValueIteration(cliff)
    let isSolved = way.solve()
    #expect(isSolved)
    #expect(cliff.initialDistribution.dot(way.values) == -13)
    var policies = PolicyIteration(cliff)
    try policies.solve()
    #expect(abs(cliff.initialDistribution.dot(policies.values) + 13) < 1e-9)
  }

  @Test("The best policy on the lake reaches the goal with the known probability")
  func frozenLake() throws {
    // With γ = 1 the optimum of the slippery lake of 4×4 cells without time limit is 14/17.
    let process = try TabularMDP(FrozenLake().transitionTable())
    var iteration = ValueIteration(process)
    iteration.solve(tolerance: 1e-14)
    #expect(abs(iteration.values[0] - 14.0 / 17) < 1e-9)
  }

  @Test("The prioritised order needs fewer backups where reward is far away")
  func prioritized() throws {
    let process = try TabularMDP(Gridworld.dynaMaze.transitionTable())
    var plain = ValueIteration(process)
    plain.solve()
    var prioritized = ValueIteration(process, order: .prioritized)
    prioritized.solve()
    #expect(prioritized.backups * 4 < plain.backups)
    #expect(distance(plain.values, prioritized.values) < 1e-12)
  }

  @Test("An improper policy with discount 1 is refused by the exact evaluation")
  func endless() throws {
    let process = try hand(discount: 1)
    var iteration = PolicyIteration(process, from: process.policy(of: [0, 1, 0]))
    #expect(throws: PolicyEvaluationError.self) { try iteration.iterate() }
  }

  @Test("A policy of the wrong shape stops the program")
  func wrongShape() async {
    await #expect(processExitsWith: .failure) {
      let process = try TabularMDP(RandomProcess().transitionTable())
      _ = PolicyIteration(process, from: Matrix(rows: 3, columns: 2))
    }
  }
}
