import Environments
import Experiments
import Foundation
import LinearAlgebra
import Logging
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// What a run writes for TensorBoard.
struct RunEventsTests {
  private func run(
    iterations: Int, writesEventFile: Bool = true
  ) throws -> Run<REINFORCE> {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 100
    configuration.hiddenWidths = [8]
    configuration.threads = 2
    var plan = RunPlan(iterations: iterations)
    plan.evaluation.every = .iterations(4)
    plan.evaluation.episodes = 3
    plan.writesEventFile = writesEventFile
    return Run(
      environment: try EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration,
      plan: plan, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Every row as curves over the environment steps, the last policy as histograms, the options as a text.
  private func expected(of folder: RunFolder) throws -> [String: Any] {
    var scalars: [String: [[Any]]] = [:]
    for (group, path) in [
      ("metrics", folder.metricsPath), ("evaluations", folder.evaluationsPath),
    ] {
      let table = try MetricsTable(contentsOf: path)
      let steps = try #require(table["environment_steps"])
      for column in table.columns {
        let values = try #require(table[column])
        let events = zip(steps, values).filter { !$1.isNaN }.map { step, value -> [Any] in
          [NSNull(), Int(step), Double(Float(value))]
        }
        if !events.isEmpty { scalars["\(group)/\(column)"] = events }
      }
    }
    let last = try #require(scalars["evaluations/iteration"]?.last?[1] as? Int)
    let policy = try SafetensorsFile(contentsOf: folder.policyPath)
    var histograms: [String: Any] = [:]
    for tensor in policy.tensors {
      let values: Vector<Float> = try policy.vector(named: tensor.name)
      histograms["parameters/\(tensor.name)"] = [
        "step": last, "values": Array(values).map { Double($0) },
      ]
    }
    let configuration = try CodedValue(
      encoding: RunConfiguration<REINFORCE.Configuration>(of: folder).configuration)
    let options = REINFORCE.Configuration.options.filter { $0.name != "threads" }
    var lines = [
      "| option | value |", "|---|---|", "| algorithm | reinforce |",
      "| environment | CartPole-v0 |", "| seed | 1 |",
    ]
    lines += options.map { "| \($0.name) | \((configuration[[$0.name]] ?? .null).yamlText) |" }
    return [
      "scalars": scalars, "histograms": histograms,
      "texts": ["hyper-parameters": lines.joined(separator: "\n")],
    ]
  }

  @Test(
    .enabled(
      if: hasTensorBoard, "APUS_PYTHON names no Python with tensorboard; scripts/test sets it."))
  func tensorBoardReadsARun() throws {
    let folder = try TemporaryFolder()
    let result = try run(iterations: 4).train(into: folder.path)
    let content = try expected(of: result.folder)
    #expect(try tensorBoardReads(result.folder.eventsPath, as: content))
  }

  /// What a killed run wrote after its checkpoint is cut off; the resumed file is as long as that of a whole run.
  @Test func resumption() throws {
    let folder = try TemporaryFolder()
    let whole = try run(iterations: 4).train(into: "\(folder.path)/whole").folder
    let size = try Data(contentsOf: URL(fileURLWithPath: whole.eventsPath)).count
    for more in [Data(), Data([1, 2, 3]), Data(count: 40)] {
      let path = "\(folder.path)/\(more.count)"
      let stopped = try run(iterations: 2).train(into: path).folder
      let file = URL(fileURLWithPath: stopped.eventsPath)
      let begun = try Data(contentsOf: file)
      try (begun + more).write(to: file)
      _ = try run(iterations: 4).train(into: path, .resuming)
      let ended = try Data(contentsOf: file)
      #expect(ended.count == size && ended.starts(with: begun))
      if hasTensorBoard {
        let content = try expected(of: stopped)
        #expect(try tensorBoardReads(stopped.eventsPath, as: content))
      }
    }
    // A file that is gone is begun anew, and nothing else suffers.
    let path = "\(folder.path)/gone"
    let stopped = try run(iterations: 2).train(into: path).folder
    try FileManager.default.removeItem(atPath: stopped.eventsPath)
    _ = try run(iterations: 4).train(into: path, .resuming)
    #expect(
      FileManager.default.contents(atPath: stopped.policyPath)
        == FileManager.default.contents(atPath: whole.policyPath))
    let begun = try #require(FileManager.default.contents(atPath: stopped.eventsPath))
    #expect(begun.count < size && begun.range(of: Data("hyper-parameters".utf8)) != nil)
  }

  @Test func withoutAFile() throws {
    let folder = try TemporaryFolder()
    let with = try run(iterations: 4).train(into: "\(folder.path)/with").folder
    let without = try run(iterations: 4, writesEventFile: false)
      .train(into: "\(folder.path)/without").folder
    #expect(!FileManager.default.fileExists(atPath: without.eventsPath))
    for (one, other) in [
      (with.metricsPath, without.metricsPath), (with.policyPath, without.policyPath),
      (with.evaluationsPath, without.evaluationsPath),
    ] {
      #expect(
        FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: other))
    }
    // Turned on later, it begins there.
    _ = try run(iterations: 6).train(into: without.path, .resuming)
    #expect(FileManager.default.fileExists(atPath: without.eventsPath))
  }
}
