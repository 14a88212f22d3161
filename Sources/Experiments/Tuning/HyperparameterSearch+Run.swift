internal import Environments
internal import Foundation
public import Logging
internal import NeuralNetworks
internal import ReinforcementLearning

extension HyperparameterSearch {
  /// Runs the trials, rung by rung, and writes what came out.
  ///
  /// Each run that has ended is saved at once, so that a search that was killed goes on where it was.
  ///
  /// - Parameters:
  ///   - path: The folder of the search.
  ///   - start: What is done where the folder holds a search already.
  ///   - jobs: The number of runs at a time; decides nothing but the speed.
  ///   - logger: Where messages go.
  ///   - report: Called after each iteration with the number of the run among `runCount`, from several threads.
  /// - Throws: ``RunFolderError``, ``ConfigurationError`` where the search in the folder is another one, `FileError`, and
  ///   what a learner throws for other reasons than numbers that are not finite.
  public func run(
    into path: String, _ start: RunStart = .fresh, jobs: Int = 1,
    logger: Logger = Logger(label: "apus"),
    report: @escaping @Sendable (Int, RunProgress) -> Void = { _, _ in }
  ) throws -> SearchResult {
    let folder = SearchFolder(path: path)
    try AtomicFile.createFolder(path)
    let lock = try RunLock(path)
    defer { withExtendedLifetime(lock) {} }
    if start == .resuming, folder.holdsSearch {
      try checkAgreement(in: folder)
      logger.notice("Resuming the search in \(path).")
    } else {
      if start == .resuming { logger.notice("There is no search in \(path); starting afresh.") }
      try folder.create(description(trials: plan.trials), replacing: start == .replacing)
    }
    var trials = draws.enumerated().map { SearchTrial(number: $0 + 1, values: $1) }
    var standing = Array(trials.indices)
    var (signal, slot) = (Int32?.none, 0)
    for (rung, budget) in plan.budgets.enumerated() {
      logger.notice(
        "Rung \(rung + 1) of \(plan.rungs): \(standing.count) trials of \(budget), \(plan.seeds.count) runs each."
      )
      let runs = standing.flatMap { i in plan.seeds.map { (trial: trials[i], seed: $0) } }
      let first = slot
      let records = try concurrentMap(runs.count, jobs: jobs) { k in
        try outcome(of: runs[k].trial, seed: runs[k].seed, rung: rung, folder, logger) {
          report(first + k, $0)
        }
      }
      slot += runs.count
      guard !records.contains(where: { $0 == nil }) else {
        signal = RunSignals.ending
        break
      }
      for (k, i) in standing.enumerated() {
        let rungs = records[k * plan.seeds.count..<(k + 1) * plan.seeds.count].compactMap { $0 }
        if let failure = rungs.compactMap(\.failure).first {
          trials[i].failure = failure
        } else {
          trials[i].outcomes.append(
            SearchTrial.Outcome(budget: budget, scores: rungs.compactMap(\.score)))
        }
      }
      let ranked = standing.sorted { trials[$0].isBetter(than: trials[$1]) }
        .filter { trials[$0].failure == nil }
      let count = rung + 1 < plan.rungs ? plan.trialsPerRung[rung + 1] : 1
      let next = Array(ranked.prefix(count))
      for i in standing where !next.contains(i) {
        for seed in plan.seeds { try folder.removeCheckpoints(trials[i].number, seed: seed) }
      }
      // Numbers are kept in the order of the draws, so that runs are picked up in the same order.
      standing = next.sorted()
      if standing.isEmpty { break }
    }
    let result = SearchResult(
      path: path, plan: plan, space: space,
      trials: trials.sorted { $0.isBetter(than: $1) }, signal: signal)
    try AtomicFile.write(Array(result.csv.utf8), to: folder.tablePath)
    if signal == nil, let best = result.best { try writeBest(best, folder) }
    return result
  }

  /// The number of runs over all rungs, if none fails.
  public var runCount: Int { plan.trialsPerRung.reduce(0, +) * plan.seeds.count }

  /// Runs one seed of a trial to the end of a rung, or finds that this was done before.
  /// - Returns: Nil if a signal came first.
  private func outcome(
    of trial: SearchTrial, seed: UInt64, rung: Int, _ folder: SearchFolder, _ logger: Logger,
    report: @escaping (RunProgress) -> Void
  ) throws -> SearchRecord.Rung? {
    var record = try folder.record(trial.number, seed: seed, values: trial.values)
    let path = folder.run(trial.number, seed: seed)
    let budget = plan.budgets[rung]
    if rung < record.rungs.count, record.rungs[rung].budget == budget {
      report(RunProgress(done: record.rungs[rung].score ?? 0))
      return record.rungs[rung]
    }
    guard RunSignals.ending == nil else { return nil }
    var result = SearchRecord.Rung(budget: budget)
    do {
      let document = try document(trial.values, seed: seed, budget: budget)
      var quiet = logger
      quiet.logLevel = .warning
      let end = try algorithm.train(
        document, TrainingCall(path: path, start: .resuming, logger: quiet, report: report))
      guard end.signal == nil else { return nil }
      result.score = try score(of: RunSummary(path), budget)
    } catch let error as NotFiniteError {
      result.failure = "\(error)"
    } catch let error as InvalidConfigurationError {
      result.failure = "\(error)"
    } catch let error as ComparisonError {
      result.failure = "\(error)"
    }
    record.rungs = Array(record.rungs.prefix(rung)) + [result]
    try folder.write(record, trial.number, seed: seed)
    let values = trial.values.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
    logger.info(
      "Trial \(trial.number), seed \(seed), \(budget): \(result.score.map(ProgressBar.text) ?? "failed") with \(values)."
    )
    return result
  }

  /// The mean of the metric over the last rows up to the iteration that reaches `budget`.
  private func score(of run: RunSummary, _ budget: SearchPlan.Budget) throws -> Double {
    let unit =
      switch budget {
      case .steps: "environment_steps"
      case .iterations: "iteration"
      }
    // The run may have gone further, if its record was lost.
    let clock = try RunMetric.values(unit, in: RunMetric().table(of: run))
    let end = clock.first { $0 >= Double(budget.count) } ?? .infinity
    let metric = RunMetric(plan.metric, source: plan.isEvaluated ? .evaluations : .metrics)
    let table = try metric.table(of: run)
    let rows = zip(
      try RunMetric.values(unit, in: table), try RunMetric.values(metric.column, in: table))
    let last = rows.filter { $0.0 <= end }.suffix(plan.lastRows).map(\.1).filter(\.isFinite)
    guard !last.isEmpty else { throw ComparisonError.noNumber(run, metric.column) }
    return Statistics.mean(last)
  }

  /// The configuration of a run.
  private func document(
    _ values: [SearchSpace.Value], seed: UInt64, budget: SearchPlan.Budget
  ) throws -> ConfigurationDocument {
    var document = base
    for value in values { try document.set(value.name, text: value.text, source: "search") }
    try document.set("seed", text: "\(seed)", source: "seeds")
    try document.set(budget)
    return document
  }

  /// The configuration of the best trial as its run has it.
  private func writeBest(_ best: SearchTrial, _ folder: SearchFolder) throws {
    let run = try RunFolder(opening: folder.run(best.number, seed: plan.seeds[0]))
    let text = String(decoding: try run.read(RunFolder.configurationName), as: UTF8.self)
    let score = best.score.map(ProgressBar.text) ?? ""
    let heading =
      "# The best of \(plan.trials) trials, number \(best.number): \(plan.metric) \(score).\n"
    try AtomicFile.write(Array((heading + text).utf8), to: folder.bestPath)
  }

  /// Whatever decides the result has to be as it was; a random search may get more trials.
  private func checkAgreement(in folder: SearchFolder) throws {
    let file = folder.descriptionPath
    let found = String(decoding: try AtomicFile.read(file), as: UTF8.self)
    let mine = try description(trials: plan.trials)
    guard found != mine else { return }
    let earlier = try HyperparameterSearch(of: folder.path).plan.trials
    if plan.rungs == 1, plan.trials > earlier, try found == description(trials: earlier) {
      try AtomicFile.write(Array(mine.utf8), to: file)
      return
    }
    let (before, now) = (found.split(separator: "\n"), mine.split(separator: "\n"))
    let line = zip(before, now).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
    func shown(_ lines: [Substring]) -> String {
      line < lines.count ? lines[line].trimmingCharacters(in: .whitespaces) : "nothing"
    }
    throw ConfigurationError(
      source: file, line: line + 1, keyPath: "",
      defect: "the search that is to be resumed has \(shown(before)), not \(shown(now))")
  }
}

extension RunProgress {
  /// A run that was done before.
  fileprivate init(done returnMean: Double) {
    self.init(
      iteration: 0, environmentSteps: 0, fraction: 1, returnMean: returnMean, columns: [],
      values: [])
  }
}
