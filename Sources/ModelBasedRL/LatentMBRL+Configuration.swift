internal import NeuralNetworks
public import ReinforcementLearning

extension LatentMBRL {
  /// The options of model-based reinforcement learning in a latent space.
  public struct Configuration: AlgorithmConfiguration {
    /// How actions are found on the model.
    public var planner = PlannerSettings()
    /// How observations become latent states.
    public var latent = LatentSettings()
    /// How latent steps are predicted, and how all networks are learned.
    public var model = ModelSettings()
    /// P, the number of particles of a sequence on each network.
    public var particles = 1
    /// The environment steps of the base policy π₀, whose actions are random.
    public var warmUpSteps = 5000
    /// N, the least environment steps between two fits.
    public var iterationSteps = 200
    /// The number of rows of the buffer 𝓓.
    public var replayCapacity = 100_000
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The cross-entropy method on three networks of 2×64.
    public init() {
      planner.kind = .cem
      planner.horizon = 15
      planner.candidates = 200
      planner.elites = 20
      planner.passes = 4
      model.hiddenWidths = [64, 64]
      model.activation = .swish
      model.batchSize = 128
      model.fitSteps = 3000
    }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireValid("planner") { try planner.validate() }
      try requireValid("model") { try model.validate() }
      try requireValid("latent") {
        try latent.validate(isProbabilistic: model.isProbabilistic)
      }
      try requireValidCollection(
        model, particles: particles, warmUpSteps: warmUpSteps, iterationSteps: iterationSteps,
        replayCapacity: replayCapacity, threads: threads)
    }

    /// Every option with its symbol, bounds and meaning.
    public static var options: [ConfigurationOption] {
      PlannerSettings.options.map { $0.under("planner") }
        + LatentSettings.options.map { $0.under("latent") }
        + ModelSettings.options.map { $0.under("model") }
        + MBRL.Configuration.learnerOptions.filter { $0.name != "reward" }
    }
  }
}
