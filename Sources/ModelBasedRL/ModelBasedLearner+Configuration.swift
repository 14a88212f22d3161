public import ReinforcementLearning

/// Where the rewards of planned steps come from.
public enum RewardForm: String, Sendable, Codable, CaseIterable {
  /// The networks predict them.
  case learned
  /// They are computed from observations and actions (`ObservableReward`).
  case known
}

extension ModelBasedLearner {
  /// The options of model-based reinforcement learning, with the variant's defaults.
  public struct Configuration: AlgorithmConfiguration {
    /// How actions are found on the model.
    public var planner = PlannerSettings()
    /// How steps are predicted, and learned from.
    public var model = ModelSettings()
    /// P, the number of particles of a sequence on each network.
    public var particles = 1
    /// Where the rewards of planned steps come from.
    public var reward = RewardForm.learned
    /// The environment steps of the base policy π₀, whose actions are random.
    public var warmUpSteps = 5000
    /// N, the least environment steps between two fits.
    public var iterationSteps = 1000
    /// The number of rows of the buffer 𝓓.
    public var replayCapacity = 1_000_000
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The variant's defaults.
    public init() { Variant.setDefaults(&self) }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireValid("planner") { try planner.validate() }
      try requireValid("model") { try model.validate() }
      try requireValidCollection(
        model, particles: particles, warmUpSteps: warmUpSteps, iterationSteps: iterationSteps,
        replayCapacity: replayCapacity, threads: threads)
    }
  }
}

/// Checks the options beside planner and model that all learners of the chapter have.
func requireValidCollection(
  _ model: ModelSettings, particles: Int, warmUpSteps: Int, iterationSteps: Int,
  replayCapacity: Int, threads: Int
) throws {
  try require(particles > 0, "particles", particles, "must be positive")
  try require(
    particles == 1 || model.isProbabilistic, "particles", particles,
    "must be 1 unless model.isProbabilistic: without chance all particles of a network are one")
  let counts = [
    ("warmUpSteps", warmUpSteps), ("iterationSteps", iterationSteps), ("threads", threads),
  ]
  for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
  let least = max(model.batchSize, 4)
  try require(
    replayCapacity >= least, "replayCapacity", replayCapacity,
    "must be at least 4 and model.batchSize, here \(least)")
}

extension ModelBasedLearner.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static var options: [ConfigurationOption] {
    PlannerSettings.options.map { $0.under("planner") }
      + ModelSettings.options.map { $0.under("model") } + learnerOptions
  }

  /// The options beside planner and model.
  static var learnerOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "particles", .integer, symbol: "P", range: "positive",
        "the particles of a sequence on each network, which move by chance if model.isProbabilistic"
      ),
      ConfigurationOption(
        "reward", RewardForm.self,
        "whether planned steps get what the networks predict, or the environment's own function"),
      ConfigurationOption(
        "warmUpSteps", .integer, range: "positive",
        "the least environment steps of the base policy, whose actions are random"),
      ConfigurationOption(
        "iterationSteps", .integer, symbol: "N", range: "positive",
        "the least environment steps between two fits; episodes are brought to their end"),
      ConfigurationOption(
        "replayCapacity", .integer, symbol: "|𝓓|", range: "at least 4 and model.batchSize",
        "the rows of the buffer; an episode of T steps takes T + 1"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads, of use up to that of networks; decides nothing but the speed"
      ),
    ]
  }
}
