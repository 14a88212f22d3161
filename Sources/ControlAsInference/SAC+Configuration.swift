internal import Environments
public import NeuralNetworks
public import ReinforcementLearning

extension SAC {
  /// The options of the soft actor-critic.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 1_000_000
    /// The number of transitions of a gradient step.
    public var batchSize = 256
    /// λ, the step size of the Adams of critics, policy and temperature, by environment steps.
    public var learningRate = Schedule.constant(3e-4)
    /// γ.
    public var discount = 0.99
    /// τ, the part of the way that targets move at a step: φ′ ← φ′ + τ (φ − φ′).
    public var targetMoveFraction = 0.005
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 100
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// α, or where it starts if it is learned.
    public var temperature = 1.0
    /// Whether α is learned, so that the mean entropy comes to the target's.
    public var learnsTemperature = true
    /// H̄, the wanted entropy in nats of actions from −1 to 1; minus their number of components if nil.
    public var targetEntropy: Double?
    /// σ, where the policy's deviation starts, in units before tanh.
    public var initialDeviation = 1.0
    /// The widths of the hidden layers of policy and critics.
    public var hiddenWidths = [256, 256]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The paper's defaults: λ 3e-4, γ .99, τ .005, 2×256, batches of 256, α learned from 1.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      let counts = [
        ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
        ("threads", threads), ("iterationSteps", iterationSteps),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require((1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require(
        replayCapacity >= max(copies, batchSize), "replayCapacity", replayCapacity,
        "must be at least the batch size and the number of copies")
      try require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must not be negative")
      try learningRate.validateRate(option: "learningRate")
      try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        targetMoveFraction > 0 && targetMoveFraction <= 1, "targetMoveFraction",
        targetMoveFraction, "must lie in (0, 1]")
      for (name, value) in [
        ("temperature", temperature), ("initialDeviation", initialDeviation),
      ] {
        try require(value > 0 && value.isFinite, name, value, "must be positive and finite")
      }
      if let targetEntropy {
        try require(
          targetEntropy.isFinite, "targetEntropy", targetEntropy, "must be finite")
        try require(
          learnsTemperature, "targetEntropy", targetEntropy,
          "has no effect on a fixed temperature")
      }
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    }

    /// What the policy's outputs mean.
    func head(for scaling: ActionScaling) -> PolicyHead {
      .squashedGaussian(low: scaling.low, high: scaling.high, deviation: initialDeviation)
    }

    private func require(
      _ condition: Bool, _ option: String, _ value: Any, _ requirement: String
    ) throws {
      guard condition else {
        throw InvalidConfigurationError(
          option: option, value: "\(value)", requirement: requirement)
      }
    }
  }
}
