public import ControlAsInference
public import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

extension MBPO {
  /// The options of model-based policy optimisation.
  public struct Configuration: AlgorithmConfiguration {
    /// The options of the model-free learner; its ``SAC/Configuration/gradientSteps`` are for each step of the environment.
    public var sac = SAC.Configuration()
    /// B, the number of networks.
    public var members = 5
    /// The widths of the networks' hidden layers.
    public var modelWidths = [200, 200]
    /// The step size of the networks' Adam.
    public var modelLearningRate = 1e-3
    /// λ of the networks' AdamW.
    public var weightDecay = 1e-4
    /// The number of steps of a minibatch of a fit.
    public var modelBatchSize = 256
    /// The gradient steps of a fit.
    public var fitSteps = 200
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
    /// Whether terminations are predicted too.
    public var predictsTermination = true
    /// The number of threads of a fit; decides nothing but the speed.
    public var threads = 1

    /// SAC with ten gradient steps for each step of the environment.
    public init() { sac.gradientSteps = 10 }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      do {
        try sac.validate()
      } catch let error as InvalidConfigurationError {
        throw InvalidConfigurationError(
          option: "sac." + error.option, value: error.value, requirement: error.requirement)
      }
      func require(_ condition: Bool, _ option: String, _ value: Any, _ requirement: String) throws
      {
        guard !condition else { return }
        throw InvalidConfigurationError(
          option: option, value: "\(value)", requirement: requirement)
      }
      try require((1...64).contains(members), "members", members, "must lie between 1 and 64")
      try require(
        !modelWidths.contains { $0 <= 0 }, "modelWidths", modelWidths, "must be positive")
      try require(
        modelLearningRate > 0 && modelLearningRate.isFinite, "modelLearningRate",
        modelLearningRate, "must be positive and finite")
      try require(
        weightDecay >= 0 && weightDecay.isFinite, "weightDecay", weightDecay,
        "must not be negative, and be finite")
      let counts = [
        ("modelBatchSize", modelBatchSize), ("fitSteps", fitSteps), ("fitPeriod", fitPeriod),
        ("imaginedCapacity", imaginedCapacity), ("threads", threads),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require(
        rollouts > 0 && rollouts % members == 0, "rollouts", rollouts,
        "must be a positive multiple of the number of networks, \(members)")
      try require(
        realFraction >= 0 && realFraction <= 1, "realFraction", realFraction,
        "must lie in [0, 1]")
      try require(
        realFraction < 1 || rolloutLength == .constant(1), "rolloutLength", "set",
        "has no effect where realFraction is 1")
      do {
        try rolloutLength.validate()
      } catch {
        throw InvalidConfigurationError(
          option: "rolloutLength", value: "\(rolloutLength)",
          requirement: "is no schedule: \(error)")
      }
      let (first, last) = (
        rolloutLength.value(at: 0), rolloutLength.value(at: .max >> 1)
      )
      try require(
        min(first, last) >= 1 && max(first, last) <= 1000, "rolloutLength", "\(first) to \(last)",
        "must lie between 1 and 1000")
    }

    var batchSize: Int { sac.batchSize }
    var discount: Double { sac.discount }
    var warmUpSteps: Int { sac.warmUpSteps }
    var gradientSteps: Int { sac.gradientSteps }
    var iterationSteps: Int { sac.iterationSteps }
    /// The real transitions of a minibatch.
    var realCount: Int { Int((realFraction * Double(batchSize)).rounded()) }

    var fit: DynamicsFit.Configuration {
      var fit = DynamicsFit.Configuration()
      fit.learningRate = modelLearningRate
      fit.weightDecay = weightDecay
      fit.batchSize = modelBatchSize
      fit.bootstraps = true
      return fit
    }
  }
}

extension MBPO.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the model, and those of SAC with the prefix `sac.`.
  public static var options: [ConfigurationOption] {
    modelOptions
      + SAC.Configuration.options.map {
        ConfigurationOption(
          "sac." + $0.name, $0.kind, symbol: $0.symbol, isOptional: $0.isOptional,
          range: $0.range, decidesBits: $0.decidesBits, $0.meaning)
      }
  }

  private static var modelOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "members", .integer, symbol: "B", range: "1 to 64", "the number of networks"),
      ConfigurationOption(
        "modelWidths", .integers, range: "positive", "the widths of the networks' hidden layers"),
      ConfigurationOption(
        "modelLearningRate", .number, range: "positive", "the step size of the networks' Adam"),
      ConfigurationOption(
        "weightDecay", .number, range: "not negative", "the decoupled decay of their weights"),
      ConfigurationOption(
        "modelBatchSize", .integer, range: "positive", "the steps of a minibatch of a fit"),
      ConfigurationOption(
        "fitSteps", .integer, range: "positive", "the gradient steps of a fit"),
      ConfigurationOption(
        "fitPeriod", .integer, range: "positive", "the environment steps between two fits"),
      ConfigurationOption(
        "rollouts", .integer, range: "a positive multiple of members",
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
        "predictsTermination", .boolean, "whether rollouts take the end of episodes into account"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads of a fit; decides nothing but the speed"),
    ]
  }
}
