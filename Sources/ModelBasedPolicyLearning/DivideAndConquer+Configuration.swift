public import NeuralNetworks
internal import PolicyGradients
public import ReinforcementLearning

extension DivideAndConquer {
  /// The options of divide and conquer.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of initial states, and of local policies.
    public var parts = 8
    /// The trajectories of a gradient step of a local policy.
    public var episodes = 16
    /// The gradient steps of each local policy in an iteration.
    public var localSteps = 5
    /// The step size of the local policies' Adam.
    public var localLearningRate = 5e-3
    /// γ.
    public var discount = 1.0
    /// Whether advantages are brought to mean 0 and deviation 1 over a local policy's trajectories.
    public var normalizesAdvantages = true
    /// β, the weight of the local policies' mean entropy in their objective.
    public var entropyCoefficient = 0.0
    /// λ, the weight of log π_θ(a|s) in the local policies' rewards, by iteration.
    public var imitationWeight = Schedule.constant(0.1)
    /// How the global policy mimics the local ones.
    public var mimicry = MimicryForm.distributions
    /// The gradient steps of the global policy in an iteration.
    public var mimicSteps = 100
    /// The steps of a minibatch of theirs.
    public var mimicBatchSize = 256
    /// The step size of the global policy's Adam.
    public var mimicLearningRate = 1e-3
    /// The widths of the hidden layers of all policies.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.tanh
    /// σ, where Gaussian policies start.
    public var initialDeviation = 1.0
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// Eight local policies with five gradient steps an iteration.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      let counts = [
        ("parts", parts), ("episodes", episodes), ("localSteps", localSteps),
        ("mimicSteps", mimicSteps), ("threads", threads),
      ]
      for (name, count) in counts {
        try require((1...1_000_000).contains(count), name, count, "must lie in 1...1000000")
      }
      try require(
        episodes > 1, "episodes", episodes,
        "must be at least 2, since their mean is the baseline")
      try require(
        mimicBatchSize > 0 && mimicBatchSize % parts == 0, "mimicBatchSize", mimicBatchSize,
        "must be a positive multiple of parts, \(parts)")
      let numbers = [
        ("localLearningRate", localLearningRate), ("mimicLearningRate", mimicLearningRate),
        ("initialDeviation", initialDeviation),
      ]
      for (name, value) in numbers {
        try require(value > 0 && value.isFinite, name, value, "must be positive and finite")
      }
      try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        entropyCoefficient >= 0 && entropyCoefficient.isFinite, "entropyCoefficient",
        entropyCoefficient, "must not be negative, and be finite")
      try require(imitationWeight, "imitationWeight", "must not be negative") { $0 >= 0 }
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    }

    /// How the local policies' returns and gradients are computed.
    var localGradient: REINFORCE.Configuration {
      var form = REINFORCE.Configuration()
      form.discount = discount
      form.normalizesAdvantages = normalizesAdvantages
      form.entropyCoefficient = entropyCoefficient
      return form
    }
  }
}

extension DivideAndConquer.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static var options: [ConfigurationOption] {
    [
      ConfigurationOption(
        "parts", .integer, range: "positive", "the initial states, each with a local policy"),
      ConfigurationOption(
        "episodes", .integer, range: "at least 2",
        "the trajectories of a gradient step of a local policy"),
      ConfigurationOption(
        "localSteps", .integer, range: "positive",
        "the gradient steps of each local policy in an iteration"),
      ConfigurationOption(
        "localLearningRate", .number, range: "positive",
        "the step size of the local policies' Adam"),
      ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
      ConfigurationOption(
        "normalizesAdvantages", .boolean, flag: "normalize-advantages",
        "brings advantages to mean 0 and deviation 1 over a local policy's trajectories"),
      ConfigurationOption(
        "entropyCoefficient", .number, symbol: "β", range: "not negative",
        "the weight of the local policies' mean entropy in their objective"),
      ConfigurationOption(
        "imitationWeight", .schedule, symbol: "λ", range: "not negative",
        "the weight of log π_θ(a|s) in the local policies' rewards, by iteration"),
      ConfigurationOption(
        "mimicry", MimicryForm.self,
        "whether the global policy learns from what the local ones did, or from their distributions"
      ),
      ConfigurationOption(
        "mimicSteps", .integer, range: "positive",
        "the gradient steps of the global policy in an iteration"),
      ConfigurationOption(
        "mimicBatchSize", .integer, range: "a positive multiple of parts",
        "the steps of a minibatch of theirs, as many of each local policy"),
      ConfigurationOption(
        "mimicLearningRate", .number, range: "positive", "the step size of the global policy's Adam"
      ),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive",
        "the widths of the hidden layers of all policies"),
      ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "the deviation with which Gaussian policies start"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads, of use up to that of local policies; decides nothing but the speed"),
    ]
  }
}
