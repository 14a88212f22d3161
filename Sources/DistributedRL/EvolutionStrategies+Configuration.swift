public import NeuralNetworks
public import ReinforcementLearning

extension EvolutionStrategies {
  /// The options of evolution strategies.
  public struct Configuration: AlgorithmConfiguration {
    /// n, the pairs of perturbations an iteration.
    public var pairs = 20
    /// σ, the deviation of a perturbation.
    public var deviation = 0.1
    /// α, the step size of Adam.
    public var learningRate = 0.03
    /// λ, the decay of the parameters, times α.
    public var weightDecay = 0.005
    /// The episodes of a perturbation, whose mean return counts.
    public var episodes = 1
    /// Whether the centred ranks of returns count, and not the returns.
    public var ranksReturns = true
    /// Whether actions are drawn; otherwise the most likely one is taken, and discrete policies that all do the same
    /// cannot be told apart.
    public var isStochastic = false
    /// The widths of the hidden layers.
    public var hiddenWidths = [32, 32]
    /// Their activation.
    public var activation = Activation.tanh
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// Twenty pairs of one episode each.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try OptionCheck.positive(pairs, "pairs")
      try OptionCheck.positive(deviation, "deviation")
      try OptionCheck.positive(learningRate, "learningRate")
      try OptionCheck.notNegative(weightDecay, "weightDecay")
      try OptionCheck.positive(episodes, "episodes")
      try OptionCheck.widths(hiddenWidths, "hiddenWidths")
      try OptionCheck.positive(threads, "threads")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] = [
      ConfigurationOption(
        "pairs", .integer, symbol: "n", range: "positive",
        "the pairs of perturbations an iteration, of opposite sign"),
      ConfigurationOption(
        "deviation", .number, symbol: "σ", range: "positive", "the deviation of a perturbation"),
      ConfigurationOption(
        "learningRate", .number, symbol: "α", range: "positive", "the step size of Adam"),
      ConfigurationOption(
        "weightDecay", .number, symbol: "λ", range: "not negative",
        "the decay of the parameters, times α"),
      ConfigurationOption(
        "episodes", .integer, range: "positive",
        "the episodes of a perturbation, whose mean return counts"),
      ConfigurationOption(
        "ranksReturns", .boolean, flag: "rank-returns",
        "counts the centred ranks of returns, and not the returns"),
      ConfigurationOption(
        "isStochastic", .boolean, flag: "draw-actions",
        "draws the actions of perturbed policies, and does not take the most likely one"),
      ConfigurationOption("hiddenWidths", .integers, range: "positive", "the hidden layers"),
      ConfigurationOption("activation", Activation.self, "their activation"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads that evaluate perturbations; decides nothing but the speed"),
    ]
  }
}
