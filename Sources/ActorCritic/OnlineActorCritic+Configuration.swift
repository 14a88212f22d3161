public import NeuralNetworks
public import ReinforcementLearning

extension OnlineActorCritic {
  /// The options of online actor-critic.
  public struct Configuration: OnPolicyConfiguration {
    /// n, the number of environments that are stepped together.
    public var copies = 1
    /// n of n-step targets, the number of steps of each environment an update; 1 is Algorithm 4 as it stands.
    public var horizon = 1
    /// The number of updates an iteration, which logs one row.
    public var updatesPerIteration = 500
    /// Which rule moves the parameters.
    public var optimizer = OptimizerRule.adam
    /// α of the policy, by environment steps.
    public var learningRate = Schedule.constant(1e-4)
    /// The step size of the value function, by environment steps.
    public var criticLearningRate = Schedule.constant(5e-4)
    /// ε that RMSProp or Adam adds to the root.
    public var epsilon = 1e-5
    /// γ.
    public var discount = 0.99
    /// λ of the returns; 1 is the n-step return to the rollout's end.
    public var lambda = 1.0
    /// β, the weight of the policy's mean entropy.
    public var entropyCoefficient = 0.0
    /// The largest norm of a gradient; no limit if nil.
    public var gradientLimit: Double?
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
      try OptionCheck.positive(updatesPerIteration, "updatesPerIteration")
      try requireSchedule(learningRate, "learningRate")
      try requireSchedule(criticLearningRate, "criticLearningRate")
      try requirePositive(epsilon, "epsilon")
      try require(
        optimizer != .sgd || epsilon == Self().epsilon, "epsilon", epsilon,
        "has no effect with plain steps")
      try require(
        horizon > 1 || lambda == Self().lambda, "lambda", lambda,
        "has no effect on one-step advantages")
      try OptionCheck.notNegative(entropyCoefficient, "entropyCoefficient")
      if let gradientLimit { try requirePositive(gradientLimit, "gradientLimit") }
      try require(
        !sharesTrunk || valueWidths == nil, "valueWidths", valueWidths ?? [],
        "has no meaning with a shared trunk")
    }
  }
}

extension OnlineActorCritic.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    rolloutOptions + [
      ConfigurationOption(
        "updatesPerIteration", .integer, range: "positive",
        "the updates of an iteration, which logs one row"),
      ConfigurationOption("optimizer", OptimizerRule.self, "which rule moves the parameters"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size of the policy, by environment steps"),
      ConfigurationOption(
        "criticLearningRate", .schedule, range: "not negative",
        "the step size of the value function, by environment steps"),
      ConfigurationOption(
        "epsilon", .number, symbol: "ε", range: "positive",
        "what RMSProp or Adam adds to the root"),
      ConfigurationOption(
        "entropyCoefficient", .number, symbol: "β", range: "not negative",
        "the weight of the policy's mean entropy"),
      ConfigurationOption(
        "gradientLimit", .number, isOptional: true, range: "positive",
        "the largest norm of a gradient; left empty, there is none"),
      ConfigurationOption(
        "sharesTrunk", .boolean, flag: "share-trunk",
        "makes the value function one layer on the policy's features"),
    ] + networkOptions
}
