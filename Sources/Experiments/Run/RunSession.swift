internal import Environments
internal import LinearAlgebra
internal import Logging
internal import ReinforcementLearning

/// The loop of a run from its start, or from a checkpoint, to its end or a signal.
struct RunSession {
  let plan: RunPlan
  let logger: Logger
  var record: RunRecord
  private(set) var signal: Int32?
  private(set) var lastReturns: [Double] = []
  private var seconds = (before: 0.0, evaluations: 0.0, checkpoints: 0.0)
  private var start = 0.0
  private var answeredSaves: Int

  /// A session that answers requests to save beyond the first `answeredSaves`.
  init(plan: RunPlan, logger: Logger, record: RunRecord, answeredSaves: Int) {
    self.answeredSaves = answeredSaves
    self.plan = plan
    self.logger = logger
    self.record = record
  }

  mutating func train<L: Learner>(
    _ learner: inout L, seed: UInt64, report: (RunProgress) -> Void
  ) throws {
    let columns = L.Metrics.columns
    seconds = try earlierSeconds()
    start = ProgressBar.monotonicSeconds()
    while fraction(of: learner) < 1, signal == nil {
      let before = (iteration: learner.iteration, steps: learner.environmentSteps)
      let metrics = try learner.iterate()
      let values = metrics.values
      try record.append(metrics: values, of: learner)
      lastReturns.append(metrics.returnMean)
      if lastReturns.count > 10 { lastReturns.removeFirst() }

      let iterations = before.iteration...learner.iteration
      let steps = before.steps...learner.environmentSteps
      var isBest = false
      if plan.evaluation.every?.isDue(iterations: iterations, steps: steps) == true {
        isBest = try evaluate(learner, seed: seed)
      }
      try record.append(timings: [
        Double(learner.iteration), Double(learner.environmentSteps), elapsed, seconds.evaluations,
        seconds.checkpoints,
      ])
      report(
        RunProgress(
          iteration: learner.iteration, environmentSteps: learner.environmentSteps,
          fraction: fraction(of: learner), returnMean: metrics.returnMean, columns: columns,
          values: values))

      signal = RunSignals.ending
      let isAsked = RunSignals.saveRequests != answeredSaves
      answeredSaves = RunSignals.saveRequests
      if isAsked || (isBest && plan.checkpoints.keepBest)
        || plan.checkpoints.every.isDue(iterations: iterations, steps: steps)
        || record.isDueByClock
      {
        try save(learner)
      }
    }
    if record.savedIteration != learner.iteration { try save(learner) }
    try record.write(policyOf: learner)
    try record.finish()
    if let signal {
      logger.notice(
        "Signal \(signal): \(record.folder.path) has a checkpoint after iteration \(learner.iteration)."
      )
    }
  }

  /// How much of the plan is done.
  private func fraction<L: Learner>(of learner: L) -> Double {
    max(
      plan.iterations.map { Double(learner.iteration) / Double($0) } ?? 0,
      plan.steps.map { Double(learner.environmentSteps) / Double($0) } ?? 0)
  }

  private var elapsed: Double { seconds.before + ProgressBar.monotonicSeconds() - start }

  /// What earlier sessions have spent, from the last row of the timings.
  private func earlierSeconds() throws -> (before: Double, evaluations: Double, checkpoints: Double)
  {
    let row = try MetricsTable(contentsOf: record.folder.timingsPath).rows.last
    return (row?[2] ?? 0, row?[3] ?? 0, row?[4] ?? 0)
  }

  /// Evaluates the policy with starts that depend on seed and iteration alone.
  private mutating func evaluate<L: Learner>(_ learner: L, seed: UInt64) throws -> Bool {
    let began = ProgressBar.monotonicSeconds()
    var stream = RandomStream(seed: seed ^ 0x6576_616C_7561_7465)
    let evaluationSeed = stream.next() &+ UInt64(learner.iteration)
    let evaluation = try Evaluation(
      of: learner.policy, normalizer: learner.normalizer, in: learner.environment,
      episodes: plan.evaluation.episodes, seed: evaluationSeed,
      isStochastic: plan.evaluation.isStochastic)
    let isBest = try record.append(evaluation, of: learner)
    seconds.evaluations += ProgressBar.monotonicSeconds() - began
    logger.info(
      "Iteration \(learner.iteration): \(evaluation.episodes) episodes with return \(ProgressBar.text(evaluation.mean))\(isBest ? ", the best so far" : "")."
    )
    return isBest
  }

  private mutating func save<L: Learner>(_ learner: L) throws {
    let began = ProgressBar.monotonicSeconds()
    try record.save(learner)
    seconds.checkpoints += ProgressBar.monotonicSeconds() - began
    logger.info("Iteration \(learner.iteration): checkpoint written.")
  }
}
