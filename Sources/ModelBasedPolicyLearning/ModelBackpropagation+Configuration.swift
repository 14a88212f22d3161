public import ModelBasedRL
public import NeuralNetworks
public import ReinforcementLearning

extension ModelBackpropagation {
  /// The options of model-based reinforcement learning version 2.0.
  public struct Configuration: AlgorithmConfiguration {
    /// How steps are predicted, and learned from.
    public var model = ModelSettings()
    /// H, the steps of a rollout.
    public var horizon = 20
    /// γ.
    public var discount = 0.99
    /// The number of rollouts of a gradient step.
    public var batchSize = 100
    /// The gradient steps of the policy after a fit.
    public var policySteps = 100
    /// The step size of the policy's Adam.
    public var learningRate = 1e-3
    /// The largest norm of a gradient; nil for no limit.
    public var gradientNormLimit: Double? = 1
    /// α, the weight of the policy's entropy beside the reward.
    public var entropyWeight = 0.0
    /// σ of the actions before tanh, where the policy starts.
    public var initialDeviation = 0.5
    /// The widths of the policy's hidden layers.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.tanh
    /// The environment steps of the base policy π₀, whose actions are random.
    public var warmUpSteps = 1000
    /// The environment steps of an iteration.
    public var iterationSteps = 200
    /// The number of rows of the buffer 𝓓.
    public var replayCapacity = 1_000_000
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// Five probabilistic networks of two layers of 200 (swish), and rollouts of 20 steps.
    public init() {
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
      try requireValid("model") { try model.validate() }
      try require((1...1000).contains(horizon), "horizon", horizon, "must lie between 1 and 1000")
      try require(
        discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        batchSize > 0 && batchSize % model.members == 0, "batchSize", batchSize,
        "must be a positive multiple of the number of networks, \(model.members)")
      let counts = [
        ("policySteps", policySteps), ("warmUpSteps", warmUpSteps),
        ("iterationSteps", iterationSteps), ("threads", threads),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      let numbers = [
        ("learningRate", learningRate), ("initialDeviation", initialDeviation),
        ("gradientNormLimit", gradientNormLimit ?? 1),
      ]
      for (name, value) in numbers {
        try require(value > 0 && value.isFinite, name, value, "must be positive and finite")
      }
      try require(
        entropyWeight >= 0 && entropyWeight.isFinite, "entropyWeight", entropyWeight,
        "must not be negative, and be finite")
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
      let least = max(model.batchSize, 4)
      try require(
        replayCapacity >= least, "replayCapacity", replayCapacity,
        "must be at least 4 and model.batchSize, here \(least)")
    }

    /// What rollouts are made and counted by.
    var rollout: ImaginedReturn.Settings {
      ImaginedReturn.Settings(
        horizon: horizon, discount: discount, entropyWeight: entropyWeight,
        canTerminate: model.predictsTermination)
    }
  }
}

extension ModelBackpropagation.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the model with the prefix `model.`.
  public static var options: [ConfigurationOption] {
    [
      ConfigurationOption(
        "horizon", .integer, symbol: "H", range: "1 to 1000", "the steps of a rollout"),
      ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
      ConfigurationOption(
        "batchSize", .integer, range: "a positive multiple of model.members",
        "the rollouts of a gradient step"),
      ConfigurationOption(
        "policySteps", .integer, range: "positive", "the policy's gradient steps after a fit"),
      ConfigurationOption(
        "learningRate", .number, range: "positive", "the step size of the policy's Adam"),
      ConfigurationOption(
        "gradientNormLimit", .number, isOptional: true, range: "positive",
        "the norm to which a larger gradient is scaled; none if empty"),
      ConfigurationOption(
        "entropyWeight", .number, symbol: "α", range: "not negative",
        "the weight of −log π(a|s) beside the reward; actions count in their own units"),
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "the deviation of actions before tanh, where the policy starts"),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive", "the widths of the policy's hidden layers"),
      ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
      ConfigurationOption(
        "warmUpSteps", .integer, range: "positive",
        "the environment steps of the base policy, whose actions are random"),
      ConfigurationOption(
        "iterationSteps", .integer, symbol: "N", range: "positive",
        "the environment steps between two fits"),
      ConfigurationOption(
        "replayCapacity", .integer, symbol: "|𝓓|", range: "at least 4 and model.batchSize",
        "the rows of the buffer; an episode of T steps takes T + 1"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads, of use up to that of networks; decides nothing but the speed"),
    ] + ModelSettings.options.map { $0.under("model") }
  }
}
