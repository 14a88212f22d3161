internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension DiscreteSAC {
  /// The options of the discrete soft actor-critic.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 100_000
    /// The number of transitions of a gradient step.
    public var batchSize = 64
    /// λ, the step size of the Adams of critics, policy and temperature, by environment steps.
    public var learningRate = Schedule.constant(3e-4)
    /// γ.
    public var discount = 0.99
    /// α, or where it starts if it is learned.
    public var temperature = 1.0
    /// Whether α is learned, so that the mean entropy comes to the target's.
    public var learnsTemperature = true
    /// H̄, the wanted entropy in nats; 0.98 log |A| if nil.
    public var targetEntropy: Double?
    /// τ, the part of the way that targets move at a step: φ′ ← φ′ + τ (φ − φ′).
    public var targetMoveFraction = 0.005
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 1000
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// The widths of the hidden layers of policy and critics.
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
      try OffPolicyBounds.validate(
        temperature: temperature, learnsTemperature: learnsTemperature, targetEntropy: targetEntropy
      )
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      OffPolicyBounds.learningOptions + OffPolicyBounds.temperatureOptions
      + OffPolicyBounds.runOptions
  }

  /// Writes networks, targets, optimisers, temperature, environments, replay, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: policy)
    checkpoint.tensor("critics", critics)
    checkpoint.tensor("targets", targets)
    try checkpoint.value("policyOptimizer", policyOptimizer)
    try checkpoint.value("criticOptimizer", criticOptimizer)
    try checkpoint.value("temperature", entropyWeight)
    try checkpoint.part("collector", collector)
    try checkpoint.value("random", random)
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("gradientSteps", gradientSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &policy)
    critics = try checkpoint.tensor("critics", count: layout.count)
    targets = try checkpoint.tensor("targets", count: layout.count)
    policyOptimizer = try checkpoint.optimizer("policyOptimizer", count: policy.layout.count)
    criticOptimizer = try checkpoint.optimizer("criticOptimizer", count: layout.count)
    entropyWeight = try checkpoint.value("temperature")
    try checkpoint.part("collector", &collector)
    random = try checkpoint.value("random")
    iteration = try checkpoint.value("iteration")
    gradientSteps = try checkpoint.value("gradientSteps")
  }
}
