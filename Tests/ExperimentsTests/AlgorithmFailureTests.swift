import Environments
import Experiments
import Foundation
import LinearAlgebra
import Logging
import NeuralNetworks
import ReinforcementLearning
import Testing

/// What holds for every algorithm of the catalogue when something goes wrong.
struct AlgorithmFailureTests {
  /// An environment whose reward is not a number in a late step of its life.
  private struct Spoiled<E: Environment & Codable>: Environment, Codable {
    var inner: E
    var last: Int
    var steps = 0

    var observationSpace: ObservationSpace { inner.observationSpace }
    var actionSpace: ActionSpace { inner.actionSpace }
    mutating func reset(using stream: inout RandomStream) { inner.reset(using: &stream) }
    mutating func step(_ action: E.Action, using stream: inout RandomStream) -> Step {
      steps += 1
      let step = inner.step(action, using: &stream)
      return steps == last ? Step(reward: .nan, status: step.status) : step
    }
    func observe(into row: inout MutableSpan<Scalar>) { inner.observe(into: &row) }
  }

  private static func environments(spoiledAt last: Int) -> [EnvironmentSpecification] {
    [
      EnvironmentSpecification(
        name: "Spoiled-CartPole", summary: "Gives NaN after a while.",
        environment: Spoiled(inner: CartPole(), last: last), stepLimit: 200),
      EnvironmentSpecification(
        name: "Spoiled-Pendulum", summary: "Gives NaN after a while.",
        environment: Spoiled(inner: Pendulum(), last: last), stepLimit: 200),
    ]
  }

  /// A reward that is not a number ends the run with an error; tables and earlier checkpoints are whole.
  @Test(arguments: AlgorithmCatalogue.all.map(\.name)) func rewards(name: String) throws {
    func train<L: Learner>(_ type: L.Type, _ document: ConfigurationDocument) throws {
      let description: RunConfiguration<L.Configuration> = try document.decoded()
      // Evolution strategies make environments anew for each policy, so that they live for an episode.
      let last = name == "evolution-strategies" ? 60 : 150
      let taken = Self.environments(spoiledAt: last).first { environment in
        (try? L(environment: environment, configuration: description.configuration, seed: 1)) != nil
      }
      // Those that take finite environments alone are not met by this one.
      guard let environment = taken else { return }
      let folder = try TemporaryFolder()
      var plan = RunPlan(iterations: 100)
      plan.evaluation.every = .never
      plan.checkpoints.every = .iterations(1)
      let run = Run<L>(
        environment: environment, configuration: description.configuration, plan: plan,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let error = #expect(throws: NotFiniteError.self) { try run.train(into: folder.path) }
      #expect(error.map { !"\($0)".contains("\n") } == true)
      let table = try MetricsTable(contentsOf: folder.path + "/metrics.csv")
      let saved = try CheckpointStore(folder.path + "/checkpoints").iterations
      #expect((saved.last ?? 0) == table.rows.count)
      if let returns = table["return_mean"], let last = returns.last { #expect(!last.isInfinite) }
      for iteration in saved {
        let store = CheckpointStore(folder.path + "/checkpoints")
        _ = try CheckpointReader(store.path(ofIteration: iteration))
      }
    }
    let algorithm = try AlgorithmCatalogue.named(name)
    try train(algorithm.type, algorithm.briefDocument(iterations: 100, seed: 1))
  }
}
