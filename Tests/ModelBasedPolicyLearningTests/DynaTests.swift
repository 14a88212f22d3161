import Environments
import Foundation
import LinearAlgebra
import ModelBasedPolicyLearning
import ReinforcementLearning
import Testing
import ValueFunctions

@Suite("DYNA")
struct DynaTests {
  private func configuration(
    _ change: (inout Dyna.Configuration) -> Void = { _ in }
  ) -> Dyna.Configuration {
    var configuration = Dyna.Configuration()
    change(&configuration)
    return configuration
  }

  @Test("Without planning it is Q-learning, for samples")
  func isQLearning() throws {
    let environment = try EnvironmentCatalogue.named("FrozenLake-v1")
    var dyna = try Dyna(
      environment: environment,
      configuration: configuration { ($0.planningSteps, $0.update) = (0, .sample) }, seed: 4)
    var random = RandomStream(seed: 4)
    var learner = try QLearning(environment: environment, seed: random.next())
    for _ in 0..<3 {
      let (one, other) = (try dyna.iterate(), try learner.iterate())
      #expect(one.values.map(\.description) == other.values.map(\.description))
    }
    #expect(dyna.policy.values == learner.policy.values)
  }

  @Test("A deterministic environment has the same expectation and sample")
  func deterministic() throws {
    let environment = try EnvironmentCatalogue.named("CliffWalking-v1")
    func policy(_ update: Dyna.Update) throws -> Matrix<Double> {
      var dyna = try Dyna(
        environment: environment, configuration: configuration { $0.update = update }, seed: 2)
      for _ in 0..<2 { _ = try dyna.iterate() }
      return dyna.policy.values
    }
    let (one, other) = (try policy(.sample), try policy(.expectation))
    for (a, b) in zip(Array(one.elements), Array(other.elements)) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("Reaches the goal of the maze by the shortest way, in fewer episodes the more it plans")
  func maze() throws {
    let environment = try EnvironmentCatalogue.named("DynaMaze-v0")
    func steps(planning: Int, episodes: Int) throws -> Int {
      var total = 0
      for seed in 1...3 as ClosedRange<UInt64> {
        var dyna = try Dyna(
          environment: environment,
          configuration: configuration { ($0.planningSteps, $0.discount) = (planning, 0.95) },
          seed: seed)
        for _ in 0..<episodes { while try dyna.pass() == .running { total += 1 } }
      }
      return total
    }
    let (none, some, many) = (
      try steps(planning: 0, episodes: 8), try steps(planning: 5, episodes: 8),
      try steps(planning: 50, episodes: 8)
    )
    #expect(none > 2 * some)
    #expect(some > many)
    var dyna = try Dyna(
      environment: environment,
      configuration: configuration { ($0.planningSteps, $0.discount) = (50, 0.95) })
    for _ in 0..<20 { while try dyna.pass() == .running {} }
    let found = try Evaluation(of: dyna.policy, in: environment, episodes: 3, seed: 1)
    #expect(found.lengths.allSatisfy { $0 <= 16 })
    #expect(dyna.pairs > 100 && dyna.pairs <= 47 * 4)
  }

  @Test(
    "Saved and restored, it goes on with the same bits, double too",
    arguments: QLearning.Estimator.allCases)
  func checkpoint(estimator: QLearning.Estimator) throws {
    let environment = try EnvironmentCatalogue.named("FrozenLake-v1")
    let options = configuration { ($0.estimator, $0.stepsPerIteration) = (estimator, 300) }
    var learner = try Dyna(environment: environment, configuration: options, seed: 3)
    _ = try learner.iterate()
    let folder = NSTemporaryDirectory() + "apus-dyna-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 1, notes: [:]) { try $0.part("learner", learner) }
    var other = try Dyna(environment: environment, configuration: options, seed: 9)
    let reader = try CheckpointReader(store.path(ofIteration: 1))
    try reader.part("learner", &other)
    #expect(reader.unread.isEmpty, "\(reader.unread)")
    for _ in 0..<2 {
      let (one, two) = (try learner.iterate(), try other.iterate())
      #expect(one.values.map(\.description) == two.values.map(\.description))
    }
    #expect(learner.policy.values == other.policy.values)
  }

  @Test("Options out of bounds are refused")
  func refusals() throws {
    for change: (inout Dyna.Configuration) -> Void in [
      { $0.planningSteps = -1 }, { $0.discount = 2 }, { $0.stepsPerIteration = 0 },
    ] {
      #expect(throws: InvalidConfigurationError.self) { try configuration(change).validate() }
    }
    #expect(throws: UnsupportedSpaceError.self) {
      try Dyna(environment: EnvironmentCatalogue.named("Pendulum-v1"))
    }
  }
}
