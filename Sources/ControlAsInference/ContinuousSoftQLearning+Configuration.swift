internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension ContinuousSoftQLearning {
  /// The options of soft Q-learning with continuous actions.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 1_000_000
    /// The number of transitions of a gradient step.
    public var batchSize = 64
    /// λ, the step size of the Adams of critic and sampling network, by environment steps.
    public var learningRate = Schedule.constant(3e-4)
    /// γ.
    public var discount = 0.99
    /// α, the weight of the entropy beside the reward.
    public var temperature = 1.0
    /// τ, the part of the way that the target moves at a step: φ′ ← φ′ + τ (φ − φ′).
    public var targetMoveFraction = 0.005
    /// M, the uniform actions from which the value of a state is estimated.
    public var valueSamples = 16
    /// K, the actions of the sampling network that are moved for each state.
    public var particles = 16
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 1000
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// The widths of the hidden layers of critic and sampling network.
    public var hiddenWidths = [128, 128]
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
      for (name, count) in [("valueSamples", valueSamples), ("particles", particles)] {
        try require(
          (2...4096).contains(count), name, count, "must lie between 2 and 4096")
      }
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      OffPolicyBounds.learningOptions + [
        ConfigurationOption(
          "temperature", .number, symbol: "α", range: "positive",
          "the weight of the entropy beside the reward"),
        ConfigurationOption(
          "valueSamples", .integer, symbol: "M", range: "2 to 4096",
          "the uniform actions from which the value of a state is estimated"),
        ConfigurationOption(
          "particles", .integer, symbol: "K", range: "2 to 4096",
          "the actions of the sampling network that are moved for each state"),
      ] + OffPolicyBounds.runOptions
  }

  /// Writes networks, target, optimisers, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    try checkpoint.part("critic", critic)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    try checkpoint.part("critic", &critic)
    optimizer = try checkpoint.optimizer("optimizer", count: policy.layout.count)
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
