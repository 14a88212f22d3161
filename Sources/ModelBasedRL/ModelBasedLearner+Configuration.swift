public import NeuralNetworks
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
    /// B, the number of networks.
    public var members = 3
    /// Whether the networks predict variances.
    public var isProbabilistic = false
    /// P, the number of particles of a sequence on each network.
    public var particles = 1
    /// Whether each network learns from steps drawn with replacement, anew for each fit.
    public var bootstraps = false
    /// Where the rewards of planned steps come from.
    public var reward = RewardForm.learned
    /// Whether terminations are predicted too.
    public var predictsTermination = true
    /// The widths of the networks' hidden layers.
    public var hiddenWidths = [250, 250]
    /// Their activation.
    public var activation = Activation.tanh
    /// The step size of Adam.
    public var learningRate = 1e-3
    /// λ of AdamW.
    public var weightDecay = 0.0
    /// The number of steps of a minibatch.
    public var batchSize = 512
    /// The gradient steps of a fit.
    public var fitSteps = 20
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
      do {
        try planner.validate()
      } catch let error as InvalidConfigurationError {
        throw InvalidConfigurationError(
          option: "planner." + error.option, value: error.value, requirement: error.requirement)
      }
      try require((1...64).contains(members), "members", members, "must lie between 1 and 64")
      try require(particles > 0, "particles", particles, "must be positive")
      try require(
        particles == 1 || isProbabilistic, "particles", particles,
        "must be 1 unless isProbabilistic: without chance all particles of a network are one")
      let counts = [
        ("batchSize", batchSize), ("fitSteps", fitSteps), ("warmUpSteps", warmUpSteps),
        ("iterationSteps", iterationSteps), ("threads", threads),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
      try require(
        learningRate > 0 && learningRate.isFinite, "learningRate", learningRate,
        "must be positive and finite")
      try require(
        weightDecay >= 0 && weightDecay.isFinite, "weightDecay", weightDecay,
        "must not be negative, and be finite")
      try require(
        replayCapacity > 1, "replayCapacity", replayCapacity, "must be at least 2")
    }

    /// How these options have networks fitted.
    var fit: DynamicsFit.Configuration {
      var fit = DynamicsFit.Configuration()
      fit.learningRate = learningRate
      fit.weightDecay = weightDecay
      fit.batchSize = batchSize
      fit.bootstraps = bootstraps
      return fit
    }
  }
}

extension ModelBasedLearner.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static var options: [ConfigurationOption] { plannerOptions + modelOptions }

  private static var plannerOptions: [ConfigurationOption] {
    [
      ConfigurationOption("planner.kind", PlannerKind.self, "what searches for actions"),
      ConfigurationOption(
        "planner.horizon", .integer, symbol: "H", range: "positive",
        "the time steps to plan ahead"),
      ConfigurationOption(
        "planner.candidates", .integer, range: "positive",
        "the sequences of actions that are tried at once"),
      ConfigurationOption(
        "planner.discount", .number, symbol: "γ", range: "[0, 1]",
        "the discount of what is planned for"),
      ConfigurationOption(
        "planner.executedSteps", .integer, range: "positive, at most the horizon",
        "the actions of a plan that are executed before the next: 1 is model predictive control"),
      ConfigurationOption(
        "planner.passes", .integer, isOptional: true, range: "positive",
        "the passes of cem or mppi for a plan; 4 if left out"),
      ConfigurationOption(
        "planner.elites", .integer, isOptional: true, range: "positive",
        "the sequences that cem is fitted to; a tenth of those that are tried if left out"),
      ConfigurationOption(
        "planner.smoothing", .number, isOptional: true, range: "[0, 1)",
        "the share of the distribution before that stays in a fit of cem; 0.1 if left out"),
      ConfigurationOption(
        "planner.deviation", .number, isOptional: true, range: "positive",
        "the first deviation of cem or that of mppi, of half the range of an action; 0.5 if left out"
      ),
      ConfigurationOption(
        "planner.temperature", .number, symbol: "λ", isOptional: true, range: "positive",
        "the temperature of mppi, in units of the return; 1 if left out"),
      ConfigurationOption(
        "planner.smoothness", .number, symbol: "β", isOptional: true, range: "(0, 1]",
        "the share of new noise in each time step of mppi; 0.7 if left out"),
    ]
  }

  private static var modelOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "members", .integer, symbol: "B", range: "1 to 64", "the number of networks"),
      ConfigurationOption(
        "isProbabilistic", .boolean,
        "whether the networks predict variances and are fitted by likelihood, not by squared errors"
      ),
      ConfigurationOption(
        "particles", .integer, symbol: "P", range: "positive",
        "the particles of a sequence on each network, which move by chance if isProbabilistic"),
      ConfigurationOption(
        "bootstraps", .boolean,
        "whether each network learns from steps drawn with replacement, anew for each fit"),
      ConfigurationOption(
        "reward", RewardForm.self,
        "whether planned steps get what the networks predict, or the environment's own function"),
      ConfigurationOption(
        "predictsTermination", .boolean, "whether plans take the end of episodes into account"),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive", "the widths of the networks' hidden layers"),
      ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
      ConfigurationOption(
        "learningRate", .number, symbol: "α", range: "positive", "the step size of Adam"),
      ConfigurationOption(
        "weightDecay", .number, range: "not negative", "the decoupled decay of the weights"),
      ConfigurationOption(
        "batchSize", .integer, range: "positive", "the steps of a minibatch"),
      ConfigurationOption(
        "fitSteps", .integer, range: "positive", "the gradient steps of a fit"),
      ConfigurationOption(
        "warmUpSteps", .integer, range: "positive",
        "the least environment steps of the base policy, whose actions are random"),
      ConfigurationOption(
        "iterationSteps", .integer, symbol: "N", range: "positive",
        "the least environment steps between two fits; episodes are brought to their end"),
      ConfigurationOption(
        "replayCapacity", .integer, symbol: "|𝓓|", range: "at least 2",
        "the rows of the buffer; an episode of T steps takes T + 1"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads, of use up to that of networks; decides nothing but the speed"
      ),
    ]
  }
}
