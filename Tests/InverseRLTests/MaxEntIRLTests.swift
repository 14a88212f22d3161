import Environments
import Foundation
import InverseRL
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing
import ValueFunctions

@Suite("Maximum-entropy inverse reinforcement learning")
struct MaxEntIRLTests {
  /// From state 0, action 0 leads to 1 and action 1 to 2, which stay what they are.
  private func fork() throws -> TabularMDP {
    try TabularMDP(
      transitions: Matrix([[0, 1, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]),
      rewards: Matrix(rows: 3, columns: 2), initialDistribution: [1, 0, 0], discount: 1)
  }

  private func configuration<Reward>(
    _ change: (inout MaxEntIRL<Reward>.Configuration) -> Void
  ) -> MaxEntIRL<Reward>.Configuration {
    var configuration = MaxEntIRL<Reward>.Configuration()
    change(&configuration)
    return configuration
  }

  @Test(
    "Three of four go left: the reward is ln 3 higher there", arguments: SoftPlan.Dynamics.allCases)
  func byHand(dynamics: SoftPlan.Dynamics) throws {
    let shown = [0, 0, 0, 1].map { TabularTrajectory(states: [0, $0 + 1], actions: [$0, 0]) }
    var learner = try MaxEntIRL(
      fork(), shown: shown, reward: LinearReward(states: 3),
      configuration: configuration { ($0.dynamics, $0.learningRate) = (dynamics, 1) })
    // Before: V₁ = log 2 of the first choice, log 2 of the second, which changes nothing.
    #expect(abs(try learner.objective() + log(4)) < 1e-12)
    let gradient = try learner.gradient()
    #expect(abs(gradient[0]) < 1e-12)
    #expect(abs(gradient[1] - 0.25) < 1e-12 && abs(gradient[2] + 0.25) < 1e-12)
    for _ in 0..<200 { try learner.iterate() }
    let values = learner.reward.values()
    #expect(abs(values[1] - values[2] - log(3)) < 1e-6)
    #expect(abs(try learner.plan().policies[0][0, 0] - 0.75) < 1e-6)
    #expect(learner.iteration == 200)
  }

  /// A random process of 6 states, one of them terminal, and trajectories in it.
  private func random(_ seed: UInt64) throws -> (TabularMDP, [TabularTrajectory]) {
    let task = RandomProcess(states: 6, actions: 3, branching: 3, discount: 1, seed: seed)
    let table = try TabularMDP(task.transitionTable())
    let process = try TabularMDP(
      transitions: table.transitions, rewards: table.rewards,
      initialDistribution: [0.5, 0.2, 0.3, 0, 0, 0], discount: 1, terminalStates: [5])
    var stream = RandomStream(seed: seed + 50)
    let uniform = Matrix<Double>(repeating: 1 / 3, rows: 6, columns: 3)
    return (
      process,
      TabularTrajectory.sample(7, length: 5, under: uniform, in: process, using: &stream)
    )
  }

  private func check<Reward: TabularReward>(
    _ learner: MaxEntIRL<Reward>, _ process: TabularMDP, _ shown: [TabularTrajectory]
  ) throws {
    let gradient = try learner.gradient()
    func objective(_ i: Int, _ by: Double) throws -> Double {
      var reward = learner.reward
      reward.parameters[i] += by
      return try MaxEntIRL(
        process, shown: shown, reward: reward, configuration: learner.configuration
      ).objective()
    }
    for i in 0..<gradient.count {
      let difference = (try objective(i, 1e-5) - objective(i, -1e-5)) / 2e-5
      #expect(abs(difference - gradient[i]) < 1e-7)
    }
  }

  @Test(
    "The gradient is that of the objective", arguments: SoftPlan.Dynamics.allCases,
    1...3 as ClosedRange<UInt64>)
  func gradients(dynamics: SoftPlan.Dynamics, seed: UInt64) throws {
    let (process, shown) = try random(seed)
    var stream = RandomStream(seed: seed)
    let features = Matrix<Double>(rows: 6, columns: 4) { _, _ in stream.normal() }
    var linear = LinearReward(features: features)
    for i in 0..<4 { linear.parameters[i] = stream.normal() }
    try check(
      MaxEntIRL(
        process, shown: shown, reward: linear,
        configuration: configuration { ($0.dynamics, $0.regularization) = (dynamics, 0.1) }),
      process, shown)
    let network = NetworkReward(
      features: features, hidden: [5], activation: .tanh, using: &stream)
    try check(
      MaxEntIRL(
        process, shown: shown, reward: network,
        configuration: configuration { $0.dynamics = dynamics }), process, shown)
  }

  @Test(
    "Visits sum to the horizon but for what is spent at the end, and inferred chance is luckier")
  func visits() throws {
    let (process, shown) = try random(4)
    var reward = LinearReward(states: 6)
    reward.parameters = [0, 1, 0, 2, -1, 0]
    func returns(_ dynamics: SoftPlan.Dynamics) throws -> Double {
      let learner = try MaxEntIRL(
        process, shown: shown, reward: reward,
        configuration: configuration { $0.dynamics = dynamics })
      let visits = try learner.plan().visits(from: process.initialDistribution)
      #expect(visits[5] == 0)
      #expect(visits.sum() > 0 && visits.sum() <= 5 + 1e-12)
      return visits.dot(reward.values())
    }
    #expect(try returns(.inferred) > returns(.fixed) + 0.01)
  }

  @Test("What a soft expert shows leads back to its behaviour", arguments: [false, true])
  func recovery(usesAdam: Bool) throws {
    let windy = Gridworld.windy
    let table = try TabularMDP(windy.transitionTable())
    let process = try TabularMDP(
      transitions: table.transitions, rewards: table.rewards,
      initialDistribution: table.initialDistribution, discount: 1)
    // An expert of the model's own kind, with 15 steps.
    let expert = try SoftPlan(process, horizon: 15, dynamics: .fixed)
    var stream = RandomStream(seed: 1)
    let shown = (0..<300).map { _ in
      var state = stream.categorical(process.initialDistribution.span)
      var (states, actions): ([Int], [Int]) = ([], [])
      for t in 0..<15 {
        let policy = expert.policies[t]
        let action = stream.categorical(policy.row(state))
        states.append(state)
        actions.append(action)
        state = stream.categorical(process.transitions.row(state * 4 + action))
      }
      return TabularTrajectory(states: states, actions: actions)
    }
    var learner = try MaxEntIRL(
      process, shown: shown, reward: LinearReward(states: 25),
      configuration: configuration {
        ($0.dynamics, $0.usesAdam) = (.fixed, usesAdam)
        $0.learningRate = usesAdam ? 0.05 : 0.1
      })
    var objectives = [try learner.objective()]
    for _ in 0..<150 {
      try learner.iterate()
      objectives.append(try learner.objective())
    }
    if !usesAdam { #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $0 < $1 + 1e-12 }) }
    let values = learner.reward.values()
    #expect((0..<25).max { values[$0] < values[$1] } == 4)
    // The learned policy does what the expert does.
    let found = try learner.plan()
    let (theirs, ours) = (
      expert.visits(from: process.initialDistribution),
      found.visits(from: process.initialDistribution)
    )
    #expect((theirs - ours).norm < 0.25 * theirs.norm)
  }

  @Test("What is no demonstration is refused, by a word on where")
  func refusals() throws {
    let process = try fork()
    func error(_ shown: [TabularTrajectory]) -> String? {
      #expect(throws: DemonstrationError.self) {
        try MaxEntIRL(process, shown: shown, reward: LinearReward(states: 3))
      }?.description
    }
    let one = TabularTrajectory(states: [0, 1], actions: [0, 0])
    #expect(error([]) == "There are no trajectories to learn a reward from.")
    #expect(
      error([one, TabularTrajectory(states: [0], actions: [0])])
        == "Trajectory 1 has 1 steps, the first 2.")
    #expect(
      error([one, TabularTrajectory(states: [0, 3], actions: [0, 0])])
        == "Step 1 of trajectory 1 is action 0 in state 3; there are 3 states and 2 actions.")
  }
}
