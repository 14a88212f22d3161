public import NeuralNetworks
public import ReinforcementLearning

extension SoftQLearning {
  /// The options of soft Q-learning with discrete actions.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 100_000
    /// The number of transitions of a gradient step.
    public var batchSize = 64
    /// λ, the step size of Adam, by environment steps.
    public var learningRate = Schedule.constant(1e-3)
    /// γ.
    public var discount = 0.99
    /// α, the weight of the entropy beside the reward.
    public var temperature = 0.1
    /// τ, the part of the way that the target moves at a step: φ′ ← φ′ + τ (φ − φ′).
    public var targetMoveFraction = 0.01
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 1000
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// The widths of the hidden layers.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads that step them; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      try OffPolicyBounds(
        replayCapacity: replayCapacity, batchSize: batchSize, learningRate: learningRate,
        discount: discount, targetMoveFraction: targetMoveFraction, warmUpSteps: warmUpSteps,
        trainPeriod: trainPeriod, gradientSteps: gradientSteps, hiddenWidths: hiddenWidths,
        copies: copies, threads: threads, iterationSteps: iterationSteps
      ).validate()
      try require(
        temperature > 0 && temperature.isFinite, "temperature", temperature,
        "must be positive and finite")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      OffPolicyBounds.learningOptions + [
        ConfigurationOption(
          "temperature", .number, symbol: "α", range: "positive",
          "the weight of the entropy beside the reward")
      ] + OffPolicyBounds.runOptions
  }
}
