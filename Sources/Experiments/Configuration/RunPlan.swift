internal import ReinforcementLearning

/// How long a run goes on, and what is done beside learning: whatever does not depend on the algorithm.
public struct RunPlan: Codable, Sendable, Equatable {
  /// The evaluation of the policy during the run. It has random streams of its own, so that whether and how a
  /// run is evaluated does not change what it learns.
  public struct Evaluations: Codable, Sendable, Equatable {
    /// How often; each tenth of the run if nil.
    public var every: Recurrence?
    /// The number of episodes.
    public var episodes = 10
    /// Whether actions are drawn; otherwise the most likely one is taken.
    public var isStochastic = false
    /// The defaults.
    public init() {}
  }

  /// The checkpoints from which a run can go on.
  public struct Checkpoints: Codable, Sendable, Equatable {
    /// How often; there is one at the end and on a signal in any case.
    public var every = Recurrence.minutes(5)
    /// The number of checkpoints that are kept.
    public var keepLast = 2
    /// Whether there is one of the best evaluation so far, which is kept too.
    public var keepBest = false
    /// The defaults.
    public init() {}
  }

  /// The number of iterations after which the run ends; not limited if nil.
  public var iterations: Int?
  /// The number of environment steps after which the run ends, with the iteration that reaches it; not limited if
  /// nil.
  public var steps: Int?
  /// The folder of a run whose policy this one begins with; nil to begin with one that is drawn.
  public var initialPolicy: String?
  /// The evaluation of the policy during the run.
  public var evaluation = Evaluations()
  /// The checkpoints.
  public var checkpoints = Checkpoints()
  /// Whether there is a file for TensorBoard: metrics, evaluations, options, and histograms of the parameters.
  public var writesEventFile = true

  /// A run that ends after so many iterations or environment steps, whichever comes first.
  public init(iterations: Int? = nil, steps: Int? = nil) {
    self.iterations = iterations
    self.steps = steps
  }

  /// The plan with every interval settled.
  public var resolved: RunPlan {
    var plan = self
    if plan.evaluation.every == nil {
      plan.evaluation.every =
        iterations.map { .iterations(max(1, $0 / 10)) } ?? .steps(max(1, (steps ?? 10) / 10))
    }
    return plan
  }

  /// Checks every option.
  /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
  public func validate() throws {
    func require(_ condition: Bool, _ option: String, _ value: Any?, _ requirement: String) throws {
      guard condition else {
        throw InvalidConfigurationError(
          option: option, value: value.map { "\($0)" } ?? "null", requirement: requirement)
      }
    }
    try require(
      iterations != nil || steps != nil, "iterations", nil,
      "must be given where steps is not: a run needs an end")
    try require(iterations ?? 1 > 0, "iterations", iterations, "must be positive")
    try require(steps ?? 1 > 0, "steps", steps, "must be positive")
    try require(
      evaluation.episodes > 0, "evaluation.episodes", evaluation.episodes, "must be positive")
    if case .minutes = evaluation.every {
      try require(
        false, "evaluation.every", evaluation.every,
        "must count steps or iterations: the clock would decide the rows of evaluations.csv")
    }
    try require(
      checkpoints.keepLast > 0, "checkpoints.keepLast", checkpoints.keepLast, "must be positive")
    try require(
      !checkpoints.keepBest || evaluation.every != .never, "checkpoints.keepBest", true,
      "has no effect without evaluations")
  }

  /// The options of a run, whatever the algorithm, as they are named in a configuration file.
  static let options: [ConfigurationOption] = [
    ConfigurationOption("algorithm", .text, "the algorithm"),
    ConfigurationOption("environment", .text, "the environment; apus list environments names them"),
    ConfigurationOption(
      "seed", .integer, range: "not negative",
      "the seed of everything random; the same seed gives the same bits"),
    ConfigurationOption(
      "iterations", .integer, symbol: "n", isOptional: true, range: "positive",
      "the number of iterations"),
    ConfigurationOption(
      "steps", .integer, isOptional: true, range: "positive",
      "the number of environment steps, to the end of the iteration that reaches it"),
    ConfigurationOption(
      "initialPolicy", .text, isOptional: true,
      "the folder of a run whose policy this one begins with, to finetune it"),
    ConfigurationOption(
      "evaluation.every", .text, isOptional: true, range: Recurrence.form,
      "how often the policy is evaluated; each tenth of the run if left out"),
    ConfigurationOption(
      "evaluation.episodes", .integer, range: "positive", "the episodes of an evaluation"),
    ConfigurationOption(
      "evaluation.isStochastic", .boolean,
      "whether actions are drawn in evaluations instead of the most likely one being taken"),
    ConfigurationOption(
      "checkpoints.every", .text, range: Recurrence.form, decidesBits: false,
      "how often a checkpoint is written; there is one at the end and on a signal in any case"),
    ConfigurationOption(
      "checkpoints.keepLast", .integer, range: "positive", decidesBits: false,
      "the checkpoints that are kept"),
    ConfigurationOption(
      "checkpoints.keepBest", .boolean, decidesBits: false,
      "whether there is one of the best evaluation so far, which is kept too"),
    ConfigurationOption(
      "writesEventFile", .boolean, decidesBits: false,
      "whether there is a file for TensorBoard with metrics, evaluations and parameters"),
  ]
}
