public import NeuralNetworks
public import ReinforcementLearning

extension A2C {
  /// The options of A2C with the defaults of Stable-Baselines3.
  public struct Configuration: RecurrentConfiguration {
    /// n, the number of environments that are stepped together.
    public var copies = 8
    /// T, the number of steps of each environment an update.
    public var horizon = 5
    /// The number of updates an iteration, which logs one row.
    public var updatesPerIteration = 50
    /// Which rule moves the parameters.
    public var optimizer = OptimizerRule.rmsProp
    /// α, by environment steps.
    public var learningRate = Schedule.constant(7e-4)
    /// ε that RMSProp or Adam adds to the root.
    public var epsilon = 1e-5
    /// γ.
    public var discount = 0.99
    /// λ of the returns; 1 is the n-step return to the rollout's end.
    public var lambda = 1.0
    /// c₁, the weight of the mean squared error of V.
    public var valueCoefficient = 0.5
    /// c₂, the weight of the policy's mean entropy.
    public var entropyCoefficient = 0.0
    /// The largest norm of a gradient; no limit if nil.
    public var gradientLimit: Double? = 0.5
    /// Whether advantages are brought to mean 0 and deviation 1 over the rollout.
    public var normalizesAdvantages = false
    /// Whether the networks see observations at mean 0 and deviation 1.
    public var normalizesObservations = false
    /// Whether rewards are divided by the running deviation of discounted returns.
    public var normalizesRewards = false
    /// The widths of the policy's hidden layers.
    public var hiddenWidths = [64, 64]
    /// The widths of the value function's hidden layers; as the policy's if nil.
    public var valueWidths: [Int]?
    /// Whether the value function is one layer on the policy's features.
    public var sharesTrunk = false
    /// The activation of hidden layers.
    public var activation = Activation.tanh
    /// How weights start.
    public var initialization = NetworkInitialization.orthogonal
    /// σ, where a Gaussian policy starts.
    public var initialDeviation = 1.0
    /// What an episode is remembered by; the memory stands before the hidden layers, and gradients flow back through the
    /// T steps of a rollout.
    public var memory = PolicyMemory.none
    /// The number of the memory's units; 64 if nil.
    public var units: Int?
    /// After how many steps the noise of state-dependent exploration is drawn anew; independent noise if nil.
    public var noiseInterval: Int?
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      try validateRollouts()
      try validateMemory()
      try OptionCheck.positive(updatesPerIteration, "updatesPerIteration")
      try requireSchedule(learningRate, "learningRate")
      try requirePositive(epsilon, "epsilon")
      try require(
        optimizer != .sgd || epsilon == Self().epsilon, "epsilon", epsilon,
        "has no effect with plain steps")
      try OptionCheck.notNegative(valueCoefficient, "valueCoefficient")
      try OptionCheck.notNegative(entropyCoefficient, "entropyCoefficient")
      if let gradientLimit { try requirePositive(gradientLimit, "gradientLimit") }
      try require(
        !sharesTrunk || valueWidths == nil, "valueWidths", valueWidths ?? [],
        "has no meaning with a shared trunk")
    }
  }
}

extension A2C.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    rolloutOptions + [
      ConfigurationOption(
        "updatesPerIteration", .integer, range: "positive",
        "the updates of an iteration, which logs one row"),
      ConfigurationOption("optimizer", OptimizerRule.self, "which rule moves the parameters"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size, by environment steps"),
      ConfigurationOption(
        "epsilon", .number, symbol: "ε", range: "positive",
        "what RMSProp or Adam adds to the root"),
      ConfigurationOption(
        "valueCoefficient", .number, symbol: "c₁", range: "not negative",
        "the weight of V's mean squared error"),
      ConfigurationOption(
        "entropyCoefficient", .number, symbol: "c₂", range: "not negative",
        "the weight of the policy's mean entropy"),
      ConfigurationOption(
        "gradientLimit", .number, isOptional: true, range: "positive",
        "the largest norm of a gradient; left empty, there is none"),
      ConfigurationOption(
        "normalizesAdvantages", .boolean, flag: "normalize-advantages",
        "brings advantages to mean 0 and deviation 1 over the rollout"),
      ConfigurationOption(
        "sharesTrunk", .boolean, flag: "share-trunk",
        "makes the value function one layer on the policy's features"),
    ] + networkOptions + memoryOptions
}
