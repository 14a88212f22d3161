import Environments
import Experiments
import Foundation
import LinearAlgebra
import Logging
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

struct RunTests {
  private func run(
    _ environment: String = "CartPole-v0", seed: UInt64 = 1, iterations: Int = 3,
    _ configure: (inout REINFORCE.Configuration) -> Void = { _ in },
    plan change: (inout RunPlan) -> Void = { _ in }
  ) throws -> Run<REINFORCE> {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 100
    configuration.hiddenWidths = [8]
    configure(&configuration)
    var plan = RunPlan(iterations: iterations)
    plan.evaluation.episodes = 3
    change(&plan)
    return Run(
      environment: try EnvironmentCatalogue.named(environment), configuration: configuration,
      seed: seed, plan: plan, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// The bytes of what equal runs have in common.
  private func bytes(_ path: String) throws -> [String: Data] {
    let names = [
      RunFolder.metricsName, RunFolder.evaluationsName, RunFolder.policyName,
      RunFolder.bestPolicyName,
    ]
    var result: [String: Data] = [:]
    for name in names { result[name] = FileManager.default.contents(atPath: "\(path)/\(name)") }
    return result
  }

  @Test func whatARunLeaves() throws {
    let folder = try TemporaryFolder()
    var reported: [RunProgress] = []
    let run = try run()
    let result = try run.train(into: folder.path) { reported.append($0) }
    #expect(
      try folder.names == [
        "best.safetensors", "checkpoints", "config.yml", "evaluations.csv",
        "events.out.tfevents.apus", "metrics.csv", "policy.safetensors", "timings.csv",
      ])
    let again = try RunConfiguration<REINFORCE.Configuration>(of: result.folder)
    #expect(again.configuration == run.configuration && again.platform == Platform())
    #expect(again.algorithm == "reinforce" && again.seed == 1 && again.plan == run.plan)
    #expect(run.plan.evaluation.every == .iterations(1))

    let table = try MetricsTable(contentsOf: result.folder.metricsPath)
    #expect(table.columns == REINFORCE.Metrics.columns && table.rows.count == 3)
    // Equal as text, since the learned baseline's loss is NaN without one.
    #expect(table.rows.map { "\($0)" } == reported.map { "\($0.values)" })
    #expect(table["return_mean"] == result.lastReturns && reported.map(\.iteration) == [1, 2, 3])
    #expect(reported.last?.fraction == 1)
    #expect(try MetricsTable(contentsOf: result.folder.timingsPath).rows.count == 3)

    let evaluations = try MetricsTable(contentsOf: result.folder.evaluationsPath)
    #expect(evaluations["iteration"] == [1, 2, 3] && evaluations["episodes"] == [3, 3, 3])
    let trained = try TrainedPolicy(folder.path)
    #expect(
      (trained.policy as? StochasticPolicy<Scalar>)?.parameters == result.learner.policy.parameters)
    #expect(trained.environment.name == "CartPole-v0")
    _ = try TrainedPolicy(folder.path, isBest: true)
  }

  @Test func sameSeedSameBytes() throws {
    let folder = try TemporaryFolder()
    for (name, seed) in [("a", 1), ("b", 1), ("c", 2)] as [(String, UInt64)] {
      _ = try run(seed: seed) { $0.normalizesObservations = true }
        .train(into: "\(folder.path)/\(name)")
    }
    let files = try ["a", "b", "c"].map { try bytes("\(folder.path)/\($0)") }
    #expect(files[0] == files[1])
    for name in files[0].keys { #expect(files[0][name] != files[2][name], "\(name)") }
  }

  /// Whether, how often and how the policy is evaluated does not change what is learned.
  @Test func evaluationsDoNotInterfere() throws {
    let folder = try TemporaryFolder()
    let plans: [(inout RunPlan) -> Void] = [
      { $0.evaluation.every = .never }, { $0.evaluation.every = .iterations(1) },
      {
        $0.evaluation.every = .steps(70)
        $0.evaluation.isStochastic = true
        $0.checkpoints.every = .iterations(1)
      },
    ]
    var files: [[String: Data]] = []
    for (i, plan) in plans.enumerated() {
      _ = try run("CartPole-v0", { $0.normalizesObservations = true }, plan: plan)
        .train(into: "\(folder.path)/\(i)")
      files.append(try bytes("\(folder.path)/\(i)"))
    }
    for name in [RunFolder.metricsName, RunFolder.policyName] {
      #expect(files[0][name] != nil)
      #expect(files[0][name] == files[1][name] && files[0][name] == files[2][name], "\(name)")
    }
    #expect(files[0][RunFolder.bestPolicyName] == nil && files[1][RunFolder.bestPolicyName] != nil)
  }

  @Test func stepsEndARun() throws {
    let folder = try TemporaryFolder()
    let plan: (inout RunPlan) -> Void = {
      $0.iterations = nil
      $0.steps = 350
    }
    let result = try run("CartPole-v0", plan: plan).train(into: folder.path)
    #expect(result.learner.environmentSteps >= 350)
    let steps = try #require(
      try MetricsTable(contentsOf: result.folder.metricsPath)["environment_steps"])
    #expect(steps.dropLast().allSatisfy { $0 < 350 })
  }

  /// To stop after any iteration, with rows and a best policy from after it, and to go on gives the same bytes.
  @Test(arguments: ["CartPole-v0", "Pendulum-v1"], [1, 2])
  func resumption(_ environment: String, workers: Int) throws {
    let folder = try TemporaryFolder()
    let configure: (inout REINFORCE.Configuration) -> Void = {
      $0.workers = workers
      $0.normalizesObservations = true
      $0.baseline = .learned
    }
    let iterations = 4
    let whole = try run(environment, iterations: iterations, configure)
      .train(into: "\(folder.path)/whole")
    for stop in 1..<iterations {
      let path = "\(folder.path)/\(stop)"
      let plan: (inout RunPlan) -> Void = { $0.evaluation.every = .iterations(1) }
      _ = try run(environment, iterations: stop, configure, plan: plan).train(into: path)
      // What a killed run leaves: rows after the checkpoint, the last one incomplete.
      for name in [RunFolder.metricsName, RunFolder.evaluationsName, RunFolder.timingsName] {
        let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
        try (text + "99,1,").write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
      }
      try Data([1]).write(to: URL(fileURLWithPath: "\(path)/best.safetensors"))
      let result = try run(environment, iterations: iterations, configure, plan: plan)
        .train(into: path, .resuming)
      #expect(
        result.learner.iteration == iterations && result.lastReturns.count == iterations - stop)
      #expect(try bytes(path) == bytes("\(folder.path)/whole"))
      #expect(result.learner.policy.parameters == whole.learner.policy.parameters)
      #expect(try MetricsTable(contentsOf: result.folder.timingsPath).rows.count == iterations)
    }
  }

  @Test func whatAResumptionRefuses() throws {
    let folder = try TemporaryFolder()
    _ = try run().train(into: folder.path)
    #expect(throws: RunFolderError.holdsRun(folder.path)) { try run().train(into: folder.path) }
    let before = try bytes(folder.path)
    for other in try [
      run("CartPole-v1"), run(seed: 2), run { $0.discount = 0.5 }, run { $0.hiddenWidths = [9] },
    ] {
      let error = #expect(throws: ConfigurationError.self) {
        try other.train(into: folder.path, .resuming)
      }
      #expect(error?.description.contains("in the run that is to be resumed") == true)
    }
    #expect(try bytes(folder.path) == before)
    // The number of threads decides no bits, and there is nothing left to do.
    let result = try run { $0.threads = 2 }.train(into: folder.path, .resuming)
    #expect(result.lastReturns.isEmpty)
    #expect(try bytes(folder.path) == before)
    // Without a checkpoint it starts afresh.
    try FileManager.default.removeItem(atPath: result.folder.checkpointsPath)
    #expect(try run().train(into: folder.path, .resuming).lastReturns.count == 3)
    #expect(try bytes(folder.path) == before)
  }

  @Test func checkpointsThatAreKept() throws {
    let folder = try TemporaryFolder()
    let plan: (inout RunPlan) -> Void = {
      $0.checkpoints.every = .iterations(2)
      $0.checkpoints.keepLast = 2
      $0.checkpoints.keepBest = true
      $0.evaluation.every = .iterations(3)
    }
    let result = try run("CartPole-v0", iterations: 12, plan: plan).train(into: folder.path)
    let evaluations = try MetricsTable(contentsOf: result.folder.evaluationsPath)
    let returns = try #require(evaluations["return_mean"])
    let best = try #require(returns.indices.max { (returns[$0], $1) < (returns[$1], $0) })
    let kept = try CheckpointStore(result.folder.checkpointsPath).iterations
    #expect(Set(kept) == [10, 12, 3 * (best + 1)])
  }

  @Test func damagedCheckpoints() throws {
    let folder = try TemporaryFolder()
    let result = try run().train(into: folder.path)
    let path = CheckpointStore(result.folder.checkpointsPath).path(ofIteration: 3)
    let file = URL(fileURLWithPath: "\(path)/state.safetensors")
    var data = try Data(contentsOf: file)
    data[data.count / 2] ^= 1
    try data.write(to: file)
    let before = try bytes(folder.path)
    let error = #expect(throws: CheckpointError.self) {
      try run(iterations: 5).train(into: folder.path, .resuming)
    }
    #expect(error?.description.contains("state.safetensors: the checksum does not fit") == true)
    #expect(try bytes(folder.path) == before)
  }

  /// While a run goes on, no other one writes into its folder; afterwards one may.
  @Test(arguments: [RunStart.fresh, .replacing, .resuming]) func oneRunAtATime(start: RunStart)
    throws
  {
    let folder = try TemporaryFolder()
    var refusals = 0
    _ = try run(plan: { $0.checkpoints.every = .iterations(1) }).train(into: folder.path) { _ in
      let error = #expect(throws: RunFolderError.self) {
        try run(iterations: 9).train(into: folder.path, start)
      }
      if error == .isInUse(folder.path) { refusals += 1 }
    }
    #expect(refusals == 3)
    let whole = try TemporaryFolder()
    _ = try run().train(into: whole.path)
    #expect(try bytes(folder.path) == bytes(whole.path))
    _ = try run(iterations: 4).train(into: folder.path, .resuming)
  }

  @Test func whatAFailingRunLeaves() throws {
    let folder = try TemporaryFolder()
    var plan = RunPlan(iterations: 10)
    plan.checkpoints.every = .iterations(1)
    let environment = EnvironmentSpecification(
      name: "Spoiling-v0", summary: "Gives NaN after a while.", environment: Spoiling())
    let run = Run<REINFORCE>(
      environment: environment, configuration: try self.run().configuration, plan: plan,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #expect(throws: NotFiniteError.self) { try run.train(into: folder.path) }
    let rows = try MetricsTable(contentsOf: folder.path + "/metrics.csv").rows.count
    #expect(rows > 0)
    #expect(try CheckpointStore(folder.path + "/checkpoints").iterations.last == rows)
    _ = try TrainedPolicy(folder.path, environment: environment)
  }

  /// Gives a reward that is not a number in its 300th step.
  private struct Spoiling: Environment, Codable {
    var steps = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: -1, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      steps += 1
      return Step(reward: steps < 300 ? 1 : .nan, status: steps % 10 == 0 ? .terminated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0.5 }
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"], [false, true])
  func aTrainedPolicyActsAsTheLearnerDid(_ environment: String, isNormalized: Bool) throws {
    let folder = try TemporaryFolder()
    let learner = try run(environment) { $0.normalizesObservations = isNormalized }
      .train(into: folder.path).learner
    let trained = try TrainedPolicy(folder.path)
    #expect((trained.policy as? StochasticPolicy<Scalar>)?.parameters == learner.policy.parameters)
    #expect(trained.normalizer == learner.normalizer)
    #expect((trained.normalizer != nil) == isNormalized)

    // The same episodes, acted by hand, have the returns of the evaluation.
    let (episodes, seed) = (8, UInt64(4))
    let evaluation = try Evaluation(
      of: trained.policy, normalizer: trained.normalizer, in: trained.environment,
      episodes: episodes, seed: seed)
    var random = RandomStream(seed: seed)
    var batch = trained.environment.makeBatch(episodes, random.next(), 1)
    batch.reset()
    var returns = [Double](repeating: 0, count: episodes)
    var isDone = [Bool](repeating: false, count: episodes)
    while isDone.contains(false) {
      let actions = Matrix<Scalar>(
        (0..<episodes).map { i in
          trained.action(
            for: (0..<batch.observationSpace.count).map { batch.observations[i, $0] })
        })
      batch.step(actions)
      for i in 0..<episodes where !isDone[i] {
        returns[i] += Double(batch.rewards[i])
        isDone[i] = batch.statuses[i] != .running
      }
    }
    // One row at a time or all at once may round differently.
    for (a, b) in zip(returns, evaluation.returns) { #expect(abs(a - b) < 1e-3 * (1 + abs(b))) }
  }
}
