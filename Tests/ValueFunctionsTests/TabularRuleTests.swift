import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing
import ValueFunctions

/// The update rules on numbers computed by hand.
@Suite("Tabular update rules")
struct TabularRuleTests {
  private let lake = EnvironmentCatalogue.all.first { $0.name == "CliffWalking-v1" }!

  private func near(
    _ a: Double, _ b: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(a - b) < 1e-12, "\(a) is not \(b)", sourceLocation: sourceLocation)
  }

  @Test("Q-learning moves towards r + γ max Q(s′, a′), and towards r at a termination")
  func qLearning() throws {
    var configuration = QLearning.Configuration()
    configuration.learningRate = .constant(0.5)
    configuration.discount = 0.9
    var learner = try QLearning(environment: lake, configuration: configuration)
    learner.grow(to: 3)
    learner.tables[0][0, 1] = 2
    learner.tables[0][1, 0] = 4
    learner.tables[0][1, 3] = 10
    // ½ (−1 + 0.9 · 10) + ½ · 2 = 5; the error is 8 − 2.
    let error = learner.learn(
      from: TabularTransition(state: 0, action: 1, reward: -1, next: 1), step: 0)
    near(error, 6)
    near(learner.tables[0][0, 1], 5)
    // A truncation bootstraps as well, a termination does not.
    learner.learn(
      from: TabularTransition(state: 2, action: 0, reward: -1, next: 1, status: .truncated), step: 0
    )
    near(learner.tables[0][2, 0], 4)
    learner.learn(
      from: TabularTransition(state: 2, action: 1, reward: -1, next: 1, status: .terminated),
      step: 0)
    near(learner.tables[0][2, 1], -0.5)
  }

  @Test("The step size falls with the visits of a pair")
  func visits() throws {
    var configuration = QLearning.Configuration()
    configuration.learningRate = .constant(1)
    configuration.visitExponent = 1
    var learner = try QLearning(environment: lake, configuration: configuration)
    learner.grow(to: 2)
    for reward in [3.0, 6, 0, 1] {
      learner.learn(
        from: TabularTransition(
          state: 0, action: 0, reward: reward, next: 1, status: .terminated), step: 0)
    }
    near(learner.tables[0][0, 0], 2.5)
    configuration.visitExponent = 0.5
    var slower = try QLearning(environment: lake, configuration: configuration)
    slower.grow(to: 2)
    for reward in [4.0, 0] {
      slower.learn(
        from: TabularTransition(
          state: 0, action: 0, reward: reward, next: 1, status: .terminated), step: 0)
    }
    near(slower.tables[0][0, 0], 4 - 4 / 2.0.squareRoot())
  }

  @Test("Double Q-learning values the action of one table by the other")
  func double() throws {
    var configuration = QLearning.Configuration()
    configuration.estimator = .double
    configuration.learningRate = .constant(0.5)
    configuration.discount = 0.5
    var seen: Set<Double> = []
    for seed in 1...20 as ClosedRange<UInt64> {
      var learner = try QLearning(environment: lake, configuration: configuration, seed: seed)
      learner.grow(to: 2)
      // The first table prefers action 1, which the second one values at 2; the second prefers 0, worth 4 by the first.
      learner.tables[0][1, 0] = 4
      learner.tables[0][1, 1] = 8
      learner.tables[1][1, 0] = 6
      learner.tables[1][1, 1] = 2
      learner.learn(from: TabularTransition(state: 0, action: 0, reward: 1, next: 1), step: 0)
      let (first, second) = (learner.tables[0][0, 0], learner.tables[1][0, 0])
      // ½ (1 + ½ · 2) = 1 in the first table, ½ (1 + ½ · 4) = 1.5 in the second; never both.
      #expect((first == 1 && second == 0) || (first == 0 && second == 1.5))
      seen.insert(first)
    }
    #expect(seen.count == 2)
  }

  private func sarsa(_ change: (inout SARSA.Configuration) -> Void) throws -> SARSA {
    var configuration = SARSA.Configuration()
    configuration.learningRate = .constant(0.5)
    configuration.discount = 0.5
    change(&configuration)
    var learner = try SARSA(environment: lake, configuration: configuration)
    learner.grow(to: 4)
    return learner
  }

  @Test("SARSA moves towards r + γ times what the next state is worth")
  func sarsa() throws {
    var learner = try sarsa { _ in }
    learner.table[0, 0] = 2
    learner.learn(
      from: TabularTransition(state: 0, action: 0, reward: 1, next: 1), bootstrap: 4, step: 0)
    near(learner.table[0, 0], 2.5)
  }

  @Test("Three steps: the rewards between, then the bootstrap; what is left learns at the end")
  func steps() throws {
    var learner = try sarsa { $0.returnSteps = 3 }
    let rewards = [1.0, 2, 4, 8]
    for t in 0..<2 {
      learner.learn(
        from: TabularTransition(state: t, action: 0, reward: rewards[t], next: t + 1),
        bootstrap: 100, step: t)
    }
    #expect((0..<4).allSatisfy { learner.table[$0, 0] == 0 })
    // 1 + ½ · 2 + ¼ · 4 + ⅛ · 16 = 5.
    learner.learn(
      from: TabularTransition(state: 2, action: 0, reward: 4, next: 3), bootstrap: 16, step: 2)
    near(learner.table[0, 0], 2.5)
    #expect(learner.table[1, 0] == 0)
    // Truncated: 2 + ½ · 4 + ¼ · 8 + ⅛ · 16 = 8, 4 + ½ · 8 + ¼ · 16 = 12, 8 + ½ · 16 = 16.
    var truncated = learner
    truncated.learn(
      from: TabularTransition(state: 3, action: 0, reward: 8, next: 3, status: .truncated),
      bootstrap: 16, step: 3)
    near(truncated.table[1, 0], 4)
    near(truncated.table[2, 0], 6)
    near(truncated.table[3, 0], 8)
    // Terminated: the same without the bootstrap.
    learner.learn(
      from: TabularTransition(state: 3, action: 0, reward: 8, next: 3, status: .terminated),
      bootstrap: 0, step: 3)
    near(learner.table[1, 0], 3)
    near(learner.table[2, 0], 4)
    near(learner.table[3, 0], 4)
  }

  @Test(
    "Traces of a pair that is met twice",
    arguments: [
      (TraceForm.accumulating, 1.25), (.replacing, 1.0), (.dutch, 1.125), (.trueOnline, 1.125),
    ])
  func traces(form: TraceForm, trace: Double) throws {
    // γλ = ½ · ½: (0, 0) is met at the steps 0 and 1, α = ½. Its trace is 1, then ¼ and met again.
    var learner = try sarsa {
      $0.traceDecay = 0.5
      $0.traces = form
    }
    learner.learn(
      from: TabularTransition(state: 0, action: 0, reward: 0, next: 0), bootstrap: 0, step: 0)
    #expect(learner.table[0, 0] == 0)
    // δ = 8: Q(0, 0) = ½ · 8 · e.
    learner.learn(
      from: TabularTransition(state: 0, action: 0, reward: 8, next: 1), bootstrap: 0, step: 1)
    near(learner.table[0, 0], 4 * trace)
    // The trace of (0, 0) is a quarter of what it was, that of (1, 0) is 1; δ = 4.
    let before = learner.table[0, 0]
    learner.learn(
      from: TabularTransition(state: 1, action: 0, reward: 4, next: 2, status: .terminated),
      bootstrap: 0, step: 2)
    near(learner.table[1, 0], 2)
    near(learner.table[0, 0], before + 2 * trace / 4)
    // The next episode begins without traces.
    let after = learner.table[0, 0]
    learner.learn(
      from: TabularTransition(state: 2, action: 0, reward: 4, next: 3), bootstrap: 0, step: 3)
    #expect(learner.table[0, 0] == after)
  }

  @Test("First visits and every visit; the mean of the returns")
  func monteCarlo() throws {
    // (0, 0) is met at steps 0 and 2 with γ = ½: G₀ = 1 + ½ · 2 + ¼ · 4 = 3 and G₂ = 4, (1, 0) once: 2 + ½ · 4 = 4.
    let episode = [
      TabularTransition(state: 0, action: 0, reward: 1, next: 1),
      TabularTransition(state: 1, action: 0, reward: 2, next: 0),
      TabularTransition(state: 0, action: 0, reward: 4, next: 2, status: .terminated),
    ]
    for (visits, expected) in [(MonteCarloControl.Visits.first, 3.0), (.every, 3.5)] {
      var configuration = MonteCarloControl.Configuration()
      configuration.visits = visits
      configuration.discount = 0.5
      var learner = try MonteCarloControl(environment: lake, configuration: configuration)
      learner.grow(to: 3)
      learner.learn(from: episode)
      near(learner.table[0, 0], expected)
      near(learner.table[1, 0], 4)
    }
    // A second episode of return 7: the mean of 3 and 7. Truncated it goes on with π's mean of Q(2, ·) = 8.
    var configuration = MonteCarloControl.Configuration()
    configuration.discount = 0.5
    var learner = try MonteCarloControl(environment: lake, configuration: configuration)
    learner.grow(to: 3)
    learner.learn(from: episode)
    for a in 0..<4 { learner.table[2, a] = 8 }
    learner.learn(from: [
      TabularTransition(state: 0, action: 0, reward: 3, next: 2, status: .truncated)
    ])
    near(learner.table[0, 0], 5)
    learner.learn(from: [
      TabularTransition(state: 0, action: 0, reward: 2, next: 2, status: .terminated)
    ])
    near(learner.table[0, 0], 4)
  }
}
