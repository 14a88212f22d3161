public import NeuralNetworks
public import ReinforcementLearning

extension A3C {
  /// What an iteration logs.
  public typealias Metrics = ActorCriticMetrics

  /// The options of A3C.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of workers, each with an environment.
    public var workers = 2
    /// Whether gradients are applied in the workers' order, so that the same seed gives the same bits; if not, workers
    /// run freely.
    public var isOrdered = true
    /// t_max, the steps of a worker between two updates.
    public var horizon = 20
    /// The rollouts of each worker in an iteration, which logs one row.
    public var rolloutsPerIteration = 50
    /// α, by environment steps.
    public var learningRate = Schedule.constant(7e-4)
    /// ρ, the decay of RMSProp's mean square.
    public var decay = 0.99
    /// ε, added to the root of the mean square.
    public var epsilon = 1e-5
    /// γ.
    public var discount = 0.99
    /// λ of the returns; 1 is the n-step return to the rollout's end.
    public var lambda = 1.0
    /// c₁, the weight of the mean squared error of V.
    public var valueCoefficient = 0.5
    /// β, the weight of the policy's mean entropy.
    public var entropyCoefficient = 0.01
    /// The largest norm of a gradient; no limit if nil.
    public var gradientLimit: Double? = 0.5
    /// The widths of the hidden layers.
    public var hiddenWidths = [64, 64]
    /// Whether the value function is one layer on the policy's features.
    public var sharesTrunk = false
    /// The activation of hidden layers.
    public var activation = Activation.tanh
    /// How weights start.
    public var initialization = NetworkInitialization.orthogonal
    /// σ, where a Gaussian policy starts.
    public var initialDeviation = 1.0
    /// The number of threads that pick up workers; decides nothing but the speed if workers are in order.
    public var threads = 2

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      try require(
        (1...4096).contains(workers), "workers", workers, "must lie between 1 and 4096")
      try require(
        (1...65536).contains(horizon), "horizon", horizon, "must lie between 1 and 65536")
      try OptionCheck.positive(rolloutsPerIteration, "rolloutsPerIteration")
      do { try learningRate.validate() } catch {
        throw InvalidConfigurationError(
          option: "learningRate", value: "\(learningRate)", requirement: error.description)
      }
      try OptionCheck.notNegative(learningRate.value(at: 0), "learningRate")
      try require(decay >= 0 && decay < 1, "decay", decay, "must lie in [0, 1)")
      try OptionCheck.positive(epsilon, "epsilon")
      try require(
        discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(lambda >= 0 && lambda <= 1, "lambda", lambda, "must lie in [0, 1]")
      try OptionCheck.notNegative(valueCoefficient, "valueCoefficient")
      try OptionCheck.notNegative(entropyCoefficient, "entropyCoefficient")
      if let gradientLimit { try OptionCheck.positive(gradientLimit, "gradientLimit") }
      try OptionCheck.widths(hiddenWidths, "hiddenWidths")
      try OptionCheck.positive(initialDeviation, "initialDeviation")
      try OptionCheck.positive(threads, "threads")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] = [
      ConfigurationOption(
        "workers", .integer, range: "1 to 4096", "the workers, each with an environment"),
      ConfigurationOption(
        "isOrdered", .boolean, flag: "ordered",
        "applies gradients in the workers' order: the same seed gives the same bits; if not, workers run freely"
      ),
      ConfigurationOption(
        "horizon", .integer, symbol: "t_max", range: "1 to 65536",
        "the steps of a worker between two updates"),
      ConfigurationOption(
        "rolloutsPerIteration", .integer, range: "positive",
        "the rollouts of each worker in an iteration, which logs one row"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size, by environment steps"),
      ConfigurationOption(
        "decay", .number, symbol: "ρ", range: "[0, 1)", "the decay of RMSProp's mean square"),
      ConfigurationOption(
        "epsilon", .number, symbol: "ε", range: "positive", "what RMSProp adds to the root"),
      ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
      ConfigurationOption(
        "lambda", .number, symbol: "λ", range: "[0, 1]",
        "of the generalised advantages: 0 one-step, 1 to the rollout's end"),
      ConfigurationOption(
        "valueCoefficient", .number, symbol: "c₁", range: "not negative",
        "the weight of V's mean squared error"),
      ConfigurationOption(
        "entropyCoefficient", .number, symbol: "β", range: "not negative",
        "the weight of the policy's mean entropy"),
      ConfigurationOption(
        "gradientLimit", .number, isOptional: true, range: "positive",
        "the largest norm of a gradient; left empty, there is none"),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive", "the widths of the hidden layers"),
      ConfigurationOption(
        "sharesTrunk", .boolean, flag: "share-trunk",
        "makes the value function one layer on the policy's features"),
      ConfigurationOption("activation", Activation.self, "the activation of hidden layers"),
      ConfigurationOption(
        "initialization", NetworkInitialization.self,
        "how weights start: glorot, fanIn or orthogonal"),
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "where a Gaussian policy's deviation starts"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the threads that pick up workers; decide nothing but the speed if workers are in order"),
    ]
  }
}
