public import ControlAsInference
public import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

extension MBPO {
  /// The options of model-based policy optimisation.
  public struct Configuration: AlgorithmConfiguration {
    /// The options of the model-free learner; its ``SAC/Configuration/gradientSteps`` are for each step of the environment.
    public var sac = SAC.Configuration()
    /// How steps are predicted, and learned from.
    public var model = ModelSettings()
    /// The environment steps between two fits.
    public var fitPeriod = 250
    /// The number of rollouts after a fit.
    public var rollouts = 10_000
    /// k, the steps of a rollout, by environment steps.
    public var rolloutLength = Schedule.constant(1)
    /// The transitions of rollouts that are kept.
    public var imaginedCapacity = 100_000
    /// The part of a minibatch of the model-free learner that is real.
    public var realFraction = 0.05
    /// Where the rewards of rollouts come from.
    public var reward = RewardForm.learned
    /// The number of threads of a fit; decides nothing but the speed.
    public var threads = 1

    /// SAC with ten gradient steps for each step of the environment, and five probabilistic networks of two layers of 200 (swish).
    public init() {
      sac.gradientSteps = 10
      model.members = 5
      model.isProbabilistic = true
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
      let counts = [
        ("fitPeriod", fitPeriod), ("imaginedCapacity", imaginedCapacity), ("threads", threads),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require(
        rollouts > 0 && rollouts % model.members == 0, "rollouts", rollouts,
        "must be a positive multiple of the number of networks, \(model.members)")
      try require(
        realFraction >= 0 && realFraction <= 1, "realFraction", realFraction,
        "must lie in [0, 1]")
      try require(
        realFraction < 1 || rolloutLength == .constant(1), "rolloutLength", "set",
        "has no effect where realFraction is 1")
      try require(rolloutLength, "rolloutLength", "must lie between 1 and 1000") {
        (1...1000).contains($0)
      }
    }

    var batchSize: Int { sac.batchSize }
    var discount: Double { sac.discount }
    var warmUpSteps: Int { sac.warmUpSteps }
    var gradientSteps: Int { sac.gradientSteps }
    var iterationSteps: Int { sac.iterationSteps }
    /// The real transitions of a minibatch.
    var realCount: Int { Int((realFraction * Double(batchSize)).rounded()) }
  }
}

extension MBPO.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the model with the prefix `model.`, and those of SAC with the
  /// prefix `sac.`.
  public static var options: [ConfigurationOption] {
    [
      ConfigurationOption(
        "fitPeriod", .integer, range: "positive", "the environment steps between two fits"),
      ConfigurationOption(
        "rollouts", .integer, range: "a positive multiple of model.members",
        "the rollouts after a fit"),
      ConfigurationOption(
        "rolloutLength", .schedule, symbol: "k", range: "1 to 1000",
        "the steps of a rollout, by environment steps"),
      ConfigurationOption(
        "imaginedCapacity", .integer, range: "positive",
        "the transitions of rollouts that are kept"),
      ConfigurationOption(
        "realFraction", .number, range: "[0, 1]",
        "the part of a minibatch of the model-free learner that is real"),
      ConfigurationOption(
        "reward", RewardForm.self,
        "whether rollouts get what the networks predict, or the environment's own function"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads of a fit; decides nothing but the speed"),
    ] + ModelSettings.options.map { $0.under("model") }
      + SAC.Configuration.options.map { $0.under("sac") }
  }
}
