public import ControlAsInference
public import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

extension MVE {
  /// The options of model-based value expansion.
  public struct Configuration: AlgorithmConfiguration {
    /// The options of the model-free learner. A minibatch holds real and imagined transitions: `batchSize` / (H + 1) are real.
    public var sac = SAC.Configuration()
    /// How steps are predicted, and learned from.
    public var model = ModelSettings()
    /// H, the steps on the model; with 0 this is SAC.
    public var horizon = 3
    /// The environment steps between two fits.
    public var fitPeriod = 250
    /// Where the rewards of imagined steps come from.
    public var reward = RewardForm.learned
    /// The number of threads of a fit; decides nothing but the speed.
    public var threads = 1

    /// SAC with ten gradient steps for each step of the environment, and four deterministic networks of two layers of 200 (swish).
    public init() {
      sac.gradientSteps = 10
      model.members = 4
      model.bootstraps = true
      model.hiddenWidths = [200, 200]
      model.activation = .swish
      model.weightDecay = 1e-4
      model.batchSize = 256
      model.fitSteps = 200
    }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireValid("sac") { try sac.validate() }
      try requireValid("model") { try model.validate() }
      for (name, count) in [("fitPeriod", fitPeriod), ("threads", threads)] {
        try require(count > 0, name, count, "must be positive")
      }
      try require((0...1000).contains(horizon), "horizon", horizon, "must lie between 0 and 1000")
      let block = (horizon + 1) * model.members
      try require(
        sac.batchSize % block == 0, "sac.batchSize", sac.batchSize,
        "must be a multiple of (horizon + 1) times model.members, \(block)")
    }
  }
}

extension MVE.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the model with the prefix `model.`, and those of SAC with the
  /// prefix `sac.`.
  public static var options: [ConfigurationOption] {
    [
      ConfigurationOption(
        "horizon", .integer, symbol: "H", range: "0 to 1000",
        "the steps on the model after each real one"),
      ConfigurationOption(
        "fitPeriod", .integer, range: "positive", "the environment steps between two fits"),
      ConfigurationOption(
        "reward", RewardForm.self,
        "whether imagined steps get what the networks predict, or the environment's own function"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads of a fit; decides nothing but the speed"),
    ] + ModelSettings.options.map { $0.under("model") }
      + SAC.Configuration.options.map { $0.under("sac") }
  }
}
