public import Environments
public import Logging
internal import NeuralNetworks
public import ReinforcementLearning

/// A run: an algorithm in an environment from a seed, trained into a folder from which it can be repeated and
/// resumed bit for bit.
///
///     var plan = RunPlan(iterations: 100)
///     plan.checkpoints.every = .iterations(10)
///     let run = Run<REINFORCE>(environment: cartPole, seed: 1, plan: plan)
///     let result = try run.train(into: "runs/cartpole", .resuming)
///
/// What the folder holds and what is guaranteed is written in `docs/runs.md`.
public struct Run<L: Learner> {
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The algorithm's options.
  public let configuration: L.Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// How long the run goes on, and what is done beside learning.
  public let plan: RunPlan
  /// Where messages go: that a run starts afresh, goes on, was evaluated, has a checkpoint.
  public var logger: Logger

  /// A run that has not begun.
  public init(
    _ algorithm: L.Type = L.self, environment: EnvironmentSpecification,
    configuration: L.Configuration = L.Configuration(), seed: UInt64 = 1, plan: RunPlan,
    logger: Logger = Logger(label: "apus")
  ) {
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    self.plan = plan.resolved
    self.logger = logger
  }

  /// How a run ended.
  public struct Result {
    /// The learner in its last state.
    public let learner: L
    /// The folder.
    public let folder: RunFolder
    /// The signal because of which it ended before its time; nil if it is complete.
    public let signal: Int32?
    /// The mean returns of the last iterations of this session, at most ten.
    public let lastReturns: [Double]
  }

  /// Trains to the end of the plan.
  ///
  /// If an iteration fails, what the run has written so far stays: tables, the policy and earlier checkpoints.
  ///
  /// - Parameters:
  ///   - path: The folder of the run.
  ///   - start: What is done where the folder holds a run already.
  ///   - report: Called after each iteration.
  /// - Throws: `InvalidConfigurationError`, ``RunFolderError``, ``ConfigurationError``, `CheckpointError`, `FileError`,
  ///   and what the learner throws.
  public func train(
    into path: String, _ start: RunStart = .fresh, report: (RunProgress) -> Void = { _ in }
  ) throws -> Result {
    try plan.validate()
    // From here on a request to save is one for this run, also before its first iteration.
    let answeredSaves = RunSignals.saveRequests
    var learner = try L(environment: environment, configuration: configuration, seed: seed)
    try AtomicFile.createFolder(path)
    let lock = try RunLock(path)
    defer { withExtendedLifetime(lock) {} }
    var record: RunRecord
    if case .resuming = start, let resumed = try resume(&learner, path) {
      record = resumed
    } else {
      try takeInitialPolicy(&learner)
      let folder = try RunFolder(creating: path, replacing: start != .fresh)
      try folder.write(description.yaml(), to: RunFolder.configurationName)
      record = try RunRecord(
        folder: folder, columns: L.Metrics.columns, plan: plan, notes: notes,
        options: try description.shownOptions)
    }
    var session = RunSession(
      plan: plan, logger: logger, record: record, answeredSaves: answeredSaves)
    do {
      try session.train(&learner, seed: seed, report: report)
    } catch {
      try? session.record.write(policyOf: learner)
      try? session.record.finish()
      throw error
    }
    return Result(
      learner: learner, folder: session.record.folder, signal: session.signal,
      lastReturns: session.lastReturns)
  }

  /// Begins with the policy of another run, if the plan says so.
  private func takeInitialPolicy(_ learner: inout L) throws {
    guard let source = plan.initialPolicy else { return }
    guard var tunable = learner as? any FinetunableLearner else {
      throw InvalidConfigurationError(
        option: "initialPolicy", value: source,
        requirement: "must be left out: \(L.algorithm) cannot begin with a policy of another run")
    }
    let trained = try TrainedPolicy(source, environment: environment)
    guard trained.normalizer == nil else {
      throw InvalidConfigurationError(
        option: "initialPolicy", value: source,
        requirement: "must be a policy that saw observations as they are, which this one did not")
    }
    try tunable.begin(with: trained.policy)
    if let begun = tunable as? L { learner = begun }
    logger.notice("Beginning with the policy of \(source).")
  }

  private var description: RunConfiguration<L.Configuration> {
    RunConfiguration(
      algorithm: L.algorithm, environment: environment.name, seed: seed, plan: plan,
      configuration: configuration)
  }

  private var notes: [String: String] {
    let platform = Platform()
    return [
      "algorithm": L.algorithm, "environment": environment.name, "apus": platform.apus,
      "blasKernels": platform.blasKernels, "vectorKernels": platform.vectorKernels,
    ]
  }

  /// Brings `learner` to where the newest checkpoint left off.
  /// - Returns: Nil if there is no checkpoint.
  private func resume(_ learner: inout L, _ path: String) throws -> RunRecord? {
    guard let folder = try? RunFolder(opening: path) else {
      logger.notice("There is no run in \(path); starting afresh.")
      return nil
    }
    let earlier = try RunConfiguration<L.Configuration>(of: folder)
    try checkAgreement(with: earlier, in: folder)
    var store = CheckpointStore(folder.checkpointsPath)
    guard let checkpoint = try store.openLatest() else {
      logger.notice("There is no checkpoint in \(path); starting afresh.")
      return nil
    }
    if !Platform().hasKernels(of: earlier.platform) {
      let now = Platform()
      logger.warning(
        "The run was begun on \(earlier.platform.blasKernels) and \(earlier.platform.vectorKernels), it goes on with \(now.blasKernels) and \(now.vectorKernels): its bits will differ from those of one machine."
      )
    }
    try folder.checkWritable()
    try checkpoint.part("learner", &learner)
    let record = try RunRecord(
      folder: folder, columns: L.Metrics.columns, plan: plan, notes: notes,
      options: try description.shownOptions, store: store, checkpoint: checkpoint)
    guard checkpoint.unread.isEmpty else {
      throw checkpoint.refuse(
        "it holds \(checkpoint.unread.joined(separator: ", ")), which this version does not know")
    }
    if description != earlier {
      try folder.write(description.yaml(), to: RunFolder.configurationName)
    }
    logger.notice("Resuming \(path) after iteration \(learner.iteration).")
    return record
  }

  /// Whatever decides the bits has to be as it was.
  private func checkAgreement(
    with earlier: RunConfiguration<L.Configuration>, in folder: RunFolder
  ) throws {
    func require(_ key: String, _ before: String, _ now: String) throws {
      guard before == now else {
        throw ConfigurationError(
          source: folder.configurationPath, line: nil, keyPath: key,
          defect: "is \(before) in the run that is to be resumed, not \(now)")
      }
    }
    try require("algorithm", earlier.algorithm, L.algorithm)
    try require("environment", earlier.environment, environment.name)
    try require("seed", "\(earlier.seed)", "\(seed)")
    try require(
      "initialPolicy", earlier.plan.initialPolicy ?? "null", plan.initialPolicy ?? "null")
    let before = try CodedValue(encoding: earlier.configuration)
    let now = try CodedValue(encoding: configuration)
    for option in L.Configuration.options where option.decidesBits {
      let path = option.name.split(separator: ".").map(String.init)
      try require(
        "configuration.\(option.name)", (before[path] ?? .null).yamlText,
        (now[path] ?? .null).yamlText)
    }
  }
}

/// What a run does with a folder that holds a run already.
public enum RunStart: Sendable {
  /// That is an error.
  case fresh
  /// It is removed.
  case replacing
  /// Goes on from its newest checkpoint, or starts afresh where there is none.
  case resuming
}

/// Where a run stands after an iteration.
public struct RunProgress: Sendable {
  /// The number of iterations so far.
  public let iteration: Int
  /// The number of environment steps so far.
  public let environmentSteps: Int
  /// How much of the plan is done, in [0, 1].
  public let fraction: Double
  /// The mean return of the iteration.
  public let returnMean: Double
  /// The names of the iteration's metrics.
  public let columns: [String]
  /// Their values.
  public let values: [Double]
}
