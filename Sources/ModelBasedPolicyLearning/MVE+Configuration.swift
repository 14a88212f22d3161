public import DeepQLearning
public import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

extension MVE {
  /// The options of model-based value expansion.
  public struct Configuration: AlgorithmConfiguration {
    /// The options of the model-free learner. A minibatch holds real and imagined transitions: `batchSize` / (H + 1) are real.
    public var ddpg = DDPG.Configuration()
    /// How steps are predicted, and learned from.
    public var model = ModelSettings()
    /// H, the steps on the model; with 0 this is DDPG.
    public var horizon = 3
    /// The environment steps between two fits.
    public var fitPeriod = 250
    /// Where the rewards of imagined steps come from.
    public var reward = RewardForm.learned
    /// The number of threads of a fit; decides nothing but the speed.
    public var threads = 1

    /// DDPG, and a network of four layers of 128, as in the paper but for swish in place of ReLU.
    public init() {
      model.members = 1
      model.hiddenWidths = [128, 128, 128, 128]
      model.activation = .swish
      model.batchSize = 256
      model.fitSteps = 200
    }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireValid("ddpg") { try ddpg.validate() }
      try requireValid("model") { try model.validate() }
      for (name, count) in [("fitPeriod", fitPeriod), ("threads", threads)] {
        try require(count > 0, name, count, "must be positive")
      }
      try require((0...1000).contains(horizon), "horizon", horizon, "must lie between 0 and 1000")
      let block = (horizon + 1) * model.members
      try require(
        ddpg.batchSize % block == 0, "ddpg.batchSize", ddpg.batchSize,
        "must be a multiple of (horizon + 1) times model.members, \(block)")
    }
  }
}

extension MVE.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the model with the prefix `model.`, and those of DDPG with the
  /// prefix `ddpg.`.
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
      + DDPG.Configuration.options.map { $0.under("ddpg") }
  }
}
