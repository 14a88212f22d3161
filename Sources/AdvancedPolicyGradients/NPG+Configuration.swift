public import NeuralNetworks
public import ReinforcementLearning

extension NPG {
  /// The options of the natural policy gradient, with the defaults of TRPO.
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
    /// α of θ + α x; of a length that makes the divergence δ to second order if nil.
    public var stepSize: Double?
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
      if let stepSize {
        try requirePositive(stepSize, "stepSize")
        try require(
          divergenceBound == Configuration().divergenceBound, "divergenceBound", divergenceBound,
          "has no effect with a stepSize")
      }
    }
  }
}

extension NPG.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    rolloutOptions + naturalGradientOptions + [
      ConfigurationOption(
        "stepSize", .number, symbol: "α", isOptional: true, range: "positive",
        "a fixed length of θ + α x; left out, the length whose divergence is δ to second order")
    ] + networkOptions
}
