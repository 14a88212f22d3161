import Environments
import Experiments
import Foundation
import Logging
import ReinforcementLearning
import Testing

struct HyperparameterSearchTests {
  private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func search(
    trials: Int = 4, budget: SearchPlan.Budget = .iterations(4), rungs: Int = 2, seed: UInt64 = 1,
    _ dimensions: [(name: String, distribution: SearchSpace.Distribution)] = [
      ("learningRate", .logUniform(1e-3...1)), ("hiddenWidths", .choice(["[4]", "[6, 6]"])),
    ], change: (inout SearchPlan) -> Void = { _ in }
  ) throws -> HyperparameterSearch {
    var plan = SearchPlan(trials: trials, budget: budget, rungs: rungs)
    plan.reduction = 2
    plan.seed = seed
    plan.seeds = [1, 2]
    plan.lastRows = 2
    change(&plan)
    return try HyperparameterSearch(
      "reinforce", environment: "CartPole-v0", space: SearchSpace(dimensions), plan: plan,
      options: ["batchSize": "50", "hiddenWidths": "[4]"])
  }

  private func files(_ path: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where ![RunFolder.timingsName, EventFile.name].contains((name as NSString).lastPathComponent) {
      files[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return files
  }

  @Test func rungs() throws {
    var plan = SearchPlan(trials: 27, budget: .steps(1000), rungs: 4)
    try plan.validate()
    #expect(plan.trialsPerRung == [27, 9, 3, 1])
    #expect(plan.budgets == [.steps(38), .steps(112), .steps(334), .steps(1000)])
    // 27 × 38 + 9 × 74 + 3 × 222 + 666.
    #expect(plan.cost == .steps(3024))
    plan.trials = 26
    #expect(throws: InvalidConfigurationError.self) { try plan.validate() }
    plan = SearchPlan(trials: 5, budget: .iterations(7))
    #expect(plan.trialsPerRung == [5] && plan.budgets == [.iterations(7)])
    #expect(plan.cost == .iterations(35))
  }

  /// The result is that of the plan's own definition, worked out from plain runs of whole length.
  @Test func halving() throws {
    let folder = try TemporaryFolder()
    let search = try search()
    let result = try search.run(into: folder.path + "/search", logger: Self.quiet)
    #expect(result.trials.count == 4 && result.signal == nil)

    let algorithm = try AlgorithmCatalogue.named("reinforce")
    var curves: [[[Double]]] = []
    for (i, values) in search.draws.enumerated() {
      var ofTrial: [[Double]] = []
      for seed in 1...2 {
        var document = try algorithm.document(environment: "CartPole-v0", isTuned: true)
        let set = [("batchSize", "50"), ("iterations", "4"), ("evaluation.every", "never")]
        for (name, text) in set + values.map({ ($0.name, $0.text) }) {
          try document.set(name, text: text, source: "test")
        }
        try document.set("seed", text: "\(seed)", source: "test")
        let path = "\(folder.path)/\(i)-\(seed)"
        _ = try algorithm.train(
          document,
          TrainingCall(path: path, start: .fresh, logger: Self.quiet, report: { _ in }))
        ofTrial.append(
          try #require(try MetricsTable(contentsOf: "\(path)/metrics.csv")["return_mean"]))
      }
      curves.append(ofTrial)
    }
    func score(_ trial: Int, rows: Range<Int>) -> Double {
      let seeds = curves[trial].map { $0[rows].reduce(0, +) / Double(rows.count) }
      return seeds.reduce(0, +) / 2
    }
    let first = (0..<4).sorted { score($0, rows: 0..<2) > score($1, rows: 0..<2) }
    let finalists = first.prefix(2).sorted { score($0, rows: 2..<4) > score($1, rows: 2..<4) }
    #expect(result.trials.map { $0.number - 1 } == finalists + first.suffix(2))
    for trial in result.trials {
      let isFinalist = finalists.contains(trial.number - 1)
      #expect(trial.outcomes.count == (isFinalist ? 2 : 1) && trial.failure == nil)
      let expected = score(trial.number - 1, rows: isFinalist ? 2..<4 : 0..<2)
      #expect(abs(try #require(trial.score) - expected) < 1e-12 * expected)
      // Runs that went on over the rungs are those that went through.
      if isFinalist {
        for seed in 1...2 {
          let names = ["metrics.csv", "policy.safetensors"]
          let path = "\(folder.path)/search/trials/000\(trial.number)/seed-\(seed)"
          for name in names {
            #expect(
              FileManager.default.contents(atPath: "\(path)/\(name)")
                == FileManager.default.contents(
                  atPath: "\(folder.path)/\(trial.number - 1)-\(seed)/\(name)"))
          }
        }
      }
    }

    // Checkpoints are left with the best alone.
    let best = try #require(result.best)
    for trial in result.trials {
      let path = "\(folder.path)/search/trials/000\(trial.number)/seed-1/checkpoints"
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      #expect(names.isEmpty == (trial != best), "\(trial.number)")
    }
    // The configuration of the best one trains it again.
    var document = try algorithm.document(environment: "CartPole-v0", isTuned: false)
    try document.overlay(file: result.bestPath)
    let again = folder.path + "/again"
    _ = try algorithm.train(
      document, TrainingCall(path: again, start: .fresh, logger: Self.quiet, report: { _ in }))
    #expect(
      FileManager.default.contents(atPath: "\(again)/policy.safetensors")
        == FileManager.default.contents(
          atPath: "\(folder.path)/search/trials/000\(best.number)/seed-1/policy.safetensors"))
    #expect(result.table(1).split(separator: "\n").count == 3)
    #expect(result.csv.hasPrefix("trial,rungs,budget,score,learningRate,hiddenWidths,failure\n"))
    #expect(result.figure?.panels.count == 2)
  }

  /// The number of jobs changes no byte, nor does it where the search was stopped in between and resumed.
  @Test func sameSeedSameBytes() throws {
    let folder = try TemporaryFolder()
    let one = try search().run(into: folder.path + "/1", jobs: 1, logger: Self.quiet)
    let two = try search().run(into: folder.path + "/2", jobs: 2, logger: Self.quiet)
    #expect(one.trials == two.trials && one.csv == two.csv)
    let expected = try files(folder.path + "/1")
    #expect(try expected == files(folder.path + "/2") && expected["best.yml"] != nil)
    #expect(try search(seed: 2).draws != search().draws)

    // Whatever may be missing when a search is killed comes again.
    let path = folder.path + "/2"
    let losses: [[String]] = [
      ["best.yml", "trials.csv"], ["trials/0001/seed-2.json"], ["trials/0003"],
      ["trials/0002/seed-1", "trials/0002/seed-1.json"], ["trials"],
    ]
    for loss in losses {
      for name in loss { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
      let resumed = try search().run(into: path, .resuming, logger: Self.quiet)
      #expect(resumed.trials == one.trials)
      let found = try files(path)
      for (name, data) in expected where !name.contains("/checkpoints") {
        #expect(found[name] == data, "\(loss): \(name)")
      }
    }
    // The description in the folder is enough.
    let again = try HyperparameterSearch(of: path)
    let same = try search()
    #expect(again.plan == same.plan && again.space == same.space && again.draws == same.draws)
    #expect(try again.run(into: path, .resuming, logger: Self.quiet).trials == one.trials)
  }

  @Test func whatAResumptionRefuses() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    _ = try search(trials: 2, budget: .iterations(1), rungs: 1).run(into: path, logger: Self.quiet)
    #expect(throws: RunFolderError.holdsRun(path)) {
      try search(trials: 2, budget: .iterations(1), rungs: 1).run(into: path, logger: Self.quiet)
    }
    for other in [
      try search(trials: 2, budget: .iterations(2), rungs: 1),
      try search(trials: 2, budget: .iterations(1), rungs: 1, seed: 2),
      try search(trials: 1, budget: .iterations(1), rungs: 1),
      try search(trials: 2, budget: .iterations(1), rungs: 1, [("discount", .uniform(0.9...1))]),
    ] {
      let error = #expect(throws: ConfigurationError.self) {
        try other.run(into: path, .resuming, logger: Self.quiet)
      }
      #expect(error?.description.contains("the search that is to be resumed has") == true)
    }
    // A random search may go on to more trials; those that there are stay.
    let more = try search(trials: 3, budget: .iterations(1), rungs: 1)
      .run(into: path, .resuming, logger: Self.quiet)
    #expect(more.trials.count == 3)
    // What is in the way of a new search is removed when that is asked for.
    let anew = try search(trials: 1, budget: .iterations(1), rungs: 1)
      .run(into: path, .replacing, logger: Self.quiet)
    #expect(anew.trials.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/trials") == ["0001"])
  }

  /// Values that do not go together, and runs that diverge, fail and stay behind.
  @Test func failures() throws {
    let folder = try TemporaryFolder()
    let result = try search(
      trials: 16, budget: .iterations(2), rungs: 1,
      [
        ("learningRate", .choice(["0.01", "3e38"])), ("baseline", .choice(["none", "optimal"])),
        ("normalizesAdvantages", .choice(["false"])),
        ("returnForm", .choice(["full", "rewardToGo"])),
      ]
    ).run(into: folder.path, logger: Self.quiet)
    func trials(_ texts: [String]) -> [SearchTrial] {
      result.trials.filter { trial in trial.values.map(\.text) == texts }
    }
    let good = trials(["0.01", "none", "false", "full"])
    let wrong = trials(["0.01", "optimal", "false", "rewardToGo"])
    let diverged = trials(["3e38", "none", "false", "rewardToGo"])
    try #require(!good.isEmpty && !wrong.isEmpty && !diverged.isEmpty)
    #expect(good.allSatisfy { $0.failure == nil && $0.score != nil })
    #expect(wrong.allSatisfy { $0.failure?.contains("needs the full return") == true })
    #expect(diverged.allSatisfy { $0.failure?.contains("too large") == true })
    #expect(result.best?.number == result.trials[0].number && result.trials[0].failure == nil)
    #expect(result.table().contains("failed"))
    #expect(result.csv.contains("too large"))
  }

  @Test func evaluationsMayCount() throws {
    let folder = try TemporaryFolder()
    let result = try search(trials: 2) { $0.isEvaluated = true }
      .run(into: folder.path, logger: Self.quiet)
    let best = try #require(result.best)
    let table = try MetricsTable(
      contentsOf: "\(folder.path)/trials/000\(best.number)/seed-1/evaluations.csv")
    #expect(table.rows.count == 4 && best.outcomes.count == 2)
    #expect(throws: UnknownNameError.self) { try search { $0.metric = "retrun" } }
  }
}
