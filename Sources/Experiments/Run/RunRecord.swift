internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The files of a run that is going on: tables, policies and checkpoints.
struct RunRecord {
  /// What a checkpoint holds of the record itself.
  struct State: Codable {
    /// The rows that the tables have.
    var metricsRows = 0
    var evaluationRows = 0
    var timingRows = 0
    /// The bytes that the file for TensorBoard has; nil if there is none.
    var eventBytes: Int?
    /// The best mean return of an evaluation, and the iteration after which it was reached.
    var bestReturn: Double?
    var bestIteration: Int?
    /// The file of that policy.
    var bestPolicy: [UInt8] = []
  }

  /// The columns of `evaluations.csv`.
  static let evaluationColumns = [
    MetricColumn("iteration", "the iteration after which the policy was evaluated"),
    MetricColumn("environment_steps", "the environment steps up to there"),
    MetricColumn("episodes", "the number of episodes"),
    MetricColumn("return_mean", "mean undiscounted return"),
    MetricColumn("return_deviation", "its standard deviation over the episodes"),
    MetricColumn("return_minimum", "the smallest return"),
    MetricColumn("return_maximum", "the largest return"),
    MetricColumn("episode_length", "mean number of steps of an episode"),
  ]

  /// The columns of `timings.csv`.
  static let timingColumns = [
    MetricColumn("iteration", "the number of the iteration"),
    MetricColumn("environment_steps", "the environment steps up to there"),
    MetricColumn("seconds", "seconds since the run began, over all its sessions"),
    MetricColumn("evaluation_seconds", "of these, seconds spent on evaluations"),
    MetricColumn("checkpoint_seconds", "of these, seconds spent on checkpoints"),
  ]

  let folder: RunFolder
  private(set) var state = State()
  private let metrics: MetricsLog
  private let evaluations: MetricsLog
  private let timings: MetricsLog
  /// Nil if the plan wants none.
  private let events: RunEvents?
  private var store: CheckpointStore
  private let plan: RunPlan.Checkpoints
  private let notes: [String: String]
  private var lastCheckpoint = ProgressBar.monotonicSeconds()
  /// The iteration of the newest checkpoint.
  private(set) var savedIteration: Int?

  private static func names(_ columns: [MetricColumn]) -> [String] { columns.map(\.name) }

  /// Begins the tables of a run; `options` are what TensorBoard shows as hyper-parameters.
  init(
    folder: RunFolder, columns: [String], plan: RunPlan, notes: [String: String],
    options: [(name: String, value: String)]
  ) throws {
    self.folder = folder
    self.plan = plan.checkpoints
    self.notes = notes
    store = CheckpointStore(folder.checkpointsPath)
    metrics = try MetricsLog(path: folder.metricsPath, columns: columns)
    evaluations = try MetricsLog(
      path: folder.evaluationsPath, columns: Self.names(Self.evaluationColumns))
    timings = try MetricsLog(path: folder.timingsPath, columns: Self.names(Self.timingColumns))
    events =
      plan.writesEventFile
      ? try RunEvents(
        folder: folder, columns: (columns, Self.names(Self.evaluationColumns)), keeping: nil,
        options: options)
      : nil
  }

  /// Goes on after a checkpoint: the tables are cut back to its rows.
  init(
    folder: RunFolder, columns: [String], plan: RunPlan, notes: [String: String],
    options: [(name: String, value: String)], store: CheckpointStore, checkpoint: CheckpointReader
  ) throws {
    self.folder = folder
    self.plan = plan.checkpoints
    self.notes = notes
    self.store = store
    state = try checkpoint.value("run")
    savedIteration = checkpoint.iteration
    metrics = try MetricsLog(
      path: folder.metricsPath, columns: columns, keeping: state.metricsRows)
    evaluations = try MetricsLog(
      path: folder.evaluationsPath, columns: Self.names(Self.evaluationColumns),
      keeping: state.evaluationRows)
    timings = try MetricsLog(
      path: folder.timingsPath, columns: Self.names(Self.timingColumns), keeping: state.timingRows)
    events =
      plan.writesEventFile
      ? try RunEvents(
        folder: folder, columns: (columns, Self.names(Self.evaluationColumns)),
        keeping: state.eventBytes, options: options) : nil
    try store.removeAll(after: checkpoint.iteration)
    if state.bestIteration == nil {
      try AtomicFile.remove(folder.bestPolicyPath)
    } else {
      try AtomicFile.write(state.bestPolicy, to: folder.bestPolicyPath)
    }
  }

  mutating func append(metrics row: [Double], of learner: some Learner) throws {
    try metrics.append(row)
    state.metricsRows += 1
    try events?.append(metrics: row, of: learner)
  }

  mutating func append(timings row: [Double]) throws {
    try timings.append(row)
    state.timingRows += 1
  }

  /// Adds a row for an evaluation and keeps the policy if it is the best so far.
  /// - Returns: Whether it is.
  mutating func append<L: Learner>(_ evaluation: Evaluation, of learner: L) throws -> Bool {
    let row = [
      Double(learner.iteration), Double(learner.environmentSteps), Double(evaluation.episodes),
      evaluation.mean, evaluation.standardDeviation, evaluation.returns.min() ?? .nan,
      evaluation.returns.max() ?? .nan,
      Double(evaluation.lengths.reduce(0, +)) / Double(evaluation.episodes),
    ]
    try evaluations.append(row)
    state.evaluationRows += 1
    let policy = try Self.policyFile(of: learner)
    try events?.append(evaluation: row, policy: policy, of: learner)
    guard state.bestReturn.map({ evaluation.mean > $0 }) ?? true else { return false }
    state.bestReturn = evaluation.mean
    state.bestIteration = learner.iteration
    state.bestPolicy = policy.encoded()
    try AtomicFile.write(state.bestPolicy, to: folder.bestPolicyPath)
    return true
  }

  /// Whether a checkpoint is due by the clock.
  var isDueByClock: Bool {
    guard case .minutes(let minutes) = plan.every else { return false }
    return ProgressBar.monotonicSeconds() - lastCheckpoint >= 60 * minutes
  }

  /// Writes a checkpoint and the policy, and removes checkpoints that are not kept any longer.
  mutating func save<L: Learner>(_ learner: L) throws {
    // The rows that the checkpoint counts are on the disk before it is.
    for table in [metrics, evaluations, timings] { try table.synchronize() }
    try events?.synchronize()
    state.eventBytes = events?.count
    let state = state
    try store.save(iteration: learner.iteration, notes: notes) { checkpoint in
      try checkpoint.value("run", state)
      try checkpoint.part("learner", learner)
    }
    savedIteration = learner.iteration
    try write(policyOf: learner)
    let others = plan.keepBest ? state.bestIteration.map { [$0] } ?? [] : []
    try store.keep(last: plan.keepLast, and: Set(others))
    lastCheckpoint = ProgressBar.monotonicSeconds()
  }

  /// Writes the policy as it is now.
  func write<L: Learner>(policyOf learner: L) throws {
    try Self.policyFile(of: learner).write(to: folder.policyPath)
  }

  /// Makes the tables durable and closes them.
  func finish() throws {
    for table in [metrics, evaluations, timings] { try table.finish() }
    try events?.finish()
  }

  private static func policyFile<L: Learner>(of learner: L) throws -> SafetensorsFile {
    var file = try learner.policy.checkpoint(
      metadata: ["algorithm": L.algorithm, "environment": learner.environment.name])
    learner.normalizer?.save(to: &file)
    return file
  }
}
