public import NeuralNetworks
public import ReinforcementLearning

extension TRPO {
  /// The options of TRPO with the defaults of sb3-contrib.
  public struct Configuration: NaturalGradientConfiguration {
    /// n, the number of environments that are stepped together.
    public var copies = 1
    /// T, the number of steps of each environment an iteration.
    public var horizon = 2048
    /// γ.
    public var discount = 0.99
    /// λ of the generalised advantages.
    public var lambda = 0.95
    /// δ, the divergence KL(π_old ‖ π_θ) of a step.
    public var divergenceBound = 0.01
    /// The most steps that the line search tries.
    public var lineSearchSteps = 10
    /// What a step is multiplied with for the next.
    public var lineSearchFactor = 0.8
    /// The most steps of conjugate gradients.
    public var conjugateGradientSteps = 15
    /// λ of F + λ I.
    public var damping = 0.1
    /// F is estimated on each k-th state.
    public var fisherStride = 1
    /// Whether advantages are brought to mean 0 and deviation 1 over the rollout.
    public var normalizesAdvantages = true
    /// The number of passes over the rollout that fit V.
    public var criticEpochs = 10
    /// The number of rows of their minibatches.
    public var criticBatchSize = 128
    /// The step size of V's Adam, by environment steps.
    public var criticLearningRate = Schedule.constant(1e-3)
    /// Whether the networks see observations at mean 0 and deviation 1.
    public var normalizesObservations = false
    /// Whether rewards are divided by the running deviation of discounted returns.
    public var normalizesRewards = false
    /// The widths of the policy's hidden layers.
    public var hiddenWidths = [64, 64]
    /// The widths of the value function's hidden layers; as the policy's if nil.
    public var valueWidths: [Int]?
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
      try validateNaturalGradient()
      try require(
        lineSearchSteps > 0, "lineSearchSteps", lineSearchSteps, "must be positive")
      try require(
        lineSearchFactor > 0 && lineSearchFactor < 1, "lineSearchFactor", lineSearchFactor,
        "must lie in (0, 1)")
    }
  }
}

extension TRPO.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    rolloutOptions + naturalGradientOptions + [
      ConfigurationOption(
        "lineSearchSteps", .integer, range: "positive",
        "the most steps that are tried, each shorter than the one before"),
      ConfigurationOption(
        "lineSearchFactor", .number, range: "(0, 1)", "what a step is multiplied with for the next"),
    ] + networkOptions
}
