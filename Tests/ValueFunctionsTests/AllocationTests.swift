import CAllocationCounter
import Environments
import ReinforcementLearning
import Testing
import ValueFunctions

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// Once all states were met, a step allocates nothing. In release only.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct TabularAllocationTests {
  private func check<L: Learner>(_ type: L.Type, _ configuration: L.Configuration) throws {
    var learner = try L(
      environment: EnvironmentCatalogue.named("FrozenLake-v1"), configuration: configuration,
      seed: 1)
    for _ in 0..<200 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<5 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }

  @Test func qLearning() throws {
    var configuration = QLearning.Configuration()
    try check(QLearning.self, configuration)
    configuration.estimator = .double
    configuration.exploration = .boltzmann
    configuration.visitExponent = 0.5
    try check(QLearning.self, configuration)
  }

  @Test func sarsa() throws {
    var configuration = SARSA.Configuration()
    configuration.returnSteps = 5
    configuration.target = .expected
    try check(SARSA.self, configuration)
    configuration.returnSteps = 1
    configuration.traceDecay = 0.9
    configuration.traces = .trueOnline
    try check(SARSA.self, configuration)
  }

  @Test func monteCarlo() throws {
    try check(MonteCarloControl.self, MonteCarloControl.Configuration())
  }
}
